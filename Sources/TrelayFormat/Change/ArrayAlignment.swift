/// Which element of one array has become which element of another.
enum ArrayAlignment {
    enum Step: Hashable {
        case equal(old: Int, new: Int)
        case changed(old: Int, new: Int)
        case removed(old: Int)
        case added(new: Int)
    }

    /// The steps from the one array to the other, in order: each index occurs once.
    ///
    /// Equal elements are matched first, as many as possible. What stands between them is paired by likeness: objects by
    /// their equal members, of which those named `id`, `name` or `key` count for more. When the budget is used up,
    /// elements are paired index by index.
    static func steps(_ old: [JSONValue], _ new: [JSONValue], _ budget: inout ChangeBudget) -> [Step] {
        let shorter = min(old.count, new.count)
        var prefix = 0
        while prefix < shorter, old[prefix] == new[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix, old[old.count - 1 - suffix] == new[new.count - 1 - suffix] { suffix += 1 }
        var steps = (0..<prefix).map { Step.equal(old: $0, new: $0) }
        let gap = Gap(old: prefix..<old.count - suffix, new: prefix..<new.count - suffix)
        steps += inner(gap, old, new, &budget)
        steps += (0..<suffix).reversed().map { .equal(old: old.count - 1 - $0, new: new.count - 1 - $0) }
        return steps
    }

    /// Places of both arrays between two matches.
    private struct Gap {
        var old: Range<Int>
        var new: Range<Int>
    }

    private static func inner(
        _ gap: Gap, _ old: [JSONValue], _ new: [JSONValue], _ budget: inout ChangeBudget
    ) -> [Step] {
        guard gap.old.count > 1 || gap.new.count > 1, !gap.old.isEmpty, !gap.new.isEmpty else {
            return pairs(gap, old, new, &budget)
        }
        var numbering = ValueNumbering()
        let oldNumbers = old[gap.old].map { numbering.number(of: $0) }
        let newNumbers = new[gap.new].map { numbering.number(of: $0) }
        let matches = SequenceDifference.matches(oldNumbers, newNumbers, below: numbering.count, &budget) ?? []
        var steps: [Step] = []
        var rest = gap
        for match in matches {
            let (oldIndex, newIndex) = (gap.old.lowerBound + match.old, gap.new.lowerBound + match.new)
            let before = Gap(old: rest.old.lowerBound..<oldIndex, new: rest.new.lowerBound..<newIndex)
            steps += pairs(before, old, new, &budget)
            steps.append(.equal(old: oldIndex, new: newIndex))
            rest = Gap(old: oldIndex + 1..<rest.old.upperBound, new: newIndex + 1..<rest.new.upperBound)
        }
        return steps + pairs(rest, old, new, &budget)
    }

    /// The steps of a gap in which nothing is equal.
    private static func pairs(
        _ gap: Gap, _ old: [JSONValue], _ new: [JSONValue], _ budget: inout ChangeBudget
    ) -> [Step] {
        guard gap.old.count > 1 || gap.new.count > 1, !gap.old.isEmpty, !gap.new.isEmpty else { return byIndex(gap) }
        // Not so many that all pairs cannot be compared.
        guard gap.old.count <= BestPairs.maximumCells / gap.new.count else { return byIndex(gap) }
        var likeness = Likeness()
        let oldTraits = old[gap.old].map { likeness.traits(of: $0) }
        let newTraits = new[gap.new].map { likeness.traits(of: $0) }
        guard let scores = BestPairs(oldTraits, newTraits, &budget) else { return byIndex(gap) }
        return scores.steps(old: gap.old.lowerBound, new: gap.new.lowerBound)
    }

    private static func byIndex(_ gap: Gap) -> [Step] {
        let common = min(gap.old.count, gap.new.count)
        return (0..<common).map { .changed(old: gap.old.lowerBound + $0, new: gap.new.lowerBound + $0) }
            + gap.old.dropFirst(common).map { .removed(old: $0) } + gap.new.dropFirst(common).map { .added(new: $0) }
    }
}

/// By what the likeness of two elements is measured.
private struct Likeness {
    struct Traits {
        var type: String
        /// The numbers of an object's members, rising.
        var members: [Int] = []
    }

    private var numbering = ValueNumbering()

    mutating func traits(of value: JSONValue) -> Traits {
        guard case .object(let object) = value else { return Traits(type: value.typeName) }
        let members = object.members.map { member in
            let isName = ["id", "name", "key"].contains { UTF8Text.areEqual($0, member.key) }
            // Names have even numbers, others odd ones.
            return numbering.number(of: [.string(member.key), member.value]) * 2 + (isName ? 0 : 1)
        }
        return Traits(type: value.typeName, members: members.sorted())
    }

    static func score(_ left: Traits, _ right: Traits) -> Int {
        // A pair is better than a removal and an addition, whatever it is: it counts at least one.
        guard UTF8Text.areEqual(left.type, right.type) else { return 1 }
        var score = 2
        var (leftIndex, rightIndex) = (0, 0)
        while leftIndex < left.members.count, rightIndex < right.members.count {
            let (leftMember, rightMember) = (left.members[leftIndex], right.members[rightIndex])
            if leftMember == rightMember { score += leftMember.isMultiple(of: 2) ? 8 : 1 }
            if leftMember <= rightMember { leftIndex += 1 }
            if rightMember <= leftMember { rightIndex += 1 }
        }
        return score
    }
}

/// The pairs of elements, in order on both sides, whose likeness is greatest in all.
private struct BestPairs {
    /// More pairs than this are not compared.
    static let maximumCells = 10_000

    private let oldCount: Int
    private let newCount: Int
    /// The likeness of each pair, row by row for the old elements.
    private var scores: [Int] = []
    /// The best sum for what is left of both sides, with one row and one column more.
    private var best: [Int]

    init?(_ old: [Likeness.Traits], _ new: [Likeness.Traits], _ budget: inout ChangeBudget) {
        (oldCount, newCount) = (old.count, new.count)
        best = []
        for left in old {
            for right in new {
                guard budget.spend(1 + left.members.count + right.members.count) else { return nil }
                scores.append(Likeness.score(left, right))
            }
        }
        best = [Int](repeating: 0, count: (oldCount + 1) * (newCount + 1))
        for oldIndex in (0..<oldCount).reversed() {
            for newIndex in (0..<newCount).reversed() {
                let place = oldIndex * (newCount + 1) + newIndex
                best[place] = max(paired(oldIndex, newIndex), best[place + newCount + 1], best[place + 1])
            }
        }
    }

    private func paired(_ oldIndex: Int, _ newIndex: Int) -> Int {
        scores[oldIndex * newCount + newIndex] + best[(oldIndex + 1) * (newCount + 1) + newIndex + 1]
    }

    func steps(old oldOffset: Int, new newOffset: Int) -> [ArrayAlignment.Step] {
        var steps: [ArrayAlignment.Step] = []
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < oldCount || newIndex < newCount {
            let place = oldIndex * (newCount + 1) + newIndex
            if oldIndex < oldCount, newIndex < newCount, best[place] == paired(oldIndex, newIndex) {
                steps.append(.changed(old: oldOffset + oldIndex, new: newOffset + newIndex))
                oldIndex += 1
                newIndex += 1
            } else if oldIndex < oldCount, newIndex == newCount || best[place] == best[place + newCount + 1] {
                steps.append(.removed(old: oldOffset + oldIndex))
                oldIndex += 1
            } else {
                steps.append(.added(new: newOffset + newIndex))
                newIndex += 1
            }
        }
        return steps
    }
}
