/// The metaschemas of draft 2020-12: what a schema itself must look like.
enum Metaschema {
    private static let texts: [(path: String, text: String)] = [
        ("schema", MetaschemaText.schema),
        ("meta/core", MetaschemaText.core),
        ("meta/applicator", MetaschemaText.applicator),
        ("meta/unevaluated", MetaschemaText.unevaluated),
        ("meta/validation", MetaschemaText.validation),
        ("meta/meta-data", MetaschemaText.metaData),
        ("meta/format-annotation", MetaschemaText.formatAnnotation),
        ("meta/format-assertion", MetaschemaText.formatAssertion),
        ("meta/content", MetaschemaText.content),
    ]

    private static let prefix = "https://json-schema.org/draft/2020-12/"

    /// The documents by URI.
    static let documents: [UTF8Key: JSONValue] = {
        var documents: [UTF8Key: JSONValue] = [:]
        for (path, text) in texts {
            documents[UTF8Key(prefix + path)] = try? JSONParser.parse(text)
        }
        return documents
    }()

    /// Checks schemas of the draft.
    static let result: Result<Schema, SchemaError> = Result { () throws(SchemaError) in
        guard let document = documents[UTF8Key(Dialect.draftURI)] else {
            throw SchemaError(code: .unresolvedReference, message: "there is no metaschema of draft 2020-12")
        }
        return try Schema.compileUnchecked(document)
    }

    /// The dialect of schemas that name no other.
    static func standardDialect() throws(SchemaError) -> Dialect {
        Dialect(vocabularies: .standard, metaschema: try result.get())
    }
}
