/// A number by which others are divided in decimal, as people write them: 0.0075 is a multiple of 0.0001, though the
/// doubles' quotient is not an integer.
struct Divisor: Sendable {
    let value: Double
    private let decimal: DecimalMagnitude

    /// - Parameter value: positive and finite.
    init(_ value: Double) {
        self.value = value
        decimal = DecimalMagnitude(value)
    }

    /// Whether the number is an integral multiple.
    func divides(_ number: Double) -> Bool {
        guard number.isFinite else { return false }
        if value >= 1, let divisor = Int64(exactly: value), let number = Int64(exactly: number) {
            return number % divisor == 0
        }
        return decimal.divides(DecimalMagnitude(number.magnitude))
    }
}

/// `digits` times ten to the power of `exponent`: the shortest decimal number that reads back as the same double.
private struct DecimalMagnitude: Sendable {
    private var digits: UInt64 = 0
    private var exponent = 0

    /// - Parameter magnitude: finite and not negative.
    init(_ magnitude: Double) {
        var isBehindPoint = false
        let text = magnitude.description.utf8
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "."): isBehindPoint = true
            case UInt8(ascii: "e"):
                exponent += Int(Substring(rest)) ?? 0
                rest = rest[rest.endIndex...]
            default:
                // A double has at most 17 digits, and those before the point of a large one are at most 17 too.
                digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                if isBehindPoint { exponent -= 1 }
            }
        }
    }

    func divides(_ number: DecimalMagnitude) -> Bool {
        guard digits > 0, number.digits > 0 else { return digits > 0 }
        let shift = number.exponent - exponent
        return shift >= 0 ? remainder(of: number.digits, timesTenTo: shift) == 0 : scaledDivides(number.digits, -shift)
    }

    private func remainder(of number: UInt64, timesTenTo power: Int) -> UInt64 {
        var rest = number % digits
        // At most some 660 rounds: the exponents of doubles lie between -324 and 308.
        for _ in 0..<power where rest > 0 {
            let product = rest.multipliedFullWidth(by: 10)
            rest = digits.dividingFullWidth(product).remainder
        }
        return rest
    }

    /// Whether this, times ten to the power, divides the number.
    private func scaledDivides(_ number: UInt64, _ power: Int) -> Bool {
        var divisor = digits
        for _ in 0..<power {
            let (product, overflows) = divisor.multipliedReportingOverflow(by: 10)
            guard !overflows, product <= number else { return false }
            divisor = product
        }
        return number % divisor == 0
    }
}
