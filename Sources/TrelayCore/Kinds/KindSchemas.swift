import TrelayFormat

/// The JSON Schemas (draft 2020-12) of the kinds that are built in, as text: what `trelay schema show KIND` prints.
///
/// Objects are closed, but for members that begin with `x-`: those are the users' own. A `title` completes the sentence
/// "must be …" of an error message, and a value under `writeOnly` is never quoted in one, for it may hold a secret.
///
/// The number at the end of an `$id` is the version of the kind. A change that is not compatible for readers (see
/// `trelay schema diff`) is a new number.
enum KindSchemas {
    static let definitionsURI = "urn:trelay:definitions:1"

    /// Where the schema of a kind stands for `$ref`.
    static func uri(of kind: String, version: Int) -> String { "urn:trelay:kind:\(kind):\(version)" }

    /// All of them by their URIs, for schemas that refer to one.
    static let documents: [String: JSONValue] = {
        var documents = [definitionsURI: parsed(definitions)]
        for kind in ResourceKind.all { documents[kind.schemaURI] = kind.schemaDocument }
        return documents
    }()

    /// The schemas of all kinds, ready to validate, by name. Compiled together when the first is needed, because most of
    /// the work is in what they share.
    private static let allCompiled: [String: Schema] = {
        var kinds = JSONObject()
        for kind in ResourceKind.all { kinds.set(kind.name, kind.schemaDocument) }
        let options = SchemaOptions(documents: [definitionsURI: parsed(definitions)], assertsFormats: true)
        do throws(SchemaError) {
            let bundle = try Schema.compile(["$defs": .object(kinds), "type": "object"], options: options)
            var schemas: [String: Schema] = [:]
            for name in kinds.keys { schemas[name] = bundle.subschema(at: JSONPointer(tokens: ["$defs", name])) }
            return schemas
        } catch {
            preconditionFailure("A schema in the source does not compile: \(error)")
        }
    }()

    static func compiled(_ kind: String) -> Schema {
        guard let schema = allCompiled[kind] else { preconditionFailure("There is no schema of kind \(kind).") }
        return schema
    }

    static func parsed(_ text: String) -> JSONValue {
        do throws(FormatError) {
            return try JSONParser.parse(text)
        } catch {
            preconditionFailure("A schema in the source is not JSON: \(error)")
        }
    }
}
