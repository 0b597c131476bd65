// Everything that begins with a backslash.
extension PatternParser {
    /// An escape outside of a class. Begins at the backslash.
    mutating func parseEscape() throws(PatternError) -> PatternFragment {
        let offset = index
        index += 1
        if let set = try readClassEscape(at: offset) { return try fragment(ofEscape: set, from: offset) }
        switch current {
        case "b", "B":
            let kind: PatternAssertion = current == "b" ? .wordBoundary : .notWordBoundary
            index += 1
            wordSet = try number(of: .wordCharacters, at: offset)
            return assertion(kind)
        case "k": return try parseNamedBackReference(from: offset)
        case .some("1"..."9"): return try parseNumberedBackReference(from: offset)
        default: return try fragment(ofLiteral: try readCharacterEscape(at: offset), at: offset)
        }
    }

    /// The same escape again is the same set: looking a large one up by its ranges takes time.
    private mutating func fragment(
        ofEscape set: CodePointSet, from offset: Int
    ) throws(PatternError) -> PatternFragment {
        let text = Array(source[offset..<index])
        if let number = escapes[text] { return PatternFragment(node: .set(number), size: 1) }
        let number = try number(of: set, at: offset)
        escapes[text] = number
        return PatternFragment(node: .set(number), size: 1)
    }

    /// `\d` and the like; nil, and nothing is read, if it is none of them. Begins behind the backslash.
    mutating func readClassEscape(at offset: Int) throws(PatternError) -> CodePointSet? {
        let set: CodePointSet
        switch current {
        case "d": set = .digits
        case "D": set = CodePointSet.digits.complement
        case "w": set = .wordCharacters
        case "W": set = CodePointSet.wordCharacters.complement
        case "s": set = .whitespace
        case "S": set = CodePointSet.whitespace.complement
        case "p", "P":
            let isNegated = current == "P"
            index += 1
            return try readProperty(at: offset, isNegated: isNegated)
        default: return nil
        }
        index += 1
        return set
    }

    /// The code point that an escape means (CharacterEscape). Begins behind the backslash.
    mutating func readCharacterEscape(at offset: Int) throws(PatternError) -> UInt32 {
        guard let character = current else {
            throw syntax("the expression ends with a backslash: write \\\\ for the character itself", at: offset)
        }
        index += 1
        switch character {
        case "t": return 0x09
        case "n": return 0x0A
        case "v": return 0x0B
        case "f": return 0x0C
        case "r": return 0x0D
        case "0": return try readNull(at: offset)
        case "c": return try readControl(at: offset)
        case "x":
            guard let value = readHexadecimal(digits: 2) else {
                throw syntax("\\x must be followed by two hexadecimal digits", at: offset)
            }
            return value
        case "u":
            index -= 1
            return try readUnicodeEscape(at: offset)
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/": return character.value
        default: throw unknownEscape(character, at: offset)
        }
    }

    private func readNull(at offset: Int) throws(PatternError) -> UInt32 {
        if let next = current, (0x30...0x39).contains(next.value) {
            throw syntax("there are no octal escapes: write \\x and two hexadecimal digits", at: offset)
        }
        return 0
    }

    private mutating func readControl(at offset: Int) throws(PatternError) -> UInt32 {
        guard let letter = current, ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) else {
            throw syntax("\\c must be followed by a letter from A to Z", at: offset)
        }
        index += 1
        return letter.value % 32
    }

    /// `\u0041`, `\u{41}`, or two of the first form that are a surrogate pair. Begins at the `u`.
    mutating func readUnicodeEscape(at offset: Int) throws(PatternError) -> UInt32 {
        guard skip("u") else { throw syntax("only \\u escapes may stand in a name", at: offset) }
        if current == "{" { return try readBracedUnicodeEscape(at: offset) }
        guard let first = readHexadecimal(digits: 4) else {
            throw syntax(
                "\\u must be followed by four hexadecimal digits, or by some in braces: \\u{1F600}", at: offset)
        }
        guard (0xD800...0xDBFF).contains(first), current == "\\", character(after: 1) == "u" else { return first }
        // Half of a pair without the other half stands for itself and matches nothing: no text holds it.
        let start = index
        index += 2
        guard let second = readHexadecimal(digits: 4), (0xDC00...0xDFFF).contains(second) else {
            index = start
            return first
        }
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private mutating func readBracedUnicodeEscape(at offset: Int) throws(PatternError) -> UInt32 {
        index += 1
        var value: UInt32 = 0
        var isEmpty = true
        while let digit = Self.hexadecimalValue(of: current) {
            value = min(value * 16 + digit, CodePointSet.greatest + 1)
            isEmpty = false
            index += 1
        }
        guard !isEmpty, value <= CodePointSet.greatest, skip("}") else {
            throw syntax("\\u{...} must hold hexadecimal digits, at most 10FFFF", at: offset)
        }
        return value
    }

    /// That many digits; nil if there are fewer.
    private mutating func readHexadecimal(digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for distance in 0..<digits {
            guard let digit = Self.hexadecimalValue(of: character(after: distance)) else { return nil }
            value = value * 16 + digit
        }
        index += digits
        return value
    }

    private func unknownEscape(_ character: Unicode.Scalar, at offset: Int) -> PatternError {
        let advice: String
        switch character {
        case "A": advice = "write ^ for the start of the text"
        case "z", "Z": advice = "write $ for the end of the text"
        case "a": advice = "write \\x07 for the bell character"
        case "e": advice = "write \\x1B for the escape character"
        case "h": advice = "write [\\t ] for a tab or a space"
        case "<", ">": advice = "write \\b for the start or the end of a word"
        case "b", "B", "k", "1"..."9": advice = "it has no meaning inside of a class"
        default: advice = "remove the backslash, or write \\\\ for a backslash"
        }
        return syntax("there is no escape \\\(Self.plainName(of: character)) here: \(advice)", at: offset)
    }

    private static func hexadecimalValue(of digit: Unicode.Scalar?) -> UInt32? {
        guard let digit else { return nil }
        switch digit {
        case "0"..."9": return digit.value - 0x30
        case "a"..."f": return digit.value - 0x61 + 10
        case "A"..."F": return digit.value - 0x41 + 10
        default: return nil
        }
    }

    private static func plainName(of character: Unicode.Scalar) -> String {
        (0x21...0x7E).contains(character.value) ? String(character) : name(of: character)
    }
}
