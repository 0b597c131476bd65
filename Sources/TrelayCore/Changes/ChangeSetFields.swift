import TrelayCrypto
import TrelayFormat

/// The fields of an object of the change set's form.
protocol FieldName: Sendable {
    /// In canonical order.
    static var names: [String] { get }
    /// The index in `names`.
    var rawValue: Int { get }
}

enum ChangeSetField: Int, FieldName {
    case author, base, changes, expect, id, namespace, reason

    static let names = ["author", "base", "changes", "expect", "id", "namespace", "reason"]
}

enum ChangeField: Int, FieldName {
    case kind, name, op, value

    static let names = ["kind", "name", "op", "value"]
}

enum BaseField: Int, FieldName {
    case digest, revision

    static let names = ["digest", "revision"]
}

enum ExpectationField: Int, FieldName {
    case digest

    static let names = ["digest"]
}

/// Where an object is in the body: a pointer only costs something when there is something to say about it.
enum FieldPlace {
    case body
    case member(String)
    case change(Int)

    var pointer: JSONPointer {
        switch self {
        case .body: .root
        case .member(let name): JSONPointer(tokens: [name])
        case .change(let index): JSONPointer(tokens: ["changes", String(index)])
        }
    }
}

/// An object of the change set's own form, its fields found in one walk.
struct Fields<Name: FieldName> {
    private let object: JSONObject
    private let members: KnownMembers
    private let place: FieldPlace

    init(_ json: JSONValue, at place: FieldPlace, of what: String) throws(Rejection) {
        guard let object = json.objectValue else {
            throw Rejection(.malformed, "\(what) must be an object, is \(describe(json))", at: place.pointer)
        }
        members = KnownMembers(Name.names, in: object)
        if let key = members.unknownKey { throw unknownField(key, at: place, known: Name.names, of: what) }
        self.object = object
        self.place = place
    }

    subscript(name: Name) -> JSONValue? { members.value(name.rawValue, in: object) }

    private func word(_ name: Name) -> String { Name.names[name.rawValue] }

    func malformed(_ name: Name, _ message: String) -> Rejection {
        Rejection(.malformed, message, at: place.pointer.appending(word(name)))
    }

    func missing(_ name: Name) -> Rejection {
        malformed(name, "\"\(word(name))\" is missing; add it")
    }

    /// A text that is not empty.
    func text(_ name: Name, maximum: Int, default fallback: String? = nil) throws(Rejection) -> String {
        guard let value = self[name] else {
            guard let fallback else { throw missing(name) }
            return fallback
        }
        return try text(value, name, maximum: maximum, mayBeEmpty: false)
    }

    func text(_ value: JSONValue, _ name: Name, maximum: Int, mayBeEmpty: Bool) throws(Rejection) -> String {
        guard let text = value.stringValue else {
            throw malformed(name, "must be a string, is \(describe(value))\(quotingAdvice(value))")
        }
        guard mayBeEmpty || !text.isEmpty else { throw malformed(name, "is empty; fill it in") }
        guard text.utf8.count <= maximum else {
            throw malformed(name, "has \(text.utf8.count) bytes, and at most \(maximum) are kept; shorten it")
        }
        return text
    }

    func digest(_ name: Name) throws(Rejection) -> Digest? {
        guard let value = self[name] else { return nil }
        guard let digest = value.stringValue.flatMap({ Digest($0) }) else {
            throw malformed(name, "must be \"sha256:\" and 64 lower-case hexadecimal digits, is \(describe(value))")
        }
        return digest
    }
}

/// Designed, published in the format, and not yet decided by this fold: ignoring them would apply a change to more
/// workers than its author meant.
private let laterFeatures = ["rollout", "target"]

private func unknownField(_ key: String, at place: FieldPlace, known: [String], of what: String) -> Rejection {
    let pointer = place.pointer.appending(key)
    if case .body = place, laterFeatures.contains(key) {
        return Rejection(.unsupportedVersion, "\"\(key)\" is not supported by this version; leave it out", at: pointer)
    }
    let suggestion = Suggestion.phrase(for: key, among: known)
    return Rejection(.malformed, "unknown field \(quoted(key)) in \(what)\(suggestion)", at: pointer)
}

/// What makes a string of a value that YAML or JSON takes for something else.
private func quotingAdvice(_ value: JSONValue) -> String {
    switch value {
    case .bool, .number: "; put it in quotes"
    case .null: "; fill it in"
    default: ""
    }
}
