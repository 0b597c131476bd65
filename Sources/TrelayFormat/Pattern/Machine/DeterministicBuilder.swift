/// Makes a deterministic automaton of a program, by trying every class of characters in every state that comes up
/// (Rabin and Scott, 1959). It gives up when that takes too many steps or states.
struct DeterministicBuilder {
    private let program: PatternProgram
    private let classes: CodePointClasses
    private let rowLength: Int
    private var transitions: [UInt16] = []
    private var states: [State] = []
    private var numbers: [State: Int] = [:]
    private var current: ThreadSet
    private var next: ThreadSet

    /// What matters of the text so far.
    private struct State: Hashable {
        /// In order, each once.
        var threads: [Int32]
        var isAtStart = false
        /// This and the one before are always false if no thread asks.
        var isAfterWord = false
    }

    /// Nil if the automaton would be too large; and what it took to find out, in steps.
    static func build(
        _ program: PatternProgram, _ classes: CodePointClasses
    ) -> (automaton: DeterministicAutomaton?, steps: Int) {
        var builder = DeterministicBuilder(program, classes)
        let automaton = builder.build()
        return (automaton, builder.current.steps + builder.next.steps + builder.transitions.count)
    }

    private init(_ program: PatternProgram, _ classes: CodePointClasses) {
        self.program = program
        self.classes = classes
        rowLength = classes.count + 1
        current = ThreadSet(program)
        next = current
    }

    private mutating func build() -> DeterministicAutomaton? {
        // The states in which all is decided come first, and lead to themselves.
        let accepted = rowLength
        guard 3 * rowLength <= PatternLimits.maximumTransitions else { return nil }
        transitions = [UInt16](repeating: 0, count: rowLength)
        transitions += [UInt16](repeating: UInt16(accepted), count: rowLength)
        next.add(0, of: program, isAtStart: true)
        let initial = place(isAtStart: true, isAfterWord: false)
        var done = 0
        while done < states.count {
            guard fillRow(of: done) else { return nil }
            done += 1
        }
        return DeterministicAutomaton(
            transitions: transitions, rowLength: rowLength, initial: initial, classes: classes)
    }

    /// - Returns: false if a limit is reached.
    private mutating func fillRow(of number: Int) -> Bool {
        let state = states[number]
        let row = (number + 2) * rowLength
        for codePointClass in 0..<classes.count {
            let isBeforeWord = classes.isWord(codePointClass)
            resolve(state, isAtEnd: false, isBeforeWord: isBeforeWord)
            if current.isMatched {
                transitions[row + codePointClass] = UInt16(rowLength)
                continue
            }
            next.clear()
            next.step(from: current, taking: codePointClass, of: program, classes)
            let target = place(isAtStart: false, isAfterWord: isBeforeWord)
            guard transitions.count <= PatternLimits.maximumTransitions else { return false }
            guard current.steps + next.steps <= PatternLimits.maximumBuildingSteps else { return false }
            transitions[row + codePointClass] = UInt16(target)
        }
        resolve(state, isAtEnd: true, isBeforeWord: false)
        transitions[row + classes.count] = UInt16(current.isMatched ? rowLength : DeterministicAutomaton.refused)
        return true
    }

    /// Makes the threads of a state the current ones, and adds what is behind assertions that hold.
    private mutating func resolve(_ state: State, isAtEnd: Bool, isBeforeWord: Bool) {
        current.clear()
        for thread in state.threads { current.add(thread, of: program, isAtStart: state.isAtStart) }
        current.resolveAssertions(
            of: program,
            at: Surroundings(
                isAtStart: state.isAtStart, isAtEnd: isAtEnd, isAfterWord: state.isAfterWord,
                isBeforeWord: isBeforeWord))
    }

    /// The state that the threads of `next` are; a new one with an empty row if it is new.
    private mutating func place(isAtStart: Bool, isAfterWord: Bool) -> Int {
        if next.isMatched { return rowLength }
        if next.threads.isEmpty { return DeterministicAutomaton.refused }
        let state = State(
            threads: next.threads.sorted(), isAtStart: isAtStart && next.hasAssertions,
            isAfterWord: isAfterWord && next.hasAssertions)
        if let number = numbers[state] { return (number + 2) * rowLength }
        numbers[state] = states.count
        states.append(state)
        transitions += [UInt16](repeating: 0, count: rowLength)
        return (states.count + 1) * rowLength
    }
}
