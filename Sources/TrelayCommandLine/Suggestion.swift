/// Finds the word that was probably meant.
enum Suggestion {
    /// A longer word is not compared: the cost is the product of both lengths.
    private static let maximumLength = 64
    /// From this length on the beginning of one single candidate is enough.
    private static let minimumPrefix = 3

    /// The nearest candidate at most `max(1, n / 3)` edits away, the first of those equally near; else the only
    /// candidate that begins with the word.
    static func nearest(to word: some StringProtocol, among candidates: [String]) -> String? {
        let length = word.unicodeScalars.count
        guard length > 0, length <= maximumLength else { return nil }
        let limit = max(1, length / 3)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where abs(candidate.unicodeScalars.count - length) <= limit {
            let distance = distance(word, candidate)
            if distance <= limit, distance < candidate.unicodeScalars.count, distance < best?.distance ?? .max {
                best = (candidate, distance)
            }
        }
        return best?.candidate ?? onlyCompletion(of: word, among: candidates)
    }

    private static func onlyCompletion(of word: some StringProtocol, among candidates: [String]) -> String? {
        let completions = candidates.filter { $0.utf8.starts(with: word.utf8) }
        return word.utf8.count >= minimumPrefix && completions.count == 1 ? completions.first : nil
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours that turn one word into the other
    /// (optimal string alignment).
    static func distance(_ left: some StringProtocol, _ right: some StringProtocol) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        guard !left.isEmpty else { return right.count }
        guard !right.isEmpty else { return left.count }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1...right.count {
                let replacement = left[row - 1] == right[column - 1] ? 0 : 1
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + replacement)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current[column] = cost
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
