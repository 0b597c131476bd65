/// The meaning of a piece of text, from which its colour follows.
public enum Tone: Hashable, Sendable {
    case plain
    case good
    case busy
    case warning
    case bad
    case severe
    case held
    case dim
    case strong
    /// The selected row.
    case selected

    /// Select Graphic Rendition parameters (ECMA-48 8.3.117). The sixteen colours of the user's own palette only.
    var parameters: String? {
        switch self {
        case .plain: nil
        case .good: "32"
        case .busy: "36"
        case .warning: "33"
        case .bad: "31"
        case .severe: "1;31"
        case .held: "34"
        case .dim: "2"
        case .strong: "1"
        case .selected: "7"
        }
    }
}

/// How text is drawn. The caller decides on colour: never when `NO_COLOR` is set or the output is not a terminal.
public struct Style: Hashable, Sendable {
    public var isColored: Bool

    public init(isColored: Bool) {
        self.isColored = isColored
    }

    public static let plain = Style(isColored: false)
    public static let colored = Style(isColored: true)

    /// Text of success, within a line of the caller's own.
    public func good(_ text: String) -> String { apply(.good, to: TerminalText.sanitized(text)) }

    /// Text of failure.
    public func bad(_ text: String) -> String { apply(.bad, to: TerminalText.sanitized(text)) }

    func apply(_ tone: Tone, to text: String) -> String {
        guard isColored, !text.isEmpty, let parameters = tone.parameters else { return text }
        return "\u{1B}[" + parameters + "m" + text + "\u{1B}[0m"
    }
}

/// One line of text in pieces, each with its tone. Data is sanitized on the way in.
public struct StyledText: Hashable, Sendable, ExpressibleByStringLiteral {
    struct Piece: Hashable, Sendable {
        var text: String
        var tone: Tone
    }

    private(set) var pieces: [Piece] = []

    public init() {}

    public init(_ text: String, _ tone: Tone = .plain) {
        append(text, tone)
    }

    public init(stringLiteral value: String) {
        append(value, .plain)
    }

    public mutating func append(_ text: String, _ tone: Tone = .plain) {
        let clean = TerminalText.sanitized(text)
        if !clean.isEmpty { pieces.append(Piece(text: clean, tone: tone)) }
    }

    public mutating func append(_ other: StyledText) {
        pieces.append(contentsOf: other.pieces)
    }

    public var width: Int { pieces.reduce(0) { $0 + TerminalText.width($1.text) } }

    public var isEmpty: Bool { pieces.isEmpty }

    /// The text without its tones.
    public var plain: String { pieces.map(\.text).joined() }

    /// Cut to that many columns, with `…` where something was cut.
    public func truncated(to columns: Int) -> StyledText {
        guard width > columns else { return self }
        var result = StyledText()
        var left = columns
        for piece in pieces where left > 0 {
            let width = TerminalText.width(piece.text)
            // A piece that just fits must still give way to the mark, for more text follows it.
            let isLast = piece == pieces.last
            let kept = width < left || (width == left && isLast) ? piece.text : Self.cut(piece.text, to: left)
            result.pieces.append(Piece(text: kept, tone: piece.tone))
            left -= TerminalText.width(kept)
            if kept != piece.text { break }
        }
        return result
    }

    /// Filled with spaces to that many columns.
    public func padded(to columns: Int, alignRight: Bool = false) -> StyledText {
        let missing = columns - width
        guard missing > 0 else { return self }
        let space = Piece(text: String(repeating: " ", count: missing), tone: .plain)
        var result = self
        result.pieces.insert(space, at: alignRight ? 0 : result.pieces.count)
        return result
    }

    /// Everything in one tone.
    public func toned(_ tone: Tone) -> StyledText {
        StyledText(plain, tone)
    }

    public func rendered(_ style: Style) -> String {
        pieces.map { style.apply($0.tone, to: $0.text) }.joined()
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        let cut = TerminalText.truncated(text, to: columns)
        return cut.hasSuffix("…") ? cut : TerminalText.truncated(text + "……", to: columns)
    }
}
