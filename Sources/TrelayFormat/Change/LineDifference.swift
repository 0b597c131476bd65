/// What differs between two lists of lines, in pieces with some unchanged lines around them.
enum LineDifference {
    struct Hunk {
        /// Indices of the first line on each side.
        var oldStart: Int
        var newStart: Int
        var lines: [UnifiedDifference.Line] = []

        /// Where it is on both sides, as `diff -u` writes it: `-12,7 +12,8`.
        var range: String {
            let old = lines.count { if case .added = $0 { false } else { true } }
            let new = lines.count { if case .removed = $0 { false } else { true } }
            return "-" + Self.range(oldStart, old) + " +" + Self.range(newStart, new)
        }

        /// Lines count from 1; of no lines, the one before is named; of one, the count is left out.
        private static func range(_ start: Int, _ count: Int) -> String {
            switch count {
            case 0: "\(start),0"
            case 1: "\(start + 1)"
            default: "\(start + 1),\(count)"
            }
        }
    }

    /// - Parameter context: unchanged lines to show around changed ones. Changes with no more than twice as many between
    ///   them are in one piece.
    static func hunks(
        _ old: [String], _ new: [String], context: Int, _ budget: inout ChangeBudget
    ) -> [Hunk] {
        var hunks: [Hunk] = []
        var (oldIndex, newIndex) = (0, 0)
        let end = SequenceDifference.Match(old: old.count, new: new.count)
        /// Matches since the last changed line.
        var unchanged = 0
        for match in matches(old, new, &budget) + [end] {
            if oldIndex < match.old || newIndex < match.new {
                if hunks.isEmpty || unchanged > 2 * context {
                    close(&hunks, unchanged, context, oldIndex, old)
                    let before = min(context, unchanged)
                    hunks.append(Hunk(oldStart: oldIndex - before, newStart: newIndex - before))
                    unchanged = before
                }
                for index in oldIndex - unchanged..<oldIndex {
                    hunks[hunks.count - 1].lines.append(.context(old[index]))
                }
                hunks[hunks.count - 1].lines += old[oldIndex..<match.old].map { .removed($0) }
                hunks[hunks.count - 1].lines += new[newIndex..<match.new].map { .added($0) }
                unchanged = 0
            }
            guard match != end else { break }
            unchanged += 1
            (oldIndex, newIndex) = (match.old + 1, match.new + 1)
        }
        close(&hunks, unchanged, context, old.count, old)
        return hunks
    }

    /// Adds the unchanged lines behind the last change.
    ///
    /// - Parameter index: of the line behind the unchanged ones.
    private static func close(_ hunks: inout [Hunk], _ unchanged: Int, _ context: Int, _ index: Int, _ old: [String]) {
        guard !hunks.isEmpty else { return }
        let start = index - unchanged
        hunks[hunks.count - 1].lines += old[start..<start + min(context, unchanged)].map { .context($0) }
    }

    /// The lines that both have in common, in order.
    private static func matches(
        _ old: [String], _ new: [String], _ budget: inout ChangeBudget
    ) -> [SequenceDifference.Match] {
        var numbering = ValueNumbering()
        let oldNumbers = old.map { numbering.number(of: .string($0)) }
        let newNumbers = new.map { numbering.number(of: .string($0)) }
        let shorter = min(old.count, new.count)
        let prefix = zip(oldNumbers, newNumbers).prefix { $0 == $1 }.count
        let suffix = zip(oldNumbers.reversed(), newNumbers.reversed()).prefix(shorter - prefix).prefix { $0 == $1 }
            .count
        let inner = SequenceDifference.matches(
            Array(oldNumbers[prefix..<old.count - suffix]), Array(newNumbers[prefix..<new.count - suffix]),
            below: numbering.count, &budget)
        return (0..<prefix).map { .init(old: $0, new: $0) }
            + (inner ?? []).map { .init(old: prefix + $0.old, new: prefix + $0.new) }
            + (0..<suffix).reversed().map { .init(old: old.count - 1 - $0, new: new.count - 1 - $0) }
    }
}
