import TrelayFormat

/// The kinds of a namespace: those that are built in, narrowed and added to by its `schema` resources.
///
/// Follows from the resources. All schemas of the users' own are compiled together, because they may refer to each
/// other.
struct KindCatalog: Sendable {
    /// What values of one kind must satisfy.
    struct Entry: Sendable {
        /// Nil for a kind that only a schema of the users' own makes.
        var builtIn: ResourceKind?
        var own: Schema?

        var hasReferences: Bool { builtIn?.hasReferences ?? false }

        /// - Parameters:
        ///   - reading: what the built-in schema says of the value, if it was asked before.
        ///   - steps: what is left for schemas of the users' own; less afterwards.
        func fault(in value: JSONValue, _ reading: ChangeReading.Value?, steps: inout Int) -> ValueFault? {
            let known = if let reading { reading.fault } else { builtIn?.fault(in: value) }
            return known ?? ownFault(in: value, steps: &steps)
        }

        /// What the schema of the users' own has against a value that the built-in one takes.
        func ownFault(in value: JSONValue, steps: inout Int) -> ValueFault? {
            own.flatMap { ValueFault($0, value, steps: &steps) }
        }
    }

    /// Schemas of one namespace; each costs memory in every worker.
    static let maximumSchemas = 200
    static let schemaKind = "schema"

    /// By the name of the kind, which is the name of the `schema` resource.
    private var own: [String: Schema] = [:]

    init() {}

    /// Compiles the schemas of the users' own, all at once and within one set of limits.
    ///
    /// - Parameter values: the values of all `schema` resources by their names.
    /// - Throws: the fault with the name of the resource that has it. Its pointer leads into the resource's value.
    init(_ values: [String: JSONValue]) throws(SchemaFailure) {
        guard !values.isEmpty else { return }
        guard values.count <= Self.maximumSchemas else {
            throw SchemaFailure(
                resource: nil,
                fault: ValueFault(
                    "the namespace would have \(values.count) schemas, and at most \(Self.maximumSchemas) are allowed; "
                        + "delete some or use another namespace"))
        }
        let library = try OwnSchemas(values)
        // Formats are asserted or not for a whole program.
        for assertsFormats in [true, false] {
            let names = library.names(assertingFormats: assertsFormats)
            guard !names.isEmpty else { continue }
            let bundle = try library.compile(names, assertsFormats: assertsFormats)
            for name in names { own[name] = bundle.subschema(at: JSONPointer(tokens: ["$defs", name])) }
        }
    }

    struct SchemaFailure: Error {
        /// Nil when no single one is to blame.
        var resource: String?
        var fault: ValueFault
        /// Whether it is that something was not found which the log may hold.
        var isUnresolved = false
    }

    var isEmpty: Bool { own.isEmpty }

    /// The kinds that have a schema of the users' own, in order.
    var ownKinds: [String] { own.keys.sorted() }

    /// Nil when there is no such kind.
    func entry(of kind: String) -> Entry? {
        let builtIn = ResourceKind.named(kind)
        if let builtIn, !builtIn.isEnforced { return nil }
        let own = own.isEmpty ? nil : own[kind]
        guard builtIn != nil || own != nil else { return nil }
        return Entry(builtIn: builtIn, own: own)
    }
}

extension ResourceMap {
    /// The values of the `schema` resources by their names.
    var schemaValues: [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for (key, entry) in of(kind: KindCatalog.schemaKind) { values[key.name] = entry.value }
        return values
    }
}
