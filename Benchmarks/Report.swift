import TrelayFormat

/// Measurements of one thing: durations in nanoseconds, or rates per second.
struct Series {
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }
    init(_ nanoseconds: [UInt64]) { self.init(nanoseconds.map { Double($0) }) }

    var count: Int { sorted.count }
    var median: Double { quantile(0.5) }

    /// The smallest value that at least this share of all values do not exceed (nearest rank).
    func quantile(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank - 1, 0), sorted.count - 1)]
    }
}

/// One line of a table.
struct Row {
    enum Unit: String {
        case milliseconds = "ms"
        case microseconds = "us"
        case nanoseconds = "ns"
        case thousandPerSecond = "k/s"

        /// What one unit is in the measurements' own.
        var scale: Double {
            switch self {
            case .nanoseconds: 1
            case .microseconds, .thousandPerSecond: 1_000
            case .milliseconds: 1_000_000
            }
        }

        /// For a duration in nanoseconds, so that a reader need not count digits.
        static func fitting(_ nanoseconds: Double) -> Unit {
            if nanoseconds < 1_000 { return .nanoseconds }
            return nanoseconds < 10_000_000 ? .microseconds : .milliseconds
        }
    }

    var name: String
    var series: Series
    var unit: Unit
    /// The median divided by that of the twin; nil for the twin itself and where there is none.
    var ratio: Double?
    var note = ""

    /// For rates the slow end is the low one.
    var tail: Double { unit == .thousandPerSecond ? series.quantile(0.01) : series.quantile(0.99) }
}

/// What belongs together: cases and their twins from the same run.
struct Section {
    var title: String
    var rows: [Row]
    /// Lines below the table.
    var remarks: [String] = []
}

/// All that one run found out.
struct Report {
    var machine: String
    var broker: String
    var sections: [Section] = []

    private static let columns = ["case", "median", "p99", "N", "ratio", ""]

    func table() -> String {
        var text = "machine: \(machine)\nbroker: \(broker)\n"
        for section in sections {
            text += "\n\(section.title)\n"
            text += Self.aligned([Self.columns] + section.rows.map(cells))
            for remark in section.remarks { text += "  \(remark)\n" }
        }
        return text
    }

    private func cells(_ row: Row) -> [String] {
        [
            row.name, number(row.series.median, row.unit), number(row.tail, row.unit), "\(row.series.count)",
            row.ratio.map { fixed($0, Self.ratioDigits($0)) } ?? "", row.note,
        ]
    }

    /// A small ratio keeps a digit that says something.
    private static func ratioDigits(_ ratio: Double) -> Int {
        ratio >= 0.01 || ratio == 0 ? 2 : ratio >= 0.001 ? 4 : 6
    }

    private func number(_ value: Double, _ unit: Row.Unit) -> String {
        let scaled = value / unit.scale
        return fixed(scaled, scaled < 100 ? 1 : 0) + " " + unit.rawValue
    }

    private func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "-" }
        let factor = (0..<digits).reduce(1.0) { product, _ in product * 10 }
        let whole = Int((value * factor).rounded())
        guard digits > 0 else { return "\(whole)" }
        let fraction = String(whole % Int(factor))
        return "\(whole / Int(factor))." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    private static func aligned(_ lines: [[String]]) -> String {
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            let cells = line.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 || column == columns.count - 1 ? cell + padding : padding + cell
            }
            let text = cells.joined(separator: "  ")
            return "  " + text.prefix(text.count - text.reversed().prefix { $0 == " " }.count) + "\n"
        }.joined()
    }

    func json() -> JSONValue {
        [
            "machine": .string(machine), "broker": .string(broker),
            "sections": .array(sections.map(json)),
        ]
    }

    private func json(_ section: Section) -> JSONValue {
        var object: JSONObject = ["title": .string(section.title), "rows": .array(section.rows.map(json))]
        if !section.remarks.isEmpty { object.set("remarks", .array(section.remarks.map { .string($0) })) }
        return .object(object)
    }

    private func json(_ row: Row) -> JSONValue {
        var object: JSONObject = [
            "case": .string(row.name), "unit": .string(row.unit.rawValue),
            "median": .number(row.series.median / row.unit.scale), "p99": .number(row.tail / row.unit.scale),
            "n": JSONValue(row.series.count),
        ]
        if let ratio = row.ratio { object.set("ratio", .number(ratio)) }
        if !row.note.isEmpty { object.set("note", .string(row.note)) }
        return .object(object)
    }
}
