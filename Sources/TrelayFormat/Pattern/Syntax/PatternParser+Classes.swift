// Classes: `[a-z_]` and `[^a-z_]`.
extension PatternParser {
    private enum ClassAtom {
        case codePoint(UInt32)
        case set(CodePointSet)
    }

    /// Begins at the `[`.
    mutating func parseClass() throws(PatternError) -> PatternFragment {
        let offset = index
        index += 1
        let isNegated = skip("^")
        var ranges: [CodePointRange] = []
        while !skip("]") {
            let place = index
            let added = try parseClassRanges(classAt: offset)
            try countClassRanges(added.count, at: place)
            ranges += added
        }
        let set = CodePointSet(ranges)
        return try fragment(of: isNegated ? set.complement : set, at: offset)
    }

    /// One character, range or escape.
    private mutating func parseClassRanges(classAt offset: Int) throws(PatternError) -> [CodePointRange] {
        let place = index
        let lower = try parseClassAtom(classAt: offset)
        guard current == "-", let next = character(after: 1), next != "]" else {
            switch lower {
            case .codePoint(let codePoint): return [CodePointRange(codePoint, codePoint)]
            case .set(let set): return set.ranges
            }
        }
        index += 1
        let upper = try parseClassAtom(classAt: offset)
        guard case .codePoint(let first) = lower, case .codePoint(let last) = upper else {
            throw syntax(
                "a range goes from one character to another, not to a class: write \\- for a hyphen", at: place)
        }
        guard first <= last else {
            throw syntax("the range is out of order: the character with the lower number comes first", at: place)
        }
        return [CodePointRange(first, last)]
    }

    private mutating func parseClassAtom(classAt offset: Int) throws(PatternError) -> ClassAtom {
        guard let character = current else {
            throw syntax(
                "the class that begins here is not closed: ']' is missing, or write \\[ for the character itself",
                at: offset)
        }
        guard character == "\\" else {
            index += 1
            return .codePoint(character.value)
        }
        let place = index
        index += 1
        if let set = try readClassEscape(at: place) { return .set(set) }
        switch current {
        case "b":
            index += 1
            return .codePoint(0x08)
        case "-":
            index += 1
            return .codePoint(0x2D)
        default: return .codePoint(try readCharacterEscape(at: place))
        }
    }

    private mutating func countClassRanges(_ count: Int, at offset: Int) throws(PatternError) {
        classRangeCount += count
        guard classRangeCount <= PatternLimits.maximumClassRanges else {
            throw PatternError(
                code: .tooLarge,
                message: "up to here the classes are put together from more than \(PatternLimits.maximumClassRanges) "
                    + "ranges: name each property once", offset: offset)
        }
    }
}
