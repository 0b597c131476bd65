import TrelayFormat

/// The `schema` resources of a namespace as documents that refer to each other: by their `$id`, or as
/// `urn:trelay:schema:NAME`.
struct OwnSchemas {
    private static let prefix = "urn:trelay:schema:"
    /// What all schemas of a namespace may have together: compiling them must not make the fold slow.
    private static let limits = SchemaLimits(
        maximumSubschemas: 20_000, maximumValues: 200_000, maximumDepth: 64, maximumPatternSteps: 5_000_000,
        allowsOwnMetaschemas: false)

    private let values: [String: JSONValue]
    /// In order, so that the same one is named first everywhere.
    private let names: [String]
    /// By the URI under which an error names a document.
    private var nameOfURI: [String: String] = [:]

    /// - Throws: if two claim the same `$id`, or one claims a name that is Trelay's.
    init(_ values: [String: JSONValue]) throws(KindCatalog.SchemaFailure) {
        self.values = values
        names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            if let problem = Self.nameProblem(name) {
                throw KindCatalog.SchemaFailure(resource: name, fault: ValueFault(problem))
            }
            nameOfURI[Self.prefix + name] = name
        }
        for name in names {
            guard let identifier = values[name]?["schema"]?["$id"]?.stringValue else { continue }
            let place = ["schema", "$id"]
            if identifier.utf8.starts(with: "urn:trelay:".utf8), identifier != Self.prefix + name {
                throw KindCatalog.SchemaFailure(
                    resource: name,
                    fault: ValueFault("names that begin with urn:trelay: are taken; choose another", at: place))
            }
            if let other = nameOfURI.updateValue(name, forKey: identifier), other != name {
                throw KindCatalog.SchemaFailure(
                    resource: name,
                    fault: ValueFault("schema/\(other) has this $id already; give each its own", at: place))
            }
        }
    }

    /// Why no resource could ever be of the kind that a schema of this name makes; nil when one can.
    private static func nameProblem(_ name: String) -> String? {
        guard Names.isPossibleKind(name) else {
            return "\(quoted(name)) cannot be the name of a kind; use \(Names.kindRule)"
        }
        guard name != KindCatalog.schemaKind, ResourceKind.named(name)?.isEnforced != false else {
            return "the kind \(quoted(name)) cannot be narrowed in this version; leave it out"
        }
        return nil
    }

    func names(assertingFormats assertsFormats: Bool) -> [String] {
        names.filter { (values[$0]?["assertFormats"]?.boolValue ?? true) == assertsFormats }
    }

    /// All schemas of the namespace and the built-in ones, by their URIs.
    var documents: [String: JSONValue] {
        var documents = KindSchemas.documents
        for (name, value) in values { documents[Self.prefix + name] = value["schema"] ?? true }
        return documents
    }

    /// One program for these schemas and all that they refer to; each stands under its name in `$defs`.
    func compile(_ names: [String], assertsFormats: Bool) throws(KindCatalog.SchemaFailure) -> Schema {
        var references = JSONObject()
        for name in names { references.set(name, ["$ref": .string(Self.prefix + name)]) }
        do throws(SchemaError) {
            return try Schema.compile(
                ["$defs": .object(references), "type": "object"],
                options: SchemaOptions(documents: documents, assertsFormats: assertsFormats, limits: Self.limits))
        } catch {
            let name = nameOfURI[error.documentURI]
            throw KindCatalog.SchemaFailure(
                resource: name,
                fault: ValueFault(error.message, at: name == nil ? [] : ["schema"] + error.pointer.tokens),
                isUnresolved: error.code == .unresolvedReference)
        }
    }
}
