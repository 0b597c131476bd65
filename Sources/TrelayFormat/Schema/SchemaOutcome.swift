/// What validating a value against a schema found.
public enum SchemaOutcome: Sendable, Hashable {
    case valid
    /// What is wrong, in the order in which it was found; never empty, and no more than were asked for.
    case invalid([SchemaFault])
    /// The limit was reached before the answer was known: neither valid nor invalid.
    case tooExpensive(SchemaBudget)

    public var isValid: Bool { self == .valid }

    public var faults: [SchemaFault] {
        if case .invalid(let faults) = self { faults } else { [] }
    }
}

/// What an evaluation may use up. Both are counted, not measured: the same schema and value always give the same answer.
public enum SchemaBudget: Sendable, Hashable {
    /// Steps of evaluation.
    case steps
    /// Schemas applied inside each other.
    case depth
}

/// One reason why a value is not valid (an error of the output format `basic`; JSON Schema core, section 12.3).
public struct SchemaFault: Sendable, Hashable {
    /// The value that is wrong.
    public var instanceLocation: JSONPointer
    /// The keyword that says so: the path from the root of the schema, through every reference that was followed.
    public var keywordLocation: JSONPointer
    /// The keyword that says so: the URI of its schema, and as the fragment a JSON pointer (RFC 6901, section 6).
    public var absoluteKeywordLocation: String
    /// One line: what was expected and what was found.
    public var message: String
    /// The property that is missing, if that is the fault.
    public var missingProperty: String?

    public init(
        instanceLocation: JSONPointer, keywordLocation: JSONPointer, absoluteKeywordLocation: String, message: String
    ) {
        self.instanceLocation = instanceLocation
        self.keywordLocation = keywordLocation
        self.absoluteKeywordLocation = absoluteKeywordLocation
        self.message = message
    }
}

extension SchemaFault: CustomStringConvertible {
    /// `/server/port: expected integer, found string "80"`
    public var description: String {
        instanceLocation.tokens.isEmpty ? message : "\(instanceLocation): \(message)"
    }
}

extension SchemaOutcome {
    /// The output format `basic` (JSON Schema core, section 12.4.2). An evaluation that was too expensive is not valid,
    /// and has an error without locations.
    public var basicOutput: JSONValue {
        switch self {
        case .valid: ["valid": true]
        case .invalid(let faults): ["valid": false, "errors": .array(faults.map(\.json))]
        case .tooExpensive(let budget): ["valid": false, "errors": [["error": .string(budget.message)]]]
        }
    }
}

extension SchemaBudget {
    /// One line: what happened and what to do.
    public var message: String {
        switch self {
        case .steps: "the validation takes more steps than the limit: make the value or the schema smaller"
        case .depth: "schemas apply each other more deeply than the limit: make the value or the schema less nested"
        }
    }
}

extension SchemaFault {
    fileprivate var json: JSONValue {
        [
            "instanceLocation": .string(instanceLocation.description),
            "keywordLocation": .string(keywordLocation.description),
            "absoluteKeywordLocation": .string(absoluteKeywordLocation),
            "error": .string(message),
        ]
    }
}
