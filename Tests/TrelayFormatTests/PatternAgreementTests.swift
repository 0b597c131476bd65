import Testing

@testable import TrelayFormat

@Suite("Regular expressions: three engines agree")
struct PatternAgreementTests {
    @Test("The table, the program and a backtracking matcher give the same verdicts", arguments: 0..<20)
    func agreement(_ seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var matchCount = 0
        var verdictCount = 0
        for _ in 0..<100 {
            let expression = generator.expression(depth: 3)
            let pattern = try Pattern(expression.source)
            for _ in 0..<12 {
                let text = generator.subject()
                let expected = expression.matches(text)
                let string = String(String.UnicodeScalarView(text))
                let context: Comment = "\(expression.source) on \(string.debugDescription), seed \(seed)"
                #expect(pattern.matches(string) == expected, context)
                #expect(pattern.simulate(string).matches == expected, context)
                matchCount += expected ? 1 : 0
                verdictCount += 1
            }
        }
        // Neither verdict is so rare that nothing was compared.
        #expect(matchCount > verdictCount / 20 && matchCount < verdictCount * 19 / 20)
    }
}

/// An expression made by the test, matched by trying everything: right for small texts, and slow.
private indirect enum Expression {
    case literal(Unicode.Scalar)
    /// `.`, `\d`, `\w` and so on, with what it means.
    case escape(String, @Sendable (Unicode.Scalar) -> Bool)
    case oneOf([Unicode.Scalar], isNegated: Bool)
    case start
    case end
    case boundary(isNegated: Bool)
    case sequence([Expression])
    case either([Expression])
    case repeated(Expression, minimum: Int, maximum: Int?)

    func matches(_ text: [Unicode.Scalar]) -> Bool {
        (0...text.count).contains { match(text, at: $0) { _ in true } }
    }

    private func match(_ text: [Unicode.Scalar], at place: Int, then next: (Int) -> Bool) -> Bool {
        switch self {
        case .literal(let scalar): return place < text.count && text[place] == scalar && next(place + 1)
        case .escape(_, let contains): return place < text.count && contains(text[place]) && next(place + 1)
        case .oneOf(let scalars, let isNegated):
            return place < text.count && scalars.contains(text[place]) != isNegated && next(place + 1)
        case .start: return place == 0 && next(place)
        case .end: return place == text.count && next(place)
        case .boundary(let isNegated):
            let before = place > 0 && isWord(text[place - 1])
            let behind = place < text.count && isWord(text[place])
            return (before != behind) != isNegated && next(place)
        case .sequence(let parts): return Self.match(parts[...], text, at: place, then: next)
        case .either(let parts): return parts.contains { $0.match(text, at: place, then: next) }
        case .repeated(let part, let minimum, let maximum):
            return Self.matchRepeated(part, minimum, maximum, text, at: place, then: next)
        }
    }

    private static func match(
        _ parts: ArraySlice<Expression>, _ text: [Unicode.Scalar], at place: Int, then next: (Int) -> Bool
    ) -> Bool {
        guard let first = parts.first else { return next(place) }
        return first.match(text, at: place) { match(parts.dropFirst(), text, at: $0, then: next) }
    }

    /// ECMA-262, section 22.2.2.3.1: an optional round that matches nothing is none.
    private static func matchRepeated(
        _ part: Expression, _ minimum: Int, _ maximum: Int?, _ text: [Unicode.Scalar], at place: Int,
        then next: (Int) -> Bool
    ) -> Bool {
        if maximum == 0 { return next(place) }
        let isFound = part.match(text, at: place) { end in
            if minimum == 0, end == place { return false }
            return matchRepeated(part, max(minimum - 1, 0), maximum.map { $0 - 1 }, text, at: end, then: next)
        }
        return isFound || (minimum == 0 && next(place))
    }

    var source: String {
        switch self {
        case .literal(let scalar): String(scalar)
        case .escape(let text, _): text
        case .oneOf(let scalars, let isNegated):
            (isNegated ? "[^" : "[") + scalars.map { $0 == "-" ? "\\-" : String($0) }.joined() + "]"
        case .start: "^"
        case .end: "$"
        case .boundary(let isNegated): isNegated ? "\\B" : "\\b"
        case .sequence(let parts): parts.map(\.source).joined()
        case .either(let parts): "(?:" + parts.map(\.source).joined(separator: "|") + ")"
        case .repeated(let part, let minimum, let maximum): "(?:\(part.source))" + Self.counts(minimum, maximum)
        }
    }

    private static func counts(_ minimum: Int, _ maximum: Int?) -> String {
        switch (minimum, maximum) {
        case (0, nil): "*"
        case (1, nil): "+?"
        case (0, 1): "?"
        case (_, nil): "{\(minimum),}"
        case (_, let maximum?): minimum == maximum ? "{\(minimum)}" : "{\(minimum),\(maximum)}"
        }
    }
}

@Sendable private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
}

private let alphabet: [Unicode.Scalar] = ["a", "b", "a", "b", "1", "_", "-", "é", "😀", "\n"]

extension SeededGenerator {
    fileprivate mutating func subject() -> [Unicode.Scalar] {
        (0..<Int.random(in: 0...7, using: &self)).map { _ in scalar() }
    }

    private mutating func scalar() -> Unicode.Scalar {
        alphabet.randomElement(using: &self) ?? "a"
    }

    fileprivate mutating func expression(depth: Int) -> Expression {
        switch Int.random(in: 0..<(depth > 0 ? 14 : 6), using: &self) {
        case 0, 1: return .literal(scalar())
        case 2: return escape()
        case 3:
            return .oneOf(
                (0..<Int.random(in: 0...3, using: &self)).map { _ in scalar() },
                isNegated: Bool.random(using: &self))
        case 4: return Bool.random(using: &self) ? .start : .end
        case 5: return .boundary(isNegated: Bool.random(using: &self))
        case 6, 7, 8: return .either(parts(depth: depth - 1, count: 1...3))
        case 9, 10: return .sequence(parts(depth: depth - 1, count: 0...4))
        default:
            let minimum = Int.random(in: 0...3, using: &self)
            let more = Int.random(in: 0...3, using: &self)
            return .repeated(
                expression(depth: depth - 1), minimum: minimum, maximum: more == 3 ? nil : minimum + more)
        }
    }

    private mutating func parts(depth: Int, count: ClosedRange<Int>) -> [Expression] {
        (0..<Int.random(in: count, using: &self)).map { _ in expression(depth: depth) }
    }

    private mutating func escape() -> Expression {
        switch Int.random(in: 0..<6, using: &self) {
        case 0: return .escape(".") { $0 != "\n" }
        case 1: return .escape("\\d") { $0 == "1" }
        case 2: return .escape("\\W") { !isWord($0) }
        case 3: return .escape("\\s") { $0 == "\n" }
        case 4: return .escape("\\p{Ll}") { ["a", "b", "é"].contains($0) }
        default: return .escape("\\w", isWord)
        }
    }
}
