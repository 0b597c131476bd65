import TrelayCrypto
public import TrelayFormat

extension ChangeSet {
    /// What a file may leave out, because the one who publishes it knows.
    public struct Defaults: Hashable, Sendable {
        public var namespace: String?
        public var id: String?
        public var author: String?
        public var reason: String?

        public init(namespace: String? = nil, id: String? = nil, author: String? = nil, reason: String? = nil) {
            self.namespace = namespace
            self.id = id
            self.author = author
            self.reason = reason
        }
    }

    public static let maximumAuthorBytes = 200
    public static let maximumReasonBytes = 2_000

    /// Reads the body of an event. Strict: an unknown field is refused rather than ignored.
    ///
    /// - Throws: `malformed`, or `unsupportedVersion` for a feature that this version does not have.
    public static func decode(_ json: JSONValue) throws(Rejection) -> ChangeSet {
        try decode(json, defaults: Defaults())
    }

    /// Reads a file that a person wrote: what it leaves out is taken from `defaults`, what it says counts.
    public static func decode(_ json: JSONValue, defaults: Defaults) throws(Rejection) -> ChangeSet {
        let body = try Fields<ChangeSetField>(json, at: .body, of: "a change set")
        let namespace = try body.text(.namespace, maximum: .max, default: defaults.namespace)
        guard Names.isValidNamespace(namespace) else {
            throw body.malformed(.namespace, "\(quoted(namespace)) is not a namespace; use \(Names.namespaceRule)")
        }
        let id = try body.text(.id, maximum: .max, default: defaults.id)
        guard Names.isValidEventID(id) else {
            throw body.malformed(.id, "\(quoted(id)) is not an event id; use \(Names.eventIDRule)")
        }
        return ChangeSet(
            namespace: namespace, id: id,
            author: try body.text(.author, maximum: maximumAuthorBytes, default: defaults.author),
            reason: try reason(body, defaults), base: try base(body), expect: try expectation(body),
            changes: try changes(body))
    }

    private static func reason(_ body: Fields<ChangeSetField>, _ defaults: Defaults) throws(Rejection) -> String {
        guard let value = body[.reason] else { return defaults.reason ?? "" }
        return try body.text(value, .reason, maximum: maximumReasonBytes, mayBeEmpty: true)
    }

    private static func base(_ body: Fields<ChangeSetField>) throws(Rejection) -> Base? {
        guard let value = body[.base] else { return nil }
        let fields = try Fields<BaseField>(value, at: .member("base"), of: "base")
        var base = Base()
        if let revision = fields[.revision] {
            guard let number = revision.integerValue, number >= 0 else {
                throw fields.malformed(
                    .revision, "must be a whole number from 0 up, is \(describe(revision))\(unquotingAdvice(revision))"
                )
            }
            base.revision = number
        }
        base.digest = try fields.digest(.digest)
        guard base.revision != nil || base.digest != nil else {
            throw body.malformed(.base, "names no revision and no digest; give one of them or leave base out")
        }
        return base
    }

    private static func expectation(_ body: Fields<ChangeSetField>) throws(Rejection) -> Digest? {
        guard let value = body[.expect] else { return nil }
        let fields = try Fields<ExpectationField>(value, at: .member("expect"), of: "expect")
        guard let digest = try fields.digest(.digest) else {
            throw body.malformed(.expect, "names no digest; give one or leave expect out")
        }
        return digest
    }

    private static func changes(_ body: Fields<ChangeSetField>) throws(Rejection) -> [Change] {
        guard let value = body[.changes] else { throw body.missing(.changes) }
        guard let list = value.arrayValue else {
            throw body.malformed(.changes, "must be an array, is \(describe(value))")
        }
        guard !list.isEmpty else {
            throw body.malformed(.changes, "is empty; a change set changes at least one resource")
        }
        var changes: [Change] = []
        changes.reserveCapacity(list.count)
        var places: [ResourceKey: Int] = [:]
        for index in list.indices {
            let change = try Change.decode(list[index], at: index)
            if list.count > 1, let first = places.updateValue(index, forKey: change.key) {
                throw Rejection(
                    .malformed, "\(change.key) is changed twice, first at /changes/\(first); make it one change",
                    at: FieldPlace.change(index).pointer)
            }
            changes.append(change)
        }
        return changes
    }
}

extension Change {
    fileprivate static func decode(_ json: JSONValue, at index: Int) throws(Rejection) -> Change {
        let fields = try Fields<ChangeField>(json, at: .change(index), of: "a change")
        let operation = try operation(fields)
        let kind = try fields.text(.kind, maximum: .max)
        guard Names.isPossibleKind(kind) else {
            throw fields.malformed(.kind, "\(quoted(kind)) is not a kind; use A-Z, a-z, 0-9, '-', '.', '_'")
        }
        let name = try fields.text(.name, maximum: .max)
        guard Names.isValidResourceName(name) else {
            throw fields.malformed(.name, "\(quoted(name)) is not a name; use \(Names.resourceNameRule)")
        }
        let value = fields[.value]
        if operation == .delete, value != nil {
            throw fields.malformed(.value, "a delete has no value; remove it, or use \"put\" or \"patch\"")
        }
        if operation != .delete, value == nil { throw fields.missing(.value) }
        return Change(operation: operation, key: ResourceKey(kind: kind, name: name), value: value)
    }

    private static func operation(_ fields: Fields<ChangeField>) throws(Rejection) -> Operation {
        let word = try fields.text(.op, maximum: .max)
        guard let operation = Operation(rawValue: word) else {
            let words = Operation.allCases.map(\.rawValue)
            let suggestion = Suggestion.phrase(for: word, among: words)
            throw fields.malformed(.op, "must be \(alternatives(words)), is \(quoted(word))\(suggestion)")
        }
        return operation
    }
}

/// The type of a value with its article, and the value itself where that helps.
func describe(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number: value.canonicalString()
    case .string(let text): "the string " + quoted(text)
    case .array: "an array"
    case .object: "an object"
    }
}

/// What makes a number of a string that holds one.
private func unquotingAdvice(_ value: JSONValue) -> String {
    value.stringValue.flatMap { Int($0) } == nil ? "" : "; remove the quotes"
}
