/// Runs a program over a text, all threads side by side. Its time is at most the length of the text times the size of
/// the program.
struct PatternSimulation {
    let program: PatternProgram
    let classes: CodePointClasses
    private var current: ThreadSet
    private var next: ThreadSet

    init(_ program: PatternProgram, _ classes: CodePointClasses) {
        self.program = program
        self.classes = classes
        current = ThreadSet(program)
        next = current
    }

    /// Instructions looked at so far.
    var steps: Int { current.steps + next.steps }

    mutating func matches(_ text: borrowing Span<UInt8>) -> Bool {
        current.clear()
        current.add(0, of: program, isAtStart: true)
        var index = 0
        var isAfterWord = false
        while index < text.count {
            if current.isMatched { return true }
            if current.threads.isEmpty, program.isAnchored { return false }
            let isAtStart = index == 0
            let codePointClass = classes.next(in: text, at: &index)
            let isBeforeWord = classes.isWord(codePointClass)
            let surroundings = Surroundings(
                isAtStart: isAtStart, isAtEnd: false, isAfterWord: isAfterWord, isBeforeWord: isBeforeWord)
            current.resolveAssertions(of: program, at: surroundings)
            if current.isMatched { return true }
            next.clear()
            next.step(from: current, taking: codePointClass, of: program, classes)
            swap(&current, &next)
            isAfterWord = isBeforeWord
        }
        let end = Surroundings(
            isAtStart: text.count == 0, isAtEnd: true, isAfterWord: isAfterWord, isBeforeWord: false)
        current.resolveAssertions(of: program, at: end)
        return current.isMatched
    }
}
