/// A regular expression of ECMA-262 in Unicode mode (flag `u`), as `pattern` and `patternProperties` of JSON Schema want
/// it.
///
/// An automaton runs it: time grows linearly with the text, whatever the expression. So look-around and
/// back-references, which no automaton can run, are refused. Compiling is bounded, too (`PatternError.Code.tooLarge`).
/// The verdict is the same everywhere and for ever: properties of characters come from tables of Unicode 14.
public struct Pattern: Sendable {
    public let source: String
    private let automaton: PatternAutomaton

    /// Compiles an expression.
    ///
    /// - Throws: `PatternError` if it breaks the grammar (ECMA-262, section 22.2.1), has a part that cannot be run in
    ///   linear time, or is larger than a limit.
    public init(_ source: String) throws(PatternError) {
        self.source = source
        var parser = try PatternParser(source)
        let node = try parser.parse()
        automaton = PatternAutomaton(node, parser.sets.sets, wordSet: parser.wordSet)
    }

    /// Whether the expression matches anywhere in the text, as `RegExp.prototype.test` says. `^` and `$` are the start
    /// and the end of the whole text. Safe to call from several threads at once.
    public func matches(_ text: String) -> Bool {
        automaton.matches(text.utf8.span)
    }

    /// The same without the deterministic automaton, with the instructions that it took: for tests.
    func simulate(_ text: String) -> (matches: Bool, steps: Int) {
        var simulation = PatternSimulation(automaton.program, automaton.classes)
        let matches = simulation.matches(text.utf8.span)
        return (matches, simulation.steps)
    }

    /// Whether the expression is small enough for a deterministic automaton.
    var isDeterministic: Bool { automaton.deterministic != nil }

    /// What compiling took, in steps and entries of the table: for those who compile many.
    var buildingSteps: Int { automaton.buildingSteps }

    /// What matching costs at most for each byte of a text, in steps of the automaton: for those who keep a budget.
    var stepsPerByte: Int { isDeterministic ? 1 : 1 + automaton.program.instructions.count }
}

/// The compiled form, shared by all copies of a pattern.
final class PatternAutomaton: Sendable {
    let program: PatternProgram
    let classes: CodePointClasses
    /// Nil if it would be too large; then the program is simulated.
    let deterministic: DeterministicAutomaton?
    let buildingSteps: Int

    init(_ node: PatternNode, _ sets: [CodePointSet], wordSet: Int?) {
        program = PatternProgram(node)
        classes = CodePointClasses(sets, wordSet: wordSet)
        let built = DeterministicBuilder.build(program, classes)
        deterministic = built.automaton
        buildingSteps = built.steps + program.instructions.count
    }

    func matches(_ text: borrowing Span<UInt8>) -> Bool {
        if let deterministic { return deterministic.matches(text) }
        var simulation = PatternSimulation(program, classes)
        return simulation.matches(text)
    }
}
