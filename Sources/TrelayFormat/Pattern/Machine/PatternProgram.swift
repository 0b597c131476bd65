/// One step of a program. A thread that is done with it goes on with the next one, where nothing else is said.
enum PatternInstruction: Sendable {
    /// Takes one character of the set with that number.
    case consume(Int32)
    /// Goes on with the next instruction and with this one.
    case split(Int32)
    case jump(Int32)
    /// Goes on if the condition holds.
    case assertion(PatternAssertion)
    case match
}

/// An expression as instructions for a non-deterministic automaton (Thompson, 1968).
struct PatternProgram: Sendable {
    private(set) var instructions: [PatternInstruction] = []
    /// Whether a match can begin nowhere but at the start of the text.
    let isAnchored: Bool

    /// The parser has made sure that the program stays within `PatternLimits.maximumInstructions`, and it knows from
    /// `PatternFragment.size` how many instructions each part becomes.
    init(_ node: PatternNode) {
        isAnchored = node.isAnchored
        append(node)
        instructions.append(.match)
    }

    private var end: Int32 { Int32(instructions.count) }

    private mutating func append(_ node: PatternNode) {
        switch node {
        case .empty: break
        case .set(let number): instructions.append(.consume(Int32(number)))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { append(node) }
        case .alternatives(let nodes): append(alternatives: nodes)
        case .repetition(let node, let minimum, let maximum): append(node, minimum: minimum, maximum: maximum)
        }
    }

    private mutating func append(alternatives nodes: [PatternNode]) {
        var jumps: [Int] = []
        for node in nodes.dropLast() {
            let split = reserve()
            append(node)
            jumps.append(reserve())
            instructions[split] = .split(end)
        }
        if let last = nodes.last { append(last) }
        for jump in jumps { instructions[jump] = .jump(end) }
    }

    private mutating func append(_ node: PatternNode, minimum: Int, maximum: Int?) {
        var start = instructions.count
        for _ in 0..<minimum {
            start = instructions.count
            append(node)
        }
        guard let maximum else {
            appendLoop(node, from: start, isNeeded: minimum > 0)
            return
        }
        // Each further one only after the one before: (x(x(x)?)?)?. Then a thread stands in one place, not in all.
        var splits: [Int] = []
        for _ in minimum..<maximum {
            splits.append(reserve())
            append(node)
        }
        for split in splits { instructions[split] = .split(end) }
    }

    /// `x+` goes back to the `x` that is there; `x*` needs one of its own.
    private mutating func appendLoop(_ node: PatternNode, from start: Int, isNeeded: Bool) {
        if isNeeded {
            instructions.append(.split(Int32(start)))
            return
        }
        let split = reserve()
        append(node)
        instructions.append(.jump(Int32(split)))
        instructions[split] = .split(end)
    }

    /// A place for an instruction whose target is not known yet.
    private mutating func reserve() -> Int {
        instructions.append(.match)
        return instructions.count - 1
    }
}
