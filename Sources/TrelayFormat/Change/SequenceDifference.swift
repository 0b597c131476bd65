/// How many steps a comparison may still take: what is hostile, or just large, is compared less closely.
struct ChangeBudget {
    /// Some hundredths of a second.
    static let usual = 4_000_000

    private var steps = usual

    /// Whether there are so many steps left; if so, they are gone now.
    mutating func spend(_ count: Int) -> Bool {
        guard count <= steps else { return false }
        steps -= count
        return true
    }
}

/// Numbers for values: equal values have the same one.
struct ValueNumbering {
    private var numbers: [JSONValue: Int] = [:]

    var count: Int { numbers.count }

    mutating func number(of value: JSONValue) -> Int {
        if let number = numbers[value] { return number }
        let number = numbers.count
        numbers[value] = number
        return number
    }
}

/// What two sequences have in common, in order: a longest common subsequence (E. W. Myers, "An O(ND) Difference
/// Algorithm and Its Variations", 1986).
enum SequenceDifference {
    struct Match: Hashable {
        var old: Int
        var new: Int
    }

    /// More edits than this are not searched for. It bounds memory: the search keeps half of its square as integers.
    private static let maximumEdits = 1_000

    /// The places of equal numbers, rising on both sides, as many as possible.
    ///
    /// - Parameter count: every number is less than this.
    /// - Returns: nil if finding them costs more steps than there are, or takes more than `maximumEdits` edits.
    static func matches(
        _ old: [Int], _ new: [Int], below count: Int, _ budget: inout ChangeBudget
    ) -> [Match]? {
        // Numbers that only one side has never match. Without them, few edits are left even if most items changed.
        let oldPlaces = places(old, sharedWith: new, below: count)
        let newPlaces = places(new, sharedWith: old, below: count)
        guard !oldPlaces.isEmpty, !newPlaces.isEmpty else { return [] }
        let rows = rows(oldPlaces.map { old[$0] }, newPlaces.map { new[$0] }, &budget)
        guard let rows else { return nil }
        return walkBack(rows, oldPlaces.count, newPlaces.count)
            .map { Match(old: oldPlaces[$0.old], new: newPlaces[$0.new]) }
    }

    private static func places(_ items: [Int], sharedWith others: [Int], below count: Int) -> [Int] {
        var isThere = [Bool](repeating: false, count: count)
        for other in others { isThere[other] = true }
        return items.indices.filter { isThere[items[$0]] }
    }

    /// For each number of edits how far one comes on each diagonal, as an index of the old sequence. The diagonal with
    /// index `i` of row `d` is the one where old index minus new index is `2 * i - d`. The last row reaches the end.
    private static func rows(_ old: [Int], _ new: [Int], _ budget: inout ChangeBudget) -> [[Int]]? {
        var rows: [[Int]] = []
        for edits in 0...min(maximumEdits, old.count + new.count) {
            var row: [Int] = []
            row.reserveCapacity(edits + 1)
            for index in 0...edits {
                let start = rows.last.map { startOfRun($0, index, edits) } ?? 0
                var place = start
                let diagonal = 2 * index - edits
                while place < old.count, place - diagonal < new.count, old[place] == new[place - diagonal] {
                    place += 1
                }
                row.append(place)
                guard budget.spend(1 + place - start) else { return nil }
                if place >= old.count, place - diagonal >= new.count { return rows + [row] }
            }
            rows.append(row)
        }
        return nil
    }

    /// Where the run of equal items on a diagonal begins: behind an insertion on the diagonal above, or a removal on the
    /// one below, whichever comes further.
    private static func startOfRun(_ previous: [Int], _ index: Int, _ edits: Int) -> Int {
        isInsertion(previous, index, edits) ? previous[index] : previous[index - 1] + 1
    }

    private static func isInsertion(_ previous: [Int], _ index: Int, _ edits: Int) -> Bool {
        index == 0 || index != edits && previous[index - 1] < previous[index]
    }

    private static func walkBack(_ rows: [[Int]], _ oldCount: Int, _ newCount: Int) -> [Match] {
        var matches: [Match] = []
        var index = (oldCount - newCount + rows.count - 1) / 2
        for edits in rows.indices.reversed() {
            let previous = edits > 0 ? rows[edits - 1] : []
            let start = edits > 0 ? startOfRun(previous, index, edits) : 0
            let diagonal = 2 * index - edits
            for place in (start..<max(start, rows[edits][index])).reversed() {
                matches.append(Match(old: place, new: place - diagonal))
            }
            if edits > 0, !isInsertion(previous, index, edits) { index -= 1 }
        }
        return matches.reversed()
    }
}
