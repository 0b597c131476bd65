/// Reads an expression by recursive descent: the grammar of ECMA-262, section 22.2.1, in Unicode mode.
/// Groups, repetitions, classes and escapes are in extensions.
struct PatternParser {
    let source: [Unicode.Scalar]
    var index = 0
    var depth = 0
    var sets = PatternSets()
    /// The number of the set of word characters, if `\b` or `\B` asks for them.
    var wordSet: Int?
    var names = GroupNames()
    var groupCount = 0
    var backReferences: [BackReference] = []
    /// The first part that is valid and that no automaton can run. It is reported if the rest is valid, too.
    var refusal: PatternError?
    /// Ranges that classes were put together from so far.
    var classRangeCount = 0
    /// Sets of properties that were read before: they are large.
    var properties: [Property: CodePointSet] = [:]
    /// The numbers of sets by the escapes that they were written as.
    var escapes: [[Unicode.Scalar]: Int] = [:]

    /// `\1` or `\k<name>`.
    struct BackReference {
        enum Target {
            case number(Int)
            case name(GroupNames.Name)
        }

        var target: Target
        var offset: Int
    }

    init(_ source: String) throws(PatternError) {
        guard source.utf8.count <= PatternLimits.maximumSourceBytes else {
            throw PatternError(
                code: .tooLarge,
                message: "the expression has \(source.utf8.count) bytes, more than the limit of "
                    + "\(PatternLimits.maximumSourceBytes): split it", offset: 0)
        }
        self.source = Array(source.unicodeScalars)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        let whole = try parseAlternatives()
        guard isAtEnd else { throw syntax("')' closes no group: write \\) for the character itself", at: index) }
        try checkBackReferences()
        if let refusal { throw refusal }
        return whole.node
    }

    /// Up to the end or to a `)`.
    mutating func parseAlternatives() throws(PatternError) -> PatternFragment {
        names.beginAlternatives()
        let first = try parseSequence()
        var nodes = [first.node]
        var size = first.size
        while current == "|" {
            let offset = index
            index += 1
            names.beginNextAlternative()
            let next = try parseSequence()
            nodes.append(next.node)
            // A split in front of each alternative but the last, and a jump behind it.
            size += next.size + 2
            try checkSize(size, at: offset)
        }
        names.endAlternatives()
        return nodes.count == 1 ? first : PatternFragment(node: .alternatives(nodes), size: size)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternFragment {
        var nodes: [PatternNode] = []
        var size = 0
        while let character = current, character != "|", character != ")" {
            let offset = index
            let term = try parseTerm()
            size += term.size
            try checkSize(size, at: offset)
            if term.size > 0 { nodes.append(term.node) }
        }
        guard let first = nodes.first else { return .empty }
        return PatternFragment(node: nodes.count == 1 ? first : .sequence(nodes), size: size)
    }

    private mutating func parseTerm() throws(PatternError) -> PatternFragment {
        let atom = try parseAtom()
        return try parseRepetition(of: atom)
    }

    private mutating func parseAtom() throws(PatternError) -> PatternFragment {
        let offset = index
        guard let character = current else { return .empty }
        switch character {
        case "(": return try parseGroup()
        case "[": return try parseClass()
        case "\\": return try parseEscape()
        case "*", "+", "?":
            throw syntax(
                "there is nothing before '\(character)' that could be repeated: write \\\(character) for the character "
                    + "itself", at: offset)
        case "{":
            throw syntax(
                "'{' begins no repetition such as {2}, {2,} or {2,5} of something: write \\{ for the character itself",
                at: offset)
        case "}", "]":
            throw syntax(
                "'\(character)' closes nothing: write \\\(character) for the character itself", at: offset)
        default: break
        }
        index += 1
        switch character {
        case "^": return assertion(.start)
        case "$": return assertion(.end)
        case ".": return try fragment(of: .anyButLineTerminators, at: offset)
        default: return try fragment(ofLiteral: character.value, at: offset)
        }
    }
}

// What all parts of the parser use.
extension PatternParser {
    var isAtEnd: Bool { index >= source.count }

    /// The character to read next; nil at the end.
    var current: Unicode.Scalar? { character(after: 0) }

    func character(after distance: Int) -> Unicode.Scalar? {
        index + distance < source.count ? source[index + distance] : nil
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard current == character else { return false }
        index += 1
        return true
    }

    func syntax(_ message: String, at offset: Int) -> PatternError {
        PatternError(code: .syntax, message: message, offset: offset)
    }

    func checkSize(_ size: Int, at offset: Int) throws(PatternError) {
        // One more for the instruction at the end.
        guard size < PatternLimits.maximumInstructions else {
            throw PatternError(
                code: .tooLarge,
                message: "up to here the expression needs more than the limit of \(PatternLimits.maximumInstructions) "
                    + "instructions: shorten it, or lower the counts of its repetitions", offset: offset)
        }
    }

    func assertion(_ assertion: PatternAssertion) -> PatternFragment {
        PatternFragment(node: .assertion(assertion), size: 1, isRepeatable: false)
    }

    mutating func fragment(of set: CodePointSet, at offset: Int) throws(PatternError) -> PatternFragment {
        PatternFragment(node: .set(try number(of: set, at: offset)), size: 1)
    }

    mutating func fragment(ofLiteral codePoint: UInt32, at offset: Int) throws(PatternError) -> PatternFragment {
        guard let number = sets.number(of: codePoint) else { throw tooManySets(at: offset) }
        return PatternFragment(node: .set(number), size: 1)
    }

    mutating func number(of set: CodePointSet, at offset: Int) throws(PatternError) -> Int {
        guard let number = sets.number(of: set) else { throw tooManySets(at: offset) }
        return number
    }

    private func tooManySets(at offset: Int) -> PatternError {
        PatternError(
            code: .tooLarge,
            message: "up to here the expression has more than \(PatternLimits.maximumSets) different characters and "
                + "classes, or classes of more than \(PatternLimits.maximumRanges) ranges together: split it",
            offset: offset)
    }

    /// How messages name a character: itself if it is visible ASCII.
    static func name(of character: Unicode.Scalar) -> String {
        if (0x21...0x7E).contains(character.value) { return "'\(character)'" }
        return "U+" + String(character.value, radix: 16, uppercase: true)
    }
}
