/// A text with places for variables: `{{name}}`, with spaces inside if one likes.
///
/// `\{{` is two braces and no place, `\\{{name}}` is a backslash and a place: of backslashes right before two braces each
/// two are one, and one that is left over takes the braces their meaning. Anywhere else a backslash is a backslash.
///
/// Values are put in as they are, and never looked at for places of their own.
struct PromptTemplate: Sendable, Hashable {
    enum Part: Sendable, Hashable {
        case text(String)
        case variable(String)
    }

    /// What is wrong with a template, for the one who wrote it.
    struct Fault: Error, Hashable, Sendable {
        var message: String
    }

    /// Different ones in a template.
    static let maximumVariables = 200
    static let maximumNameBytes = 100
    /// Of the text with its values: a place that stands a thousand times must not make a gigabyte of a megabyte.
    static let maximumRenderedBytes = 4_194_304

    let parts: [Part]

    /// The names of the places, each once, in the order of the text.
    let variables: [String]

    init(_ text: String) throws(Fault) {
        var reader = TemplateReader(text)
        try reader.read()
        parts = reader.parts
        variables = reader.variables
    }

    /// Letters, digits, `_`, `-` and `.` of ASCII; first a letter or `_`.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= maximumNameBytes, isLetter(first) else { return false }
        return text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == 0x5F }

    /// The text with the values in their places.
    ///
    /// - Parameter value: of a variable; nil when there is none. Asked once for each variable.
    /// - Throws: the names of the variables that have no value, or of those that make the text too long.
    func rendered(_ value: (String) -> String?) throws(MissingVariables) -> String {
        var values: [String: String] = [:]
        for name in variables { values[name] = value(name) }
        let missing = variables.filter { values[$0] == nil }
        guard missing.isEmpty else { throw MissingVariables(names: missing) }
        var bytes = 0
        for part in parts {
            switch part {
            case .text(let literal): bytes += literal.utf8.count
            case .variable(let name): bytes += values[name]?.utf8.count ?? 0
            }
            guard bytes <= Self.maximumRenderedBytes else { throw MissingVariables(tooLong: longest(values)) }
        }
        var text = ""
        text.reserveCapacity(bytes)
        for part in parts {
            switch part {
            case .text(let literal): text += literal
            case .variable(let name): text += values[name] ?? ""
            }
        }
        return text
    }

    /// The variable with the longest value: the one to blame.
    private func longest(_ values: [String: String]) -> [String] {
        variables.max { (values[$0]?.utf8.count ?? 0) < (values[$1]?.utf8.count ?? 0) }.map { [$0] } ?? []
    }
}

/// Why a prompt cannot be filled in for a request.
struct MissingVariables: Error, Hashable, Sendable {
    /// Variables that the request does not give.
    var names: [String] = []
    /// Variables whose values make the text too long.
    var tooLong: [String] = []
}

/// Takes a template apart.
private struct TemplateReader {
    private(set) var parts: [PromptTemplate.Part] = []
    private(set) var variables: [String] = []
    private var literal: [UInt8] = []
    private var rest: ArraySlice<UInt8>

    private static let backslash = UInt8(ascii: "\\")
    private static let opening = Array("{{".utf8)
    private static let closing = Array("}}".utf8)

    init(_ text: String) {
        rest = Array(text.utf8)[...]
    }

    mutating func read() throws(PromptTemplate.Fault) {
        while let byte = rest.first {
            let backslashes = byte == Self.backslash ? rest.prefix { $0 == Self.backslash }.count : 0
            guard rest.dropFirst(backslashes).starts(with: Self.opening) else {
                literal += rest.prefix(max(1, backslashes))
                rest = rest.dropFirst(max(1, backslashes))
                continue
            }
            literal += rest.prefix(backslashes / 2)
            rest = rest.dropFirst(backslashes + Self.opening.count)
            if backslashes.isMultiple(of: 2) { try place() } else { literal += Self.opening }
        }
        endLiteral()
    }

    /// Behind the two braces that open it.
    private mutating func place() throws(PromptTemplate.Fault) {
        let name = try name()
        endLiteral()
        parts.append(.variable(name))
        guard !variables.contains(name) else { return }
        variables.append(name)
        guard variables.count <= PromptTemplate.maximumVariables else {
            throw PromptTemplate.Fault(message: "has more than \(PromptTemplate.maximumVariables) variables")
        }
    }

    private mutating func endLiteral() {
        // Cut only beside ASCII, so no character is divided.
        if !literal.isEmpty { parts.append(.text(String(decoding: literal, as: UTF8.self))) }
        literal = []
    }

    private mutating func name() throws(PromptTemplate.Fault) -> String {
        // A name and some spaces; what is longer is none.
        let window = rest.prefix(PromptTemplate.maximumNameBytes + 20)
        guard let end = window.indices.first(where: { rest[$0...].starts(with: Self.closing) }) else {
            let start = String(String(decoding: window, as: UTF8.self).prefix(30))
            throw PromptTemplate.Fault(
                message: "has '{{\(start)' without '}}' behind it; close it, or write \\{{ for two braces")
        }
        let name = rest[..<end].drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
        let text = String(decoding: name, as: UTF8.self)
        guard PromptTemplate.isName(text) else {
            throw PromptTemplate.Fault(
                message: "has '{{\(text)}}', which is no name of a variable; use at most "
                    + "\(PromptTemplate.maximumNameBytes) letters, digits, '_', '-' and '.', first a letter or '_'")
        }
        rest = rest[end...].dropFirst(Self.closing.count)
        return text
    }
}
