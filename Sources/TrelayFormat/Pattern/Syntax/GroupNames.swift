/// The names of groups. A name may come again in another alternative, where the two groups cannot both match
/// (ECMA-262, section 22.2.1.1, MightBothParticipate).
struct GroupNames {
    typealias Name = [UInt32]

    /// The names of one `|`-separated list of alternatives.
    private struct Alternatives {
        var current: [Name] = []
        var earlier: [Name] = []
    }

    /// All names that there are.
    private(set) var all: Set<Name> = []
    private(set) var count = 0
    /// Names of groups that can match together with one that would come now.
    private var active: Set<Name> = []
    private var open: [Alternatives] = []

    mutating func beginAlternatives() {
        open.append(Alternatives())
    }

    mutating func beginNextAlternative() {
        guard var alternatives = open.popLast() else { return }
        active.subtract(alternatives.current)
        alternatives.earlier += alternatives.current
        alternatives.current = []
        open.append(alternatives)
    }

    mutating func endAlternatives() {
        guard let alternatives = open.popLast() else { return }
        active.formUnion(alternatives.earlier)
        guard !open.isEmpty else { return }
        open[open.count - 1].current += alternatives.earlier + alternatives.current
    }

    /// - Returns: false if a group that can match together with this one has the name already.
    mutating func insert(_ name: Name) -> Bool {
        guard active.insert(name).inserted else { return false }
        count += 1
        all.insert(name)
        if !open.isEmpty { open[open.count - 1].current.append(name) }
        return true
    }
}
