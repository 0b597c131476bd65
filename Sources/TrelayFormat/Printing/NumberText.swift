/// Numbers as ECMAScript writes them (ECMA-262, Number::toString with radix 10; RFC 8785, section 3.2.2.3).
enum NumberText {
    static func append(_ number: Double, to bytes: inout TextBuffer) {
        guard number.isFinite else {
            bytes.append("null")
            return
        }
        if let integer = Int64(exactly: number), integer.magnitude <= JSONValue.greatestInteger.magnitude {
            return append(integer, to: &bytes)
        }
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        if let fraction = ShortFraction(number.magnitude) {
            bytes.append(fraction.digits, fractionDigits: fraction.fractionDigits)
        } else {
            append(ShortestDecimal(number.magnitude), to: &bytes)
        }
    }

    private static func append(_ integer: Int64, to bytes: inout TextBuffer) {
        if integer < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(integer.magnitude, fractionDigits: 0)
    }

    private static func append(_ decimal: ShortestDecimal, to bytes: inout TextBuffer) {
        let digits = decimal.digits
        let point = decimal.pointPosition
        let zero = UInt8(ascii: "0")
        switch point {
        case digits.count...21:
            append(digits[...], to: &bytes)
            bytes.append(repeating: zero, count: point - digits.count)
        case 1...21:
            append(digits[..<point], to: &bytes)
            bytes.append(UInt8(ascii: "."))
            append(digits[point...], to: &bytes)
        case -5...0:
            bytes.append("0.")
            bytes.append(repeating: zero, count: -point)
            append(digits[...], to: &bytes)
        default:
            append(digits[..<1], to: &bytes)
            if digits.count > 1 {
                bytes.append(UInt8(ascii: "."))
                append(digits[1...], to: &bytes)
            }
            bytes.append(point > 0 ? "e+" : "e")
            append(Int64(point - 1), to: &bytes)
        }
    }

    private static func append(_ digits: ArraySlice<UInt8>, to bytes: inout TextBuffer) {
        digits.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
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
