/// Which keywords mean something: the vocabularies that a metaschema lists (JSON Schema core, section 8.1.2).
struct Dialect: Sendable {
    var vocabularies: Vocabularies
    /// Tells whether a schema is well-formed; nil only while a metaschema that describes itself is compiled.
    var metaschema: Schema?

    static let draftURI = "https://json-schema.org/draft/2020-12/schema"

    /// Draft 2020-12 as such, unchecked.
    static let unchecked = Dialect(vocabularies: .standard, metaschema: nil)
}

struct Vocabularies: OptionSet, Sendable {
    let rawValue: UInt8

    static let applicator = Vocabularies(rawValue: 1)
    static let unevaluated = Vocabularies(rawValue: 2)
    static let validation = Vocabularies(rawValue: 4)
    static let formatAnnotation = Vocabularies(rawValue: 8)
    static let formatAssertion = Vocabularies(rawValue: 16)
    static let content = Vocabularies(rawValue: 32)

    /// Those of the metaschema of draft 2020-12.
    static let standard: Vocabularies = [.applicator, .unevaluated, .validation, .formatAnnotation, .content]

    static let all: Vocabularies = [.standard, .formatAssertion]

    private static let prefix = "https://json-schema.org/draft/2020-12/vocab/"

    private static let names: [(String, Vocabularies)] = [
        ("core", []), ("applicator", .applicator), ("unevaluated", .unevaluated), ("validation", .validation),
        ("meta-data", []), ("format-annotation", .formatAnnotation), ("format-assertion", .formatAssertion),
        ("content", .content),
    ]

    /// The vocabulary with this URI; nil if it is not known. The core is always there, so it is nothing to add.
    static func named(_ uri: String) -> Vocabularies? {
        guard uri.utf8.starts(with: prefix.utf8) else { return nil }
        let name = String(Substring(uri.utf8.dropFirst(prefix.utf8.count)))
        return names.first { UTF8Text.areEqual($0.0, name) }?.1
    }

    /// Those that a metaschema lists; those of the draft if it lists none.
    init(ofMetaschema document: JSONValue, uri: String) throws(SchemaError) {
        guard case .object(let list) = document["$vocabulary"] else {
            self = .standard
            return
        }
        var vocabularies: Vocabularies = []
        for member in list.members {
            if let vocabulary = Self.named(member.key) {
                vocabularies.formUnion(vocabulary)
            } else if member.value.boolValue == true {
                throw SchemaError(
                    code: .unsupportedDialect,
                    message: "the metaschema requires the vocabulary \(SyntaxHint.quoted(member.key)), which is not "
                        + "known: set it to false there if its keywords may be ignored",
                    pointer: JSONPointer(tokens: ["$vocabulary", member.key]), documentURI: uri)
            }
        }
        self = vocabularies
    }

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}
