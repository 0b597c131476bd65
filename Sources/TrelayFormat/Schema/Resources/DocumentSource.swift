/// Where documents and dialects come from while a schema and its metaschemas are compiled: each is asked for once.
final class DocumentSource {
    private let registered: [UTF8Key: JSONValue]
    private let resolve: SchemaOptions.Resolver?
    private let limits: SchemaLimits
    /// What was asked for; nil for what is not there.
    private var fetched: [UTF8Key: JSONValue?] = [:]
    private var dialects: [UTF8Key: Dialect] = [:]
    /// The metaschemas that are being compiled, outermost first.
    private var pendingMetaschemas: [UTF8Key] = []

    init(_ options: SchemaOptions) {
        registered = Self.index(options.documents)
        resolve = options.resolve
        limits = options.limits
    }

    /// The documents by the URIs under which they are registered, and by their own.
    private static func index(_ documents: [String: JSONValue]) -> [UTF8Key: JSONValue] {
        // In order, so that the same one is taken every time if several claim a URI.
        let ordered = documents.sorted { UTF8Text.precedes($0.key, $1.key) }
        var index: [UTF8Key: JSONValue] = [:]
        for (uri, document) in ordered {
            index[UTF8Key(URIReference(uri).withoutFragment)] = document
        }
        for (uri, document) in ordered {
            guard let own = document["$id"]?.stringValue else { continue }
            let key = UTF8Key(URIReference(own).resolved(against: URIReference(uri)).withoutFragment)
            if index[key] == nil { index[key] = document }
        }
        return index
    }

    /// The document with this absolute URI; nil if there is none.
    func document(_ uri: String) throws(SchemaError) -> JSONValue? {
        let key = UTF8Key(uri)
        if let document = Metaschema.documents[key] ?? registered[key] { return document }
        if let answer = fetched[key] { return answer }
        guard let resolve, URIReference(uri).isAbsolute else { return nil }
        guard fetched.count < limits.maximumDocuments else {
            throw SchemaError(
                code: .tooLarge,
                message: "the schema leads to more than \(limits.maximumDocuments) documents: bundle them into one",
                documentURI: uri)
        }
        let answer = try resolve(uri)
        fetched[key] = .some(answer)
        return answer
    }

    /// The dialect that a metaschema defines.
    ///
    /// - Parameter uri: the value of `$schema`.
    func dialect(_ uri: String) throws(SchemaError) -> Dialect {
        let uri = URIReference(uri).withoutFragment
        let key = UTF8Key(uri)
        if UTF8Text.areEqual(uri, Dialect.draftURI) { return try Metaschema.standardDialect() }
        if let dialect = dialects[key] { return dialect }
        guard limits.allowsOwnMetaschemas else {
            throw SchemaError(
                code: .unsupportedDialect,
                message:
                    "$schema may only be \(SyntaxHint.quoted(Dialect.draftURI)) here: set it to that, or leave it out")
        }
        guard let document = try document(uri) else { throw unknownDialect(uri) }
        guard !pendingMetaschemas.contains(key), pendingMetaschemas.count < Self.maximumMetaschemas else {
            throw SchemaError(
                code: .unsupportedDialect,
                message: "the metaschemas lead in a circle or are too many: let one of them have the $schema "
                    + SyntaxHint.quoted(Dialect.draftURI), documentURI: uri)
        }
        pendingMetaschemas.append(key)
        defer { pendingMetaschemas.removeLast() }
        let dialect = try compileDialect(document, uri: uri)
        dialects[key] = dialect
        return dialect
    }

    private func compileDialect(_ document: JSONValue, uri: String) throws(SchemaError) -> Dialect {
        let vocabularies = try Vocabularies(ofMetaschema: document, uri: uri)
        let own = document["$schema"]?.stringValue.map { URIReference($0).withoutFragment }
        // One that describes itself cannot be checked before it is there.
        let fixed =
            own.map { UTF8Text.areEqual($0, uri) } == true
            ? Dialect(vocabularies: vocabularies, metaschema: nil) : nil
        let library = SchemaLibrary(self, limits: limits, fixedDialect: fixed)
        let metaschema = try Schema(document, uri: uri, library: library, assertsFormats: false)
        return Dialect(vocabularies: vocabularies, metaschema: metaschema)
    }

    private func unknownDialect(_ uri: String) -> SchemaError {
        let others = [
            "http://json-schema.org/", "https://json-schema.org/draft-", "https://json-schema.org/draft/",
            "https://json-schema.org/v1",
        ]
        if others.contains(where: { uri.utf8.starts(with: $0.utf8) }) {
            return SchemaError(
                code: .unsupportedDialect,
                message: "$schema names another draft: only 2020-12 is understood; set it to "
                    + SyntaxHint.quoted(Dialect.draftURI) + " and adapt the keywords that changed")
        }
        return SchemaError(
            code: .unresolvedReference,
            message: "nothing is known about the metaschema \(SyntaxHint.quoted(uri)): register its document, or set "
                + "$schema to \(SyntaxHint.quoted(Dialect.draftURI))")
    }

    /// Metaschemas that describe metaschemas that describe metaschemas…
    private static let maximumMetaschemas = 8
}
