/// Host names with characters beyond ASCII, as they are or as A-labels (RFC 5890, section 2.3.2.3).
enum InternationalHost {
    static func isValid(_ text: String) -> Bool {
        var labels: [[Unicode.Scalar]] = []
        // The dots between the labels, in ASCII.
        var byteCount = -1
        for label in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: isDot) {
            guard let (characters, count) = read(label) else { return false }
            labels.append(characters)
            byteCount += count + 1
        }
        return byteCount <= 253 && DirectionRule.allows(labels)
    }

    /// The full stops that separate labels (RFC 3490, section 3.1).
    private static func isDot(_ character: Unicode.Scalar) -> Bool {
        [0x2E, 0x3002, 0xFF0E, 0xFF61].contains(character.value)
    }

    /// The characters that a label stands for, and how many bytes it has in ASCII; nil if it is not valid.
    private static func read(_ label: Substring.UnicodeScalarView) -> ([Unicode.Scalar], Int)? {
        let characters = Array(label)
        guard characters.allSatisfy(\.isASCII) else {
            guard characters.count <= 63, InternationalLabel.isUnicodeLabel(characters),
                let count = InternationalLabel.encodedCount(characters), count <= 63
            else { return nil }
            return (characters, count)
        }
        let bytes = characters.map { UInt8(truncatingIfNeeded: $0.value) }
        guard HostFormat.isLabel(bytes[...]) else { return nil }
        guard InternationalLabel.hasPrefix(bytes[...]) else { return (characters, bytes.count) }
        return InternationalLabel.decode(bytes[...]).map { ($0, bytes.count) }
    }
}

/// The rule for names that are written from right to left, in part (RFC 5893, section 2).
private enum DirectionRule {
    static func allows(_ labels: [[Unicode.Scalar]]) -> Bool {
        let isConcerned = labels.contains { label in
            label.contains { InternationalTables.isRightToLeft($0) || InternationalTables.isArabicDigit($0) }
        }
        return !isConcerned || labels.allSatisfy(allows)
    }

    private static func allows(_ label: [Unicode.Scalar]) -> Bool {
        guard let first = label.first, let last = label.last(where: { !InternationalTables.isMark($0) }) else {
            return false
        }
        let hasArabicDigits = label.contains(where: InternationalTables.isArabicDigit)
        if InternationalTables.isRightToLeft(first) {
            let endsWell =
                InternationalTables.isRightToLeft(last) || InternationalTables.isArabicDigit(last)
                || InternationalTables.isEuropeanDigit(last)
            return endsWell && !label.contains(where: InternationalTables.isLeftToRight)
                && !(hasArabicDigits && label.contains(where: InternationalTables.isEuropeanDigit))
        }
        return InternationalTables.isLeftToRight(first) && !hasArabicDigits
            && !label.contains(where: InternationalTables.isRightToLeft)
            && (InternationalTables.isLeftToRight(last) || InternationalTables.isEuropeanDigit(last))
    }
}
