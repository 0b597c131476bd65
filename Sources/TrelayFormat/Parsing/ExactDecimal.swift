/// The double that is nearest to a decimal number, where integer arithmetic of the machine suffices to find it.
enum ExactDecimal {
    /// The double nearest to `significand` times that power of ten; nil if it takes longer arithmetic.
    ///
    /// - Parameter significand: not 0.
    static func double(_ significand: UInt64, tenToThe exponent: Int) -> Double? {
        if significand <= 1 << 53, let power = element(exponent.magnitude, of: powersOfTen) {
            // Both operands are exact, so the one rounding is the right one (Clinger 1990).
            return exponent < 0 ? Double(significand) / power : Double(significand) * power
        }
        if exponent == 0 { return Double(significand) }
        guard exponent < 0, let power = element(exponent.magnitude, of: powersOfFive) else { return nil }
        return quotient(significand, by: power, halvings: -exponent)
    }

    /// `significand / (divisor * 2^halvings)`, rounded once.
    private static func quotient(_ significand: UInt64, by divisor: UInt64, halvings: Int) -> Double {
        let (shift, divisorShift) = (significand.leadingZeroBitCount, divisor.leadingZeroBitCount)
        // Both are as great as they can be, so the quotient has 63 bits or 64: more than a double keeps.
        let dividend = significand << UInt64(shift)
        let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth(
            (high: dividend >> 1, low: dividend << 63))
        // Behind the bits that count, all that matters for rounding is whether the rest is zero.
        let rounded = Double(remainder == 0 ? quotient : quotient | 1)
        return rounded * powerOfTwo(divisorShift - shift - 63 - halvings)
    }

    /// - Parameter exponent: of a normal number; here it is above -200 and below 10.
    private static func powerOfTwo(_ exponent: Int) -> Double {
        Double(bitPattern: UInt64(1023 + exponent) << 52)
    }

    private static func element<Element>(_ index: UInt, of table: [Element]) -> Element? {
        index < table.count ? table[Int(index)] : nil
    }

    /// The powers of ten that a double holds exactly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The powers of five that 64 bits hold.
    private static let powersOfFive: [UInt64] = {
        var powers: [UInt64] = [1]
        while let last = powers.last, case let (next, overflow) = last.multipliedReportingOverflow(by: 5), !overflow {
            powers.append(next)
        }
        return powers
    }()
}
