/// A keyword that a schema has and that nobody knows, though one that is known looks much like it. JSON Schema lets
/// unknown keywords stand and gives them no meaning (core, section 4.3.1), so that this is no error: but it checks nothing.
public struct MisspeltKeyword: Sendable, Hashable {
    /// The place of the keyword in the document.
    public var pointer: JSONPointer
    public var keyword: String
    /// The keyword that was probably meant.
    public var suggestion: String

    /// One line: what is wrong and what to do.
    public var message: String {
        "there is no keyword \(SyntaxHint.quoted(keyword)), it means nothing: did you mean "
            + "\(SyntaxHint.quoted(suggestion))? Names of your own begin with x-"
    }
}

extension Schema {
    /// The keywords of a schema that seem to be misspelt: those that no vocabulary of draft 2020-12 has, and that are one
    /// or two typing errors away from one that has it. Names that begin with `x-` are left alone, and schemas of a
    /// metaschema of their own, which may have keywords of their own.
    ///
    /// - Parameters:
    ///   - document: need not be a schema that compiles.
    ///   - maximum: as many are listed at most.
    public static func misspeltKeywords(in document: JSONValue, maximum: Int = 20) -> [MisspeltKeyword] {
        var found: [MisspeltKeyword] = []
        var waiting: [(pointer: JSONPointer, schema: JSONValue)] = [(.root, document)]
        while let (pointer, schema) = waiting.popLast(), found.count < maximum {
            guard case .object(let object) = schema, KeywordSpelling.isOfDraft(object) else { continue }
            for key in object.keys {
                guard found.count < maximum, let suggestion = KeywordSpelling.suggestion(for: key) else { continue }
                found.append(MisspeltKeyword(pointer: pointer / key, keyword: key, suggestion: suggestion))
            }
            // The last one that waits comes next: those inside before those behind, in canonical order.
            waiting += KeywordSpelling.subschemas(of: object).reversed().map { path, inner in
                (pointer.appending(JSONPointer(tokens: path)), inner)
            }
        }
        return found
    }
}

private enum KeywordSpelling {
    /// Of all vocabularies, and those of former drafts that the metaschema still mentions.
    static let known: Set<String> = Set(
        Metaschema.documents.values.flatMap { $0["properties"]?.objectValue?.keys ?? [] })
    private static let inOrder = known.sorted(by: UTF8Text.precedes)
    private static let maximumDistance = 2

    static func isOfDraft(_ object: JSONObject) -> Bool {
        guard let name = object["$schema"]?.stringValue else { return true }
        return UTF8Text.areEqual(URIReference(name).withoutFragment, Dialect.draftURI)
    }

    /// Nil for a keyword that is known, and for one that is like none.
    static func suggestion(for keyword: String) -> String? {
        guard !known.contains(keyword), !keyword.utf8.starts(with: "x-".utf8) else { return nil }
        if known.contains("$" + keyword) { return "$" + keyword }
        return NearMiss.mistyped(keyword, among: inOrder, maximumDistance: maximumDistance)
    }

    static func subschemas(of object: JSONObject) -> [(path: [String], schema: JSONValue)] {
        var found: [(path: [String], schema: JSONValue)] = []
        Subschemas.forEach(in: object, of: .all) { path, schema in found.append((path, schema)) }
        for (key, schema) in object["definitions"]?.objectValue ?? [:] { found.append((["definitions", key], schema)) }
        return found
    }
}
