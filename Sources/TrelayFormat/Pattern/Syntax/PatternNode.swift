/// What a part of an expression matches. Groups leave no trace: nobody asks what they captured. Lazy and greedy
/// repetitions are the same, too: they differ in what a match is, not in whether there is one.
///
/// A node other than `empty` becomes at least one instruction, so writing out repetitions costs no more than the result.
indirect enum PatternNode: Sendable {
    case empty
    /// A character of a set; the number is that of the set in `PatternSets`.
    case set(Int)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    /// At least and at most that often; as often as one likes if there is no maximum.
    case repetition(PatternNode, minimum: Int, maximum: Int?)

    /// Whether a match can begin nowhere but at the start of the text.
    var isAnchored: Bool {
        switch self {
        case .empty, .set: return false
        case .assertion(let assertion): return assertion == .start
        case .alternatives(let nodes): return nodes.allSatisfy(\.isAnchored)
        case .repetition(let node, let minimum, _): return minimum > 0 && node.isAnchored
        case .sequence(let nodes):
            for node in nodes {
                if node.isAnchored { return true }
                guard case .assertion = node else { return false }
            }
            return false
        }
    }
}

/// A condition on the place between two characters.
enum PatternAssertion: UInt8, Sendable {
    /// `^`: the start of the text. There is no flag `m`: lines do not matter.
    case start
    /// `$`: the end of the text, not before a last line break.
    case end
    /// `\b`: a word character on exactly one side.
    case wordBoundary
    /// `\B`
    case notWordBoundary
}

/// A part of an expression while it is read.
struct PatternFragment {
    var node: PatternNode
    /// Instructions that it becomes, see `PatternProgram`.
    var size: Int
    /// ECMA-262 does not let assertions be repeated in Unicode mode.
    var isRepeatable = true

    static let empty = PatternFragment(node: .empty, size: 0)
}
