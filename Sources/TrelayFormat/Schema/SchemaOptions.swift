/// How a schema is compiled.
public struct SchemaOptions: Sendable {
    /// Gives the document with this absolute URI, which has no fragment; nil if there is none.
    public typealias Resolver = @Sendable (String) throws(SchemaError) -> JSONValue?

    /// The absolute URI against which a relative `$id` or `$ref` of the schema is resolved (RFC 3986, section 5.1.4).
    public var baseURI: String
    /// Documents that references may lead to, by absolute URI without a fragment; they are found by their own `$id` too.
    /// A resource inside of one is known once something leads to the document. The metaschemas of draft 2020-12 are
    /// always known.
    public var documents: [String: JSONValue]
    /// Asked for a document that is not in `documents`: at most once for each URI, and for no more of them than
    /// `SchemaLimits.maximumDocuments`.
    public var resolve: Resolver?
    /// Whether a value that breaks its `format` is invalid. Otherwise `format` is a mere annotation, as the
    /// specification has it, unless a metaschema lists the format-assertion vocabulary.
    public var assertsFormats: Bool
    public var limits: SchemaLimits

    public init(
        baseURI: String = "", documents: [String: JSONValue] = [:], resolve: Resolver? = nil,
        assertsFormats: Bool = false, limits: SchemaLimits = .default
    ) {
        self.baseURI = baseURI
        self.documents = documents
        self.resolve = resolve
        self.assertsFormats = assertsFormats
        self.limits = limits
    }
}

/// What a schema may have at most, all documents that it refers to together. Every limit is checked while compiling.
public struct SchemaLimits: Sendable, Hashable {
    public static let `default` = SchemaLimits()

    /// Schemas inside schemas, the outermost included.
    public var maximumSubschemas: Int
    /// Values of every kind, containers included.
    public var maximumValues: Int
    /// Arrays and objects inside each other. More than `ParseLimits.greatestDepth` counts as that.
    public var maximumDepth: Int
    /// Documents that a resolver is asked for.
    public var maximumDocuments: Int
    /// Steps of all regular expressions together: building the automaton of one takes some for each of its states, and
    /// some for each entry of its table.
    public var maximumPatternSteps: Int
    /// Whether `$schema` may name another metaschema than that of draft 2020-12. Each has to be compiled, and run over
    /// every schema that names it.
    public var allowsOwnMetaschemas: Bool

    public init(
        maximumSubschemas: Int = 20_000, maximumValues: Int = 200_000, maximumDepth: Int = 128,
        maximumDocuments: Int = 64, maximumPatternSteps: Int = 50_000_000, allowsOwnMetaschemas: Bool = true
    ) {
        self.maximumSubschemas = maximumSubschemas
        self.maximumValues = maximumValues
        self.maximumDepth = maximumDepth
        self.maximumDocuments = maximumDocuments
        self.maximumPatternSteps = maximumPatternSteps
        self.allowsOwnMetaschemas = allowsOwnMetaschemas
    }
}
