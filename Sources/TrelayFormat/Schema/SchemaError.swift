/// Why a schema was not compiled: what is wrong, where, and what to do.
public struct SchemaError: Error, Sendable, Hashable {
    /// The kind of the problem, for programs. New codes may be added: treat an unknown one as `invalidSchema`.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public var description: String { rawValue }

        /// The document breaks its metaschema.
        public static let invalidSchema = Code(rawValue: "invalidSchema")
        /// A `$ref`, `$dynamicRef` or `$schema` leads to nothing that is known.
        public static let unresolvedReference = Code(rawValue: "unresolvedReference")
        /// Two places of the schema claim the same `$id` or the same anchor.
        public static let duplicateIdentifier = Code(rawValue: "duplicateIdentifier")
        /// A schema that applies itself to the same value again, without end.
        public static let endlessReference = Code(rawValue: "endlessReference")
        /// Another draft of JSON Schema, or a vocabulary that is required and not known.
        public static let unsupportedDialect = Code(rawValue: "unsupportedDialect")
        /// A regular expression that is not valid, not supported or too large.
        public static let invalidPattern = Code(rawValue: "invalidPattern")
        /// The schema is larger, deeper or refers to more documents than the limits allow.
        public static let tooLarge = Code(rawValue: "tooLarge")
    }

    public var code: Code
    /// One line: what is wrong and what to do.
    public var message: String
    /// The place in the document.
    public var pointer: JSONPointer
    /// The absolute URI of the document; empty for a schema that has none.
    public var documentURI: String

    public init(code: Code, message: String, pointer: JSONPointer = .root, documentURI: String = "") {
        self.code = code
        self.message = message
        self.pointer = pointer
        self.documentURI = documentURI
    }
}

extension SchemaError: CustomStringConvertible {
    /// `<message> (at https://example.com/schema#/properties/port)`
    public var description: String {
        let place = documentURI + (pointer.tokens.isEmpty ? "" : "#\(pointer)")
        return place.utf8.isEmpty ? message : "\(message) (at \(place))"
    }
}
