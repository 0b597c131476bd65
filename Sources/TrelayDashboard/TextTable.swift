/// A table whose columns are aligned by what the terminal draws.
public struct TextTable: Sendable {
    public struct Column: Sendable, ExpressibleByStringLiteral {
        var title: String
        var alignsRight: Bool
        /// The column may be cut down to so many columns when the table is too wide; nil: never cut.
        var shrinksTo: Int?

        public init(_ title: String, alignsRight: Bool = false, shrinksTo: Int? = nil) {
            self.title = title
            self.alignsRight = alignsRight
            self.shrinksTo = shrinksTo
        }

        public init(stringLiteral value: String) {
            self.init(value)
        }
    }

    public var columns: [Column]
    public private(set) var rows: [[StyledText]] = []
    /// Between columns.
    static let gap = 2

    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Columns of text of which only the last may be cut.
    public init(_ titles: [String]) {
        let last = titles.count - 1
        self.init(titles.enumerated().map { Column($1, shrinksTo: $0 == last ? 0 : nil) })
    }

    /// Missing cells are empty; further ones than there are columns are not shown.
    public mutating func add(_ cells: [StyledText]) {
        rows.append(cells)
    }

    /// As `add` with plain text: whatever colours the strings carry are taken out, because they may be data.
    public mutating func add(_ cells: [String]) {
        rows.append(cells.map { StyledText($0) })
    }

    /// The title line and a line per row, none wider than `width`.
    public func render(style: Style, width: Int) -> [String] {
        lines(width: width).map { $0.rendered(style) }
    }

    /// As `render`, before tones become colours.
    public func lines(width: Int) -> [StyledText] {
        let widths = columnWidths(for: width)
        let header = line(columns.map { StyledText($0.title, .dim) }, widths, width)
        return [header] + rows.map { line($0, widths, width) }
    }

    private func line(_ cells: [StyledText], _ widths: [Int], _ width: Int) -> StyledText {
        var line = StyledText()
        for (index, columnWidth) in widths.enumerated() {
            let cell = (index < cells.count ? cells[index] : StyledText()).truncated(to: columnWidth)
            // No trailing blanks: they only wrap lines and end up in copied text.
            let isLast = index == widths.count - 1
            let alignsRight = columns[index].alignsRight
            line.append(isLast && !alignsRight ? cell : cell.padded(to: columnWidth, alignRight: alignsRight))
            if !isLast { line.append(String(repeating: " ", count: Self.gap)) }
        }
        return line.truncated(to: width).trimmed()
    }

    /// Columns that the table takes when nothing has to give way.
    var naturalWidth: Int {
        columnWidths(for: .max).reduce(0, +) + Self.gap * max(0, columns.count - 1)
    }

    /// The natural widths; when they are too wide together, the columns that may shrink give way, the last one first.
    private func columnWidths(for width: Int) -> [Int] {
        var widths = columns.enumerated().map { index, column in
            rows.reduce(TerminalText.width(column.title)) { widest, row in
                max(widest, index < row.count ? row[index].width : 0)
            }
        }
        var excess = widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) - width
        for index in widths.indices.reversed() where excess > 0 {
            guard let least = columns[index].shrinksTo else { continue }
            let given = min(excess, max(0, widths[index] - least))
            widths[index] -= given
            excess -= given
        }
        return widths
    }
}

extension StyledText {
    /// Without blanks at the end.
    func trimmed() -> StyledText {
        var result = StyledText()
        var pieces = pieces
        while let last = pieces.last {
            var text = last.text
            while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
            pieces.removeLast()
            if !text.isEmpty {
                pieces.append(Piece(text: text, tone: last.tone))
                break
            }
        }
        for piece in pieces { result.append(piece.text, piece.tone) }
        return result
    }
}
