// `*`, `+`, `?`, `{n}`, `{n,}` and `{n,m}`, each greedy or lazy.
extension PatternParser {
    private struct Counts {
        var minimum: Int
        var maximum: Int?
    }

    /// The part that was just read, repeated if a repetition follows.
    mutating func parseRepetition(of part: PatternFragment) throws(PatternError) -> PatternFragment {
        let offset = index
        guard let counts = try readCounts() else { return part }
        guard part.isRepeatable else {
            throw syntax(
                "what stands before \(Self.name(of: source[offset])) matches a place and no characters, so it cannot be "
                    + "repeated: remove the repetition", at: offset)
        }
        _ = skip("?")
        if let next = current, ["*", "+", "?", "{"].contains(next) {
            throw syntax(
                "\(Self.name(of: next)) cannot repeat a repetition: remove it, or put a group (?:...) around what is "
                    + "before it", at: index)
        }
        return try repeated(part, counts, at: offset)
    }

    private mutating func readCounts() throws(PatternError) -> Counts? {
        switch current {
        case "*":
            index += 1
            return Counts(minimum: 0, maximum: nil)
        case "+":
            index += 1
            return Counts(minimum: 1, maximum: nil)
        case "?":
            index += 1
            return Counts(minimum: 0, maximum: 1)
        case "{": return try readCountsInBraces()
        default: return nil
        }
    }

    private mutating func readCountsInBraces() throws(PatternError) -> Counts {
        let offset = index
        index += 1
        let minimum = readNumber()
        var maximum = minimum
        if skip(",") { maximum = readNumber() }
        guard let minimum, skip("}") else {
            throw syntax(
                "'{' begins no repetition such as {2}, {2,} or {2,5}: write \\{ for the character itself", at: offset)
        }
        if let maximum, maximum < minimum {
            throw syntax("the counts {\(minimum),\(maximum)} are out of order: the lower one comes first", at: offset)
        }
        return Counts(minimum: minimum, maximum: maximum)
    }

    /// Digits; nil if there are none. A number that is larger than any limit is cut to one that is, too.
    mutating func readNumber() -> Int? {
        var number: Int?
        while let character = current, (0x30...0x39).contains(character.value) {
            number = min((number ?? 0) * 10 + Int(character.value - 0x30), 1_000_000_000)
            index += 1
        }
        return number
    }

    private func repeated(
        _ part: PatternFragment, _ counts: Counts, at offset: Int
    ) throws(PatternError) -> PatternFragment {
        guard part.size > 0, counts.maximum != 0 else { return .empty }
        if counts.minimum == 1, counts.maximum == 1 { return part }
        let size: Int
        if let maximum = counts.maximum {
            size = counts.minimum * part.size + (maximum - counts.minimum) * (part.size + 1)
        } else {
            size = counts.minimum == 0 ? part.size + 2 : counts.minimum * part.size + 1
        }
        try checkSize(size, at: offset)
        return PatternFragment(
            node: .repetition(part.node, minimum: counts.minimum, maximum: counts.maximum), size: size)
    }
}
