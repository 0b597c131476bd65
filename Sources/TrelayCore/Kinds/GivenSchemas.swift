public import TrelayFormat

/// Schemas of kinds that stand in no log: given by hand, each in the place of the `schema` resource of its kind.
///
/// Compiled once, for any number of change sets.
public struct GivenSchemas: Sendable {
    /// Why the schemas cannot be used.
    public struct Fault: Error, Sendable {
        /// The kind whose schema it is; nil when no single one is to blame.
        public var kind: String?
        /// From the root of the schema down to the place.
        public var pointer: JSONPointer
        /// One line: what is wrong and what to do.
        public var message: String
    }

    /// What the `schema` resources would hold, by their names.
    let values: [String: JSONValue]
    let catalog: KindCatalog

    /// None: only the built-in kinds are known.
    public init() {
        values = [:]
        catalog = KindCatalog()
    }

    /// - Parameter schemas: JSON Schemas (draft 2020-12), by the name of the kind that they make or narrow.
    public init(_ schemas: [String: JSONValue]) throws(Fault) {
        values = schemas.mapValues { ["version": "0.0.0", "schema": $0] }
        do throws(KindCatalog.SchemaFailure) {
            catalog = try KindCatalog(values)
        } catch {
            // The schema is a member of the resource's value.
            let path = error.resource == nil ? [] : Array(error.fault.pointer.tokens.dropFirst())
            throw Fault(kind: error.resource, pointer: JSONPointer(tokens: path), message: error.fault.message)
        }
    }
}
