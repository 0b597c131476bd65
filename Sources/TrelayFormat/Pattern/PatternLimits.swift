/// What an expression may cost at most, so that a hostile one is refused or compiled within milliseconds.
enum PatternLimits {
    /// UTF-8 bytes of the source.
    static let maximumSourceBytes = 65_536
    /// Groups inside each other: the parser and the compiler are recursive, and a thread's stack must hold them.
    static let maximumDepth = 128
    /// Instructions of the program, after repetitions with a count were written out.
    static let maximumInstructions = 10_000
    /// Named groups.
    static let maximumNames = 1_000
    /// Different sets of characters; each different literal character is one.
    static let maximumSets = 1_024
    /// Ranges of all the different sets together.
    static let maximumRanges = 30_000
    /// Ranges that all classes are put together from; the same set counts each time.
    static let maximumClassRanges = 200_000
    /// Entries of the table of a deterministic automaton, two bytes each. An expression that needs more is simulated.
    static let maximumTransitions = 32_768
    /// Steps of building the deterministic automaton. An expression that needs more is simulated.
    static let maximumBuildingSteps = 200_000
}
