import TrelayFormat

/// A small seeded generator of numbers (SplitMix64): the same seed gives the same values on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// A value that the parser accepts, with few different keys so that two values have much in common.
    mutating func value(depth: Int, allowsNull: Bool = true) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &self) {
        case 0: return allowsNull ? .null : .bool(true)
        case 1: return .bool(Bool.random(using: &self))
        case 2, 3: return .number(number())
        case 4: return .string(text())
        case 5:
            // Nulls in arrays are always allowed: a merge patch replaces arrays whole.
            return .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0...12, using: &self) {
                object.set(text(), value(depth: depth - 1, allowsNull: allowsNull))
            }
            return .object(object)
        }
    }

    private mutating func number() -> Double {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return Double(Int.random(in: -10...10, using: &self))
        case 1: return Double(Int.random(in: -JSONValue.greatestInteger...JSONValue.greatestInteger, using: &self))
        case 2: return Double.random(in: -1000...1000, using: &self)
        default:
            let number = Double(bitPattern: next())
            let isAccepted =
                number.isFinite
                && (number.magnitude <= Double(JSONValue.greatestInteger) || number.magnitude >= 1e21)
            return isAccepted ? number : 0.1
        }
    }

    private mutating func text() -> String {
        let pieces = [
            "", "a", "b", "key", "é", "e\u{301}", "\u{0}", "\n", "\"", "\\", "/", "~", "\u{1F}", "\u{7F}", "€",
            "\u{E000}",
            "\u{FFFF}", "😀", "\u{10FFFF}", "a long run of plain ASCII text",
        ]
        return (0..<Int.random(in: 0...3, using: &self)).map { _ in pieces.randomElement(using: &self) ?? "" }.joined()
    }
}
