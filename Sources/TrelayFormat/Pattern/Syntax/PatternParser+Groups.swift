// Groups, look-around and back-references.
extension PatternParser {
    /// Begins at the `(`.
    mutating func parseGroup() throws(PatternError) -> PatternFragment {
        let offset = index
        guard depth < PatternLimits.maximumDepth else {
            throw PatternError(
                code: .tooLarge,
                message: "groups are nested more deeply than the limit of \(PatternLimits.maximumDepth): take some out",
                offset: offset)
        }
        index += 1
        let isLookAround = try parseGroupKind(from: offset)
        depth += 1
        var content = try parseAlternatives()
        depth -= 1
        guard skip(")") else { throw syntax("the group that begins here is not closed: ')' is missing", at: offset) }
        content.isRepeatable = !isLookAround
        return content
    }

    /// Reads what stands between the `(` and the content.
    ///
    /// - Returns: whether the group is a look-around.
    private mutating func parseGroupKind(from offset: Int) throws(PatternError) -> Bool {
        guard skip("?") else {
            groupCount += 1
            return false
        }
        switch (current, character(after: 1)) {
        case (":", _):
            index += 1
        case ("=", _), ("!", _):
            index += 1
            refuse(lookAround: "ahead", at: offset)
            return true
        case ("<", "="), ("<", "!"):
            index += 2
            refuse(lookAround: "behind", at: offset)
            return true
        case ("<", _):
            index += 1
            try parseGroupName(from: offset)
            groupCount += 1
        case ("P", "<"):
            throw syntax("a group's name is written (?<name>...) here: remove the 'P'", at: offset)
        case (">", _):
            throw syntax(
                "there are no atomic groups: write (?:...), the verdict is the same in linear time", at: offset)
        default:
            throw flags(at: offset)
        }
        return false
    }

    private mutating func refuse(lookAround direction: String, at offset: Int) {
        refuse(
            "a look-\(direction) cannot be run in linear time: say it without one, or with two patterns under allOf or "
                + "not", at: offset)
    }

    mutating func refuse(_ message: String, at offset: Int) {
        guard refusal == nil else { return }
        refusal = PatternError(code: .unsupported, message: message, offset: offset)
    }

    /// `(?i:...)` is of ECMA-262 (edition 16), `(?i)` is not.
    private func flags(at offset: Int) -> PatternError {
        var end = index
        while end < source.count, ["i", "m", "s", "-"].contains(source[end]) { end += 1 }
        guard end > index, end < source.count, [":", ")"].contains(source[end]) else {
            return syntax(
                "there is no group that begins so: write (?:...), or \\( for the character itself", at: offset)
        }
        guard source[end] == ":" else {
            return syntax(
                "flags cannot be set for the rest of an expression: remove them, and spell out both cases like [aA]",
                at: offset)
        }
        return PatternError(
            code: .unsupported,
            message: "flags of a group are not supported: write (?:...) and spell out both cases like [aA]",
            offset: offset)
    }

    private mutating func parseGroupName(from offset: Int) throws(PatternError) {
        let name = try readName(at: offset)
        guard names.insert(name) else {
            throw syntax("another group that can match together with this one has its name: rename one", at: offset)
        }
        guard names.count <= PatternLimits.maximumNames else {
            throw PatternError(
                code: .tooLarge,
                message: "the expression has more than \(PatternLimits.maximumNames) named groups: write (?:...)",
                offset: offset)
        }
    }

    /// An identifier and the `>` behind it (ECMA-262, section 12.7): letters, digits, `_`, `$` and `\u` escapes.
    private mutating func readName(at offset: Int) throws(PatternError) -> GroupNames.Name {
        var name: GroupNames.Name = []
        while let character = current, character != ">" {
            let place = index
            index += 1
            let codePoint = character == "\\" ? try readUnicodeEscape(at: place) : character.value
            guard isNamePart(codePoint, isFirst: name.isEmpty) else {
                throw syntax(
                    "the name of a group is written with letters, digits and _ and begins with none of the "
                        + "digits: (?<name>...)", at: place)
            }
            name.append(codePoint)
        }
        guard skip(">"), !name.isEmpty else {
            throw syntax("there must be a name and '>' here, as in (?<name>...)", at: offset)
        }
        return name
    }

    private mutating func isNamePart(_ codePoint: UInt32, isFirst: Bool) -> Bool {
        if codePoint == 0x24 || codePoint == 0x5F { return true }
        if codePoint < 0x80 {
            return CodePointSet.wordCharacters.contains(codePoint)
                && !(isFirst && CodePointSet.digits.contains(codePoint))
        }
        // Zero width non-joiner and joiner.
        if !isFirst, codePoint == 0x200C || codePoint == 0x200D { return true }
        return identifierSet(isFirst: isFirst).contains(codePoint)
    }

    private mutating func identifierSet(isFirst: Bool) -> CodePointSet {
        let key = Property(text: [UInt8]((isFirst ? "ID_Start" : "ID_Continue").utf8), isNegated: false)
        if let known = properties[key] { return known }
        let set = UnicodeProperty.set(key.text) ?? CodePointSet([])
        properties[key] = set
        return set
    }

    /// Begins behind the backslash, at the `k`.
    mutating func parseNamedBackReference(from offset: Int) throws(PatternError) -> PatternFragment {
        index += 1
        guard skip("<") else {
            throw syntax("\\k must be followed by the name of a group, as in \\k<name>", at: offset)
        }
        let name = try readName(at: offset)
        return backReference(to: .name(name), at: offset)
    }

    /// Begins behind the backslash, at a digit that is not 0.
    mutating func parseNumberedBackReference(from offset: Int) throws(PatternError) -> PatternFragment {
        let number = readNumber() ?? 0
        return backReference(to: .number(number), at: offset)
    }

    private mutating func backReference(to target: BackReference.Target, at offset: Int) -> PatternFragment {
        backReferences.append(BackReference(target: target, offset: offset))
        refuse("a back-reference cannot be run in linear time: write out what may be repeated", at: offset)
        return .empty
    }

    /// A reference to a group that does not exist is an error of the syntax. Groups may come behind their references.
    func checkBackReferences() throws(PatternError) {
        for reference in backReferences {
            switch reference.target {
            case .number(let number) where number > groupCount:
                throw syntax(
                    "there is no group \(number) to refer to: write \\x or \\u escapes for a character by its number",
                    at: reference.offset)
            case .name(let name) where !names.all.contains(name):
                throw syntax("there is no group of that name to refer to: write (?<name>...)", at: reference.offset)
            case .number, .name: break
            }
        }
    }
}
