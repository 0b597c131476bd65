/// Turns a frame into the bytes that make a terminal show it, given what it shows already.
public enum FrameWriter {
    /// Takes the alternate screen and hides the cursor.
    public static let enter: [UInt8] = Array("\u{1B}[?1049h\u{1B}[?25l".utf8)
    /// Gives the screen back as it was.
    public static let leave: [UInt8] = Array("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l".utf8)

    /// The bytes of one frame, to be written at once. They are inside a synchronized update (DEC private mode 2026), so
    /// that the terminal never draws half a frame; terminals that do not know the mode ignore it.
    ///
    /// - Parameters:
    ///   - previous: the lines on the screen; nil when they are not known, at the start and after a change of size.
    ///   - next: at most as many lines as the screen has, none wider than it.
    /// - Returns: empty when nothing differs.
    public static func encode(previous: [String]?, next: [String]) -> [UInt8] {
        var body: [UInt8] = []
        if previous == nil { body.append(contentsOf: "\u{1B}[0m\u{1B}[2J".utf8) }
        let shown = previous ?? []
        for (index, line) in next.enumerated() where index >= shown.count || !shown[index].utf8.elementsEqual(line.utf8)
        {
            body.append(contentsOf: "\u{1B}[\(index + 1);1H".utf8)
            body.append(contentsOf: line.utf8)
            body.append(contentsOf: "\u{1B}[K".utf8)
        }
        if shown.count > next.count { body.append(contentsOf: "\u{1B}[\(next.count + 1);1H\u{1B}[J".utf8) }
        guard !body.isEmpty else { return [] }
        return Array("\u{1B}[?2026h".utf8) + body + Array("\u{1B}[?2026l".utf8)
    }
}
