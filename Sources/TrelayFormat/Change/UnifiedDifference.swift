/// Differences for people, in the manner of `diff -u`: a heading with the path of each change, and below it what was and
/// what is.
///
///     @@ /targets/0/weight @@
///     -90
///     +80
///
/// Arrays and objects are printed on several lines. Of a text with several lines, such as a prompt, the changed lines are
/// shown with up to three unchanged ones around them, and the heading says where they are: `@@ /prompt -12,7 +12,8 @@`.
///
/// A line of text is shown as it is, but for control characters and those that change the direction of writing: they are
/// shown as JSON's escapes, so that no text can hide or command a terminal. Tabs stay.
public enum UnifiedDifference {
    /// A line, without the mark in front of it.
    public enum Line: Hashable, Sendable {
        /// Where the following lines are.
        case heading(String)
        /// A line that is the same in both.
        case context(String)
        /// A line of the old value.
        case removed(String)
        /// A line of the new value.
        case added(String)
    }

    /// Unchanged lines around changed ones.
    public static let contextLines = 3

    /// More lines than anybody reads.
    public static let usualMaximumLines = 2_000

    /// The lines for what differs between two values. What is wholly new, or wholly gone, is shown as one.
    ///
    /// - Parameters:
    ///   - old: nil if nothing was there.
    ///   - new: nil if nothing is there.
    ///   - maximumLines: the rest is left out, and a heading says so.
    public static func lines(
        from old: JSONValue?, to new: JSONValue?, maximumLines: Int = usualMaximumLines
    ) -> [Line] {
        // Each change has at least two lines: more changes than half as many are not looked for.
        let changes = ValueDifference.changes(
            from: old, to: new, limit: max(1, maximumLines / 2 + 1), listsLeaves: false)
        return lines(changes, maximumLines: maximumLines)
    }

    /// The lines for these changes.
    public static func lines(_ changes: [ValueChange], maximumLines: Int = usualMaximumLines) -> [Line] {
        var writer = UnifiedWriter()
        for change in changes {
            writer.write(change)
            guard writer.lines.count <= maximumLines else {
                return writer.lines.prefix(max(0, maximumLines)) + [.heading("further differences are left out")]
            }
        }
        return writer.lines
    }

    /// The lines as one text; ends with a line break, unless there are none.
    public static func text(_ lines: [Line]) -> String {
        lines.map { $0.description + "\n" }.joined()
    }
}

extension UnifiedDifference.Line: CustomStringConvertible {
    /// The line with its mark: `@@ … @@` for a heading, a space, `-` or `+` in front of the others.
    public var description: String {
        switch self {
        case .heading(let text): "@@ " + text + " @@"
        case .context(let text): " " + text
        case .removed(let text): "-" + text
        case .added(let text): "+" + text
        }
    }
}

extension UnifiedDifference.Line {
    fileprivate var escaped: Self {
        switch self {
        case .heading(let text): .heading(VisibleText.escaped(text))
        case .context(let text): .context(VisibleText.escaped(text))
        case .removed(let text): .removed(VisibleText.escaped(text))
        case .added(let text): .added(VisibleText.escaped(text))
        }
    }
}

private struct UnifiedWriter {
    private(set) var lines: [UnifiedDifference.Line] = []
    private var budget = ChangeBudget()

    mutating func write(_ change: ValueChange) {
        let place = Self.place(change)
        guard let texts = Self.texts(change) else {
            lines.append(.heading(place))
            if let old = change.old { lines += Self.printed(old).map { .removed($0) } }
            if let new = change.new { lines += Self.printed(new).map { .added($0) } }
            return
        }
        for hunk in LineDifference.hunks(texts.old, texts.new, context: UnifiedDifference.contextLines, &budget) {
            let range = texts.old.isEmpty || texts.new.isEmpty ? "" : " " + hunk.range
            lines.append(.heading(place + range))
            lines += hunk.lines.map { $0.escaped }
        }
    }

    private static func place(_ change: ValueChange) -> String {
        let new = place(change.pointer)
        return change.pointer == change.oldPointer ? new : place(change.oldPointer) + " -> " + new
    }

    private static func place(_ pointer: JSONPointer) -> String {
        pointer.tokens.isEmpty ? "(whole value)" : VisibleText.escaped(pointer.description)
    }

    /// The lines of both texts, if each is a text or nothing, and one has several lines. Otherwise the values are printed
    /// as JSON, so that the text `5` cannot be taken for the number.
    private static func texts(_ change: ValueChange) -> (old: [String], new: [String])? {
        let texts = [change.old, change.new].compactMap(\.self)
        guard texts.allSatisfy({ $0.stringValue != nil }) else { return nil }
        guard texts.contains(where: { $0.stringValue?.utf8.contains(UInt8(ascii: "\n")) == true }) else { return nil }
        return (change.old?.stringValue.map(split) ?? [], change.new?.stringValue.map(split) ?? [])
    }

    private static func printed(_ value: JSONValue) -> [String] {
        switch value {
        case .array, .object: split(value.prettyString()).dropLast().map(VisibleText.escaped)
        default: [VisibleText.escaped(value.canonicalString())]
        }
    }

    /// A line break at the end gives an empty last line: two different texts have different lines.
    private static func split(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
    }
}

/// Text that shows what is in it.
enum VisibleText {
    /// Control characters but for the tab, line and paragraph separators, and characters that change the direction of
    /// writing, as JSON's escapes.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard isHidden(scalar) else {
                result.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            let zeros = String(repeating: "0", count: max(0, 4 - digits.utf8.count))
            result.append(contentsOf: ("\\u" + zeros + digits).unicodeScalars)
        }
        return String(result)
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
