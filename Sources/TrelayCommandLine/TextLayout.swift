/// Plain text in lines of a given width.
enum TextLayout {
    /// Breaks a text into lines of at most `width` characters; a longer word stands on a line of its own.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var length = 0
        for word in text.split(whereSeparator: \.isWhitespace) {
            let count = word.count
            if length > 0 && length + 1 + count > width {
                lines.append(line)
                (line, length) = ("", 0)
            }
            if length > 0 {
                line += " "
                length += 1
            }
            line += word
            length += count
        }
        return length > 0 ? lines + [line] : lines
    }

    /// Lines that stand as they are and paragraphs to fill: a line that starts with a space is not filled.
    enum Block {
        case paragraph(String)
        case verbatim([String])
    }

    static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        var paragraph: [Substring] = []
        var verbatim: [String] = []
        func flush() {
            if !paragraph.isEmpty { blocks.append(.paragraph(paragraph.joined(separator: " "))) }
            if !verbatim.isEmpty { blocks.append(.verbatim(verbatim)) }
            paragraph = []
            verbatim = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) {
                flush()
            } else if line.first == " " {
                if !paragraph.isEmpty { flush() }
                verbatim.append(String(line))
            } else {
                if !verbatim.isEmpty { flush() }
                paragraph.append(line)
            }
        }
        flush()
        return blocks
    }

    /// Rows of a label and a text beside it. The texts start in the given column; a label that reaches it stands alone.
    static func table(_ rows: [(label: String, text: String)], column: Int, width: Int) -> [String] {
        rows.flatMap { row in
            var lines = wrap(row.text, width: max(20, width - column))
            let label = "  " + row.label
            guard !lines.isEmpty else { return [label] }
            let pad = String(repeating: " ", count: column)
            if label.count + 2 <= column {
                let gap = String(repeating: " ", count: column - label.count)
                return [label + gap + lines.removeFirst()] + lines.map { pad + $0 }
            }
            return [label] + lines.map { pad + $0 }
        }
    }

    /// The column that leaves room for most labels without squeezing the text.
    static func column(for labels: [String], maximum: Int = 30) -> Int {
        let fitting = labels.map { $0.count + 4 }.filter { $0 <= maximum }
        return fitting.max() ?? maximum
    }
}
