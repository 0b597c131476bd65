/// What text becomes on a terminal: without control characters, and as wide as the terminal draws it.
public enum TerminalText {
    /// Scalars of one piece of data that are shown; the rest is cut. Combining marks take no columns, so cutting by
    /// width alone would let one cell grow without end.
    static let maximumScalars = 2_000

    /// The text without anything that moves the cursor, changes colours or reorders what is read: control characters,
    /// escape sequences' first bytes, line separators, and formatting such as bidirectional overrides.
    public static func sanitized(_ text: String) -> String {
        // Nearly all text is clean.
        if text.utf8.count <= maximumScalars, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
        var clean = String.UnicodeScalarView()
        var sequence = EscapeSequence()
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index >= maximumScalars {
                clean.append("…")
                break
            }
            if sequence.contains(scalar) { continue }
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n" || scalar == "\t" || scalar == "\r": clean.append(" ")
            case .lineSeparator, .paragraphSeparator: clean.append(" ")
            case .control, .surrogate: continue
            case .format where scalar != zeroWidthJoiner: continue
            default: clean.append(scalar)
            }
        }
        return String(clean)
    }

    /// Columns that the text takes.
    public static func width(_ text: String) -> Int {
        var width = 0
        for character in text { width += self.width(of: character) }
        return width
    }

    /// Columns that a character takes: those of its widest scalar, and two for an emoji by variation selector.
    public static func width(of character: Character) -> Int {
        var widest = 0
        for scalar in character.unicodeScalars {
            widest = max(widest, scalar == emojiSelector ? 2 : width(of: scalar))
        }
        return widest
    }

    /// The longest beginning that fits, with `…` as its last column if something was cut.
    public static func truncated(_ text: String, to columns: Int) -> String {
        guard columns > 0 else { return "" }
        guard width(text) > columns else { return text }
        var kept = ""
        var used = 0
        for character in text {
            let width = width(of: character)
            if used + width > columns - 1 { break }
            kept.append(character)
            used += width
        }
        return kept + "…"
    }

    /// The text in lines of at most that many columns, broken at blanks where there are any.
    public static func wrapped(_ text: String, to columns: Int) -> [String] {
        guard columns > 0, width(text) > columns else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, width(line) + 1 + width(String(word)) <= columns {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            line = String(word)
            while width(line) > columns {
                let part = prefix(of: line, columns: columns)
                lines.append(part)
                line.removeFirst(part.count)
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    /// At least one character, and as many as fit.
    private static func prefix(of text: String, columns: Int) -> String {
        var kept = ""
        var used = 0
        for character in text {
            used += width(of: character)
            if used > columns, !kept.isEmpty { break }
            kept.append(character)
        }
        return kept
    }

    /// Follows a control sequence (ECMA-48 5.4: ESC `[`, parameters, a final byte), so that it is dropped as a whole.
    private struct EscapeSequence {
        private enum Part { case outside, introducer, parameters }

        private var part = Part.outside

        mutating func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch part {
            case .outside:
                guard scalar == "\u{1B}" || scalar == "\u{9B}" else { return false }
                part = scalar == "\u{1B}" ? .introducer : .parameters
                return true
            case .introducer:
                part = scalar == "[" ? .parameters : .outside
                return scalar == "["
            case .parameters:
                let isWithin = (0x20...0x3F).contains(scalar.value)
                let isFinal = (0x40...0x7E).contains(scalar.value)
                if !isWithin { part = .outside }
                return isWithin || isFinal
            }
        }
    }

    private static let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"
    private static let emojiSelector: Unicode.Scalar = "\u{FE0F}"

    /// The wide ranges of UAX #11 as terminals draw them, coarsely.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
        0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]

    private static func width(of scalar: Unicode.Scalar) -> Int {
        // Nearly everything is ASCII.
        if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? 0 : 1 }
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
    }
}
