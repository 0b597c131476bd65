import Testing
import TrelayFormat

@Suite("Decimal numbers")
struct NumberTests {
    /// The digits without point, zeros around and exponent: what does not depend on the layout.
    private static func digits(_ text: String) -> Substring {
        let mantissa = text.prefix { $0 != "e" }.filter { $0 != "." && $0 != "-" }
        let trimmed = mantissa.drop { $0 == "0" }
        return trimmed.dropLast(trimmed.reversed().prefix { $0 == "0" }.count)
    }

    private static func check(_ number: Double) throws {
        let text = JSONValue.number(number).canonicalString()
        #expect(digits(text) == digits(number.description), "\(number)")
        #expect(Double(text) == number, "\(number)")
        let parsed = try JSONParser.parseText(Array(text.utf8))
        #expect(parsed.value.numberValue == number, "\(number)")
        #expect(parsed.isCanonical, "\(number)")
    }

    @Test("Fractions of every size have the digits of the standard library and come back", arguments: 0..<8)
    func fractions(part: Int) throws {
        var generator = SeededGenerator(seed: UInt64(part))
        // From 10^-7 to 2^53, so that both ends of the range with its own way of printing are crossed.
        for exponent in stride(from: -24 + part, to: 54, by: 8) {
            for _ in 0..<100 {
                // Few bits that are set give short decimals and ties, many give long ones.
                let mask: UInt64 = ~0 << UInt64.random(in: 0...51, using: &generator)
                let bits = generator.next() & mask & (1 << 52 - 1)
                for neighbour in [bits, bits ^ 1, 0, 1, 1 << 52 - 1] as [UInt64] {
                    let number = Double(bitPattern: UInt64(1023 + exponent) << 52 | neighbour)
                    guard number <= Double(JSONValue.greatestInteger) else { continue }
                    try Self.check(number)
                    try Self.check(-number)
                }
            }
        }
    }

    @Test("A decimal halfway between two doubles is read as the even one, a hair beside it as the nearer one")
    func halfway() throws {
        var generator = SeededGenerator(seed: 3)
        var count = 0
        for _ in 0..<3_000 {
            // An odd number of quarters or eighths where doubles are halves or quarters: 18 or 19 digits.
            let significand = UInt64.random(in: 1 << 52..<1 << 53, using: &generator)
            let places = Int.random(in: 2...3, using: &generator)
            let middle = (2 * significand + 1) * [25, 125][places - 2]
            for beside in [middle - 1, middle, middle + 1] {
                let digits = String(beside)
                let text = digits.dropLast(places) + "." + digits.suffix(places)
                guard let expected = Double(text), expected <= Double(JSONValue.greatestInteger) else { continue }
                #expect(try JSONParser.parse(String(text)).numberValue == expected, "\(text)")
                count += 1
            }
        }
        #expect(count > 1_000)
    }
}
