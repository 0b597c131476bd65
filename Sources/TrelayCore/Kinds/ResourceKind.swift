public import TrelayFormat

/// A kind of resource that is built in: what its values look like, and what they refer to.
public final class ResourceKind: Sendable {
    /// A reference from a value to another resource.
    struct Reference {
        /// From the value down to the place.
        var path: [String]
        var target: ResourceKey
    }

    public let name: String
    /// Of the schema. A version that readers of the one before cannot read is another number.
    public let version: Int
    /// False for a kind whose rules this version cannot keep: it has a schema, and the fold refuses it, because a policy
    /// that nobody enforces is worse than none.
    public let isEnforced: Bool
    /// The schema in the spelling of the source.
    public let schemaText: String
    /// What the schema cannot say. Called only for values that satisfy it.
    let check: @Sendable (JSONValue) -> ValueFault?
    /// The references of a value, in the order of the document.
    let references: @Sendable (JSONValue) -> [Reference]
    /// Whether `references` can be anything but empty.
    let hasReferences: Bool

    init(
        _ name: String, version: Int = 1, isEnforced: Bool = true, schema: String,
        check: @escaping @Sendable (JSONValue) -> ValueFault? = { _ in nil },
        references: (@Sendable (JSONValue) -> [Reference])? = nil
    ) {
        self.name = name
        self.version = version
        self.isEnforced = isEnforced
        schemaText = schema
        self.check = check
        self.references = references ?? { _ in [] }
        hasReferences = references != nil
    }

    /// Every kind, by name.
    public static let all: [ResourceKind] = [
        cache, consumer, credential, flag, guardLimits, limit, model, policy, principal, prompt, provider, route, rules,
        schema, strategy,
    ]

    /// The names of the kinds that the fold takes, in order.
    public static let names: [String] = all.filter(\.isEnforced).map(\.name)

    public static func named(_ name: String) -> ResourceKind? {
        all.withUnsafeBufferPointer { all in
            for index in all.indices where all[index].name == name { return all[index] }
            return nil
        }
    }

    /// The schemas of all kinds and what they share, by their URIs: what `$ref` may lead to.
    public static var schemaDocuments: [String: JSONValue] { KindSchemas.documents }

    /// One line for people.
    public var summary: String { schemaDocument["title"]?.stringValue ?? name }

    /// The `$id` of the schema.
    public var schemaURI: String { KindSchemas.uri(of: name, version: version) }

    public var schemaDocument: JSONValue { KindSchemas.parsed(schemaText) }

    /// The schema, ready to validate.
    public var compiledSchema: Schema {
        KindSchemas.compiled(name)
    }

    /// Compiles the schemas of all kinds, if that has not happened yet: for programs that want it done before the first
    /// change arrives.
    public static func prepareSchemas() {
        _ = KindSchemas.compiled(schema.name)
    }

    /// Why a value is not a legal one of this kind; nil when it is.
    ///
    /// - Parameter pointer: the place of the value, which the rejection's pointer starts with.
    public func rejection(of value: JSONValue, at pointer: JSONPointer) -> Rejection? {
        fault(in: value).map { $0.rejection(at: pointer) }
    }

    func fault(in value: JSONValue) -> ValueFault? {
        ValueFault.all(compiledSchema, value, maximum: 1).first ?? check(value)
    }
}
