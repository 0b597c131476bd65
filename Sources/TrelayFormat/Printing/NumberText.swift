/// Numbers as ECMAScript writes them (ECMA-262, Number::toString with radix 10; RFC 8785, section 3.2.2.3).
enum NumberText {
    static func append(_ number: Double, to bytes: inout [UInt8]) {
        guard number.isFinite else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        if let integer = Int64(exactly: number), integer.magnitude <= JSONValue.greatestInteger.magnitude {
            return append(integer, to: &bytes)
        }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(ShortestDecimal(number.magnitude), to: &bytes)
    }

    private static func append(_ integer: Int64, to bytes: inout [UInt8]) {
        var rest = integer.magnitude
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    private static func append(_ decimal: ShortestDecimal, to bytes: inout [UInt8]) {
        let digits = decimal.digits
        let point = decimal.pointPosition
        let zero = UInt8(ascii: "0")
        switch point {
        case digits.count...21:
            bytes.append(contentsOf: digits)
            bytes.append(contentsOf: repeatElement(zero, count: point - digits.count))
        case 1...21:
            bytes.append(contentsOf: digits[..<point])
            bytes.append(UInt8(ascii: "."))
            bytes.append(contentsOf: digits[point...])
        case -5...0:
            bytes.append(contentsOf: [zero, UInt8(ascii: ".")])
            bytes.append(contentsOf: repeatElement(zero, count: -point))
            bytes.append(contentsOf: digits)
        default:
            bytes.append(contentsOf: digits[..<1])
            if digits.count > 1 {
                bytes.append(UInt8(ascii: "."))
                bytes.append(contentsOf: digits[1...])
            }
            bytes.append(contentsOf: (point > 0 ? "e+" : "e").utf8)
            append(Int64(point - 1), to: &bytes)
        }
    }
}

/// The shortest decimal digits that read back as the same double, taken from the standard library's description, which
/// has the right digits in another layout (`5e-324`, `1.5`, `1e+21`).
private struct ShortestDecimal {
    /// ASCII digits, the first and the last not zero.
    private(set) var digits: [UInt8] = []
    /// The decimal point stands before the digit with this index; it may lie outside of the digits.
    private(set) var pointPosition = 0

    /// - Parameter magnitude: positive and finite.
    init(_ magnitude: Double) {
        digits.reserveCapacity(17)
        var leadingZeros = 0
        var integerDigits = 0
        var isBehindPoint = false
        var exponent: Substring.UTF8View = ""[...].utf8
        let text = magnitude.description.utf8
        scanning: for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "."):
                isBehindPoint = true
            case UInt8(ascii: "e"):
                exponent = text[text.index(after: index)...]
                break scanning
            case let digit:
                if !isBehindPoint { integerDigits += 1 }
                if digits.isEmpty, digit == UInt8(ascii: "0") {
                    leadingZeros += 1
                } else {
                    digits.append(digit)
                }
            }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        pointPosition = integerDigits - leadingZeros + (Int(Substring(exponent)) ?? 0)
    }
}
