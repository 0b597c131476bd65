import TrelayCrypto
public import TrelayFormat

/// What the configuration says about a model that is to be served.
public struct ModelDeclaration: Sendable {
    /// An input and what the model must answer.
    public struct Golden: Sendable {
        public var input: JSONValue
        public var output: JSONValue
        /// How far a number may be off; nil for a hundred-thousandth of its size.
        public var tolerance: Double?
    }

    /// Of compiling the two schemas of a model. The fold has done it once with limits like these.
    private static let schemaLimits = SchemaLimits(
        maximumSubschemas: 5_000, maximumValues: 20_000, maximumDepth: 48, maximumPatternSteps: 1_000_000,
        allowsOwnMetaschemas: false)

    public var name: String
    public var version: String
    public var engine: String
    /// Which of the worker's hooks runs it (engine `exec`).
    public var hook: String?
    public var artifact: ArtifactReference?
    public var hyperparameters: JSONObject
    public var interface: ModelInterface?
    /// What the inputs of a request must be like: an object with a member for each input tensor, arrays in arrays.
    public var inputSchema: Schema?
    /// What the outputs must be like, in the same form. Checked for golden inputs, not for each request.
    public var outputSchema: Schema?
    public var goldens: [Golden]

    /// Reads a resource of the kind `model`.
    ///
    /// - Returns: nil for a model without `runtime`: such a one is described and not served.
    public init?(name: String, value: JSONValue) throws(ModelError) {
        guard let runtime = value["runtime"], let engine = runtime["engine"]?.stringValue else { return nil }
        self.name = name
        self.engine = engine
        version = value["version"]?.stringValue ?? ""
        hook = runtime["hook"]?.stringValue
        artifact = try value["artifact"].map { value throws(ModelError) in try ArtifactReference(value) }
        hyperparameters = value["hyperparameters"]?.objectValue ?? [:]
        interface = try value["interface"].map { value throws(ModelError) in try ModelInterface(value) }
        inputSchema = try Self.schema(value, "inputSchema")
        outputSchema = try Self.schema(value, "outputSchema")
        goldens = (value["goldenOutputs"]?.arrayValue ?? []).map { golden in
            Golden(
                input: golden["input"] ?? .null, output: golden["output"] ?? .null,
                tolerance: golden["tolerance"]?.numberValue)
        }
    }

    public var loadKey: LoadKey {
        LoadKey(engine: engine, hook: hook, artifactDigest: artifact?.sha256.hexadecimal)
    }

    private static func schema(_ value: JSONValue, _ member: String) throws(ModelError) -> Schema? {
        guard let document = value[member], document != true else { return nil }
        do throws(SchemaError) {
            return try Schema.compile(document, options: SchemaOptions(assertsFormats: true, limits: schemaLimits))
        } catch {
            throw ModelError(.modelIncomplete, "\(member): \(error.message)")
        }
    }
}

extension ModelInterface {
    init(_ value: JSONValue) throws(ModelError) {
        self.init(inputs: try Self.list(value, "inputs"), outputs: try Self.list(value, "outputs"))
    }

    private static func list(_ value: JSONValue, _ member: String) throws(ModelError) -> [TensorDescription] {
        var list: [TensorDescription] = []
        for tensor in value[member]?.arrayValue ?? [] {
            guard let name = tensor["name"]?.stringValue,
                let datatype = tensor["datatype"]?.stringValue.flatMap({ Datatype(rawValue: $0) }),
                let shape = tensor["shape"]?.arrayValue
            else { throw ModelError(.modelIncomplete, "interface: a tensor has a name, a datatype and a shape") }
            list.append(
                TensorDescription(name: name, datatype: datatype, shape: shape.map { $0.integerValue ?? -1 }))
        }
        return list
    }
}
