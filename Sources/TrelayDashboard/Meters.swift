/// Small pictures made of block characters.
enum Meters {
    private static let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A bar of exactly `columns`; full only when the ratio is 1.
    static func bar(_ ratio: Double?, columns: Int) -> StyledText {
        let share = min(max(ratio ?? 0, 0), 1)
        let filled = Int((share * Double(max(0, columns))).rounded(.down))
        var bar = StyledText(String(repeating: "█", count: filled), share == 1 ? .good : .warning)
        bar.append(String(repeating: "░", count: max(0, columns - filled)), .dim)
        return bar
    }

    /// The newest samples, one column each, scaled to the greatest that is shown. Zero is a blank baseline.
    static func sparkline(_ samples: some BidirectionalCollection<Int64>, columns: Int) -> String {
        let shown = samples.suffix(max(0, columns))
        let highest = max(shown.max() ?? 0, 1)
        let line = String(shown.map { level($0, of: highest) })
        return String(repeating: " ", count: max(0, columns - shown.count)) + line
    }

    private static func level(_ sample: Int64, of highest: Int64) -> Character {
        guard sample > 0 else { return "·" }
        let index = Int(Double(sample) / Double(highest) * Double(levels.count - 1))
        return levels[min(max(index, 0), levels.count - 1)]
    }
}
