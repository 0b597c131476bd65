/// The instructions at which a non-deterministic automaton stands at one place of the text, each once. So an expression
/// costs at most its own size for each character, and empty loops end.
struct ThreadSet {
    /// Instructions that take a character, and assertions that wait for the next one to be known.
    private(set) var threads: [Int32] = []
    /// Whether one stands at the end of the program.
    private(set) var isMatched = false
    /// Whether there are assertions among the threads.
    private(set) var hasAssertions = false
    /// Instructions looked at so far, in all rounds.
    private(set) var steps = 0
    /// The round in which each instruction was last reached.
    private var marks: [Int]
    private var round = 1
    private var pending: [Int32] = []

    init(_ program: PatternProgram) {
        marks = [Int](repeating: 0, count: program.instructions.count)
    }

    mutating func clear() {
        threads.removeAll(keepingCapacity: true)
        isMatched = false
        hasAssertions = false
        round += 1
    }

    /// Adds what can be reached from an instruction without taking a character.
    ///
    /// - Parameter isAtStart: whether this is the start of the text; the same in all calls of a round.
    mutating func add(_ start: Int32, of program: PatternProgram, isAtStart: Bool) {
        pending.append(start)
        while let place = pending.popLast() {
            steps += 1
            guard marks[Int(place)] != round else { continue }
            marks[Int(place)] = round
            switch program.instructions[Int(place)] {
            case .consume: threads.append(place)
            case .split(let other):
                pending.append(other)
                pending.append(place + 1)
            case .jump(let target): pending.append(target)
            case .assertion(.start): if isAtStart { pending.append(place + 1) }
            case .assertion:
                threads.append(place)
                hasAssertions = true
            case .match: isMatched = true
            }
        }
    }

    /// Adds what is behind the assertions that hold.
    mutating func resolveAssertions(of program: PatternProgram, at surroundings: Surroundings) {
        guard hasAssertions else { return }
        var index = 0
        while index < threads.count {
            let place = threads[index]
            if case .assertion(let assertion) = program.instructions[Int(place)], surroundings.satisfy(assertion) {
                add(place + 1, of: program, isAtStart: surroundings.isAtStart)
            }
            index += 1
        }
        steps += index
    }

    /// Adds what the threads of another set reach by taking a character of a class.
    mutating func step(
        from other: ThreadSet, taking codePointClass: Int, of program: PatternProgram, _ classes: CodePointClasses
    ) {
        for place in other.threads {
            guard case .consume(let set) = program.instructions[Int(place)] else { continue }
            guard classes.isMember(codePointClass, ofSet: set) else { continue }
            add(place + 1, of: program, isAtStart: false)
        }
        steps += other.threads.count
        // A match may begin at every place.
        if !program.isAnchored { add(0, of: program, isAtStart: false) }
    }
}

/// What assertions ask about a place of the text.
struct Surroundings {
    var isAtStart: Bool
    var isAtEnd: Bool
    /// Whether there is a word character before the place, and behind it.
    var isAfterWord: Bool
    var isBeforeWord: Bool

    func satisfy(_ assertion: PatternAssertion) -> Bool {
        switch assertion {
        case .start: isAtStart
        case .end: isAtEnd
        case .wordBoundary: isAfterWord != isBeforeWord
        case .notWordBoundary: isAfterWord == isBeforeWord
        }
    }
}
