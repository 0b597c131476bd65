/// The shortest decimal that reads back as the same double, and of those the nearest to it, for the numbers that
/// canonical JSON writes as a fraction: found with integer arithmetic of 128 bits.
struct ShortFraction {
    /// All digits without the point, as a number that is no multiple of ten.
    let digits: UInt64
    /// How many of the digits are behind the point; more than there are digits if zeros follow the point.
    let fractionDigits: Int

    /// Nil for an integer, for what is below 10^-6, which has an exponent in canonical JSON, and beyond 2^53.
    ///
    /// - Parameter magnitude: positive.
    init?(_ magnitude: Double) {
        guard magnitude >= 1e-6, magnitude < 0x1p53, magnitude != magnitude.rounded(.towardZero) else { return nil }
        let significand = UInt64(magnitude.significandBitPattern) | 1 << 52
        let exponent = Int(magnitude.exponent)
        // So many decimal places that, whatever the digits are, the scaled number has 17 or 18 of them before the point.
        // That is enough for any double. The factor is log10(2), a little less.
        let places = 16 - (exponent * 78_913) >> 18
        let power = Self.powersOfFive[places]
        // The scaled number is `significand * 5^places * 2^(exponent - 52 + places)`. Twice it, because what reads as the
        // double ends half a unit of the significand's last place away on both sides. Where exactly does not matter:
        // the ends have one decimal place more than the number itself, so neither is the shortest. Below a power of
        // two the half would be a quarter, but all such fractions from 10^-6 on are exact with 14 digits.
        let shift = UInt64(52 - exponent - places + 1)
        let scaled = UInt128(significand << 1) * UInt128(power)
        // The integers above `below` up to `last` read back as the double.
        let below = UInt64((scaled - UInt128(power)) >> UInt128(shift))
        let last = UInt64((scaled + UInt128(power)) >> UInt128(shift))
        let removed = Self.removableDigits(above: below, upTo: last)
        digits = Self.nearest(to: scaled, shift: shift, unit: Self.powersOfTen[removed])
        fractionDigits = places - removed
    }

    /// The greatest power of ten that has a multiple among the integers above `below` up to `last`.
    private static func removableDigits(above below: UInt64, upTo last: UInt64) -> Int {
        var (below, last, count) = (below / 10, last / 10, 0)
        while last > below {
            (below, last, count) = (below / 10, last / 10, count + 1)
        }
        return count
    }

    /// The multiple of the unit that is nearest to `scaled / 2^shift`, in units; the even one if two are.
    private static func nearest(to scaled: UInt128, shift: UInt64, unit: UInt64) -> UInt64 {
        let integer = UInt64(scaled >> UInt128(shift))
        let (quotient, remainder) = integer.quotientAndRemainder(dividingBy: unit)
        let rest = UInt128(remainder) << UInt128(shift) | scaled & (1 << UInt128(shift) - 1)
        let half = UInt128(unit) << UInt128(shift - 1)
        return rest > half || rest == half && quotient & 1 == 1 ? quotient + 1 : quotient
    }

    private static let powersOfFive = powers(of: 5, 0...23)
    private static let powersOfTen = powers(of: 10, 0...18)

    private static func powers(of base: UInt64, _ exponents: ClosedRange<Int>) -> [UInt64] {
        exponents.map { exponent in (0..<exponent).reduce(1) { power, _ in power * base } }
    }
}
