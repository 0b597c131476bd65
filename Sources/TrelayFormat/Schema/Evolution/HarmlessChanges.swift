/// Finds the differences between two versions that break nothing: in annotations (JSON Schema validation, section 9),
/// and in every keyword if the versions were shown to accept the same values.
struct HarmlessChanges {
    private let everything: Bool
    private var changes: [SchemaChange] = []

    private static let annotations = [
        "title", "description", "default", "examples", "deprecated", "$comment", "readOnly", "writeOnly",
        "contentEncoding", "contentMediaType", "contentSchema",
    ]
    private static let maximumChanges = 1_000

    /// - Parameter everything: whether no keyword can break anything.
    static func list(
        old: JSONValue, new: JSONValue, everything: Bool
    ) -> [SchemaChange] {
        var search = HarmlessChanges(everything: everything)
        search.compare(old, new, at: .root)
        return search.changes
    }

    private init(everything: Bool) {
        self.everything = everything
    }

    private mutating func compare(_ old: JSONValue, _ new: JSONValue, at pointer: JSONPointer) {
        guard changes.count < Self.maximumChanges else { return }
        guard case .object(let old) = old, case .object(let new) = new else {
            if everything, old != new { add(pointer, "the schema", "is written differently") }
            return
        }
        for key in Set((old.keys + new.keys).map(UTF8Key.init)).sorted(by: { UTF8Text.precedes($0.text, $1.text) }) {
            compare(key.text, old[key.text], new[key.text], at: pointer / key.text)
        }
    }

    private mutating func compare(
        _ keyword: String, _ old: JSONValue?, _ new: JSONValue?, at pointer: JSONPointer
    ) {
        guard old != new else { return }
        let isAnnotation = Self.annotations.contains { UTF8Text.areEqual($0, keyword) }
        let shape = Subschemas.keywords.first { UTF8Text.areEqual($0.name, keyword) }?.shape
        guard let old, let new, let shape, !isAnnotation else {
            guard everything || isAnnotation else { return }
            let what = old == nil ? "is added" : new == nil ? "is removed" : "changes"
            add(pointer, SyntaxHint.quoted(keyword), what)
            return
        }
        compareSubschemas(shape, old, new, at: pointer)
    }

    private mutating func compareSubschemas(
        _ shape: Subschemas.Shape, _ old: JSONValue, _ new: JSONValue, at pointer: JSONPointer
    ) {
        switch (shape, old, new) {
        case (.one, _, _): compare(old, new, at: pointer)
        case (.array, .array(let old), .array(let new)):
            for index in 0..<max(old.count, new.count) {
                compareSubschema(
                    old.indices.contains(index) ? old[index] : nil, new.indices.contains(index) ? new[index] : nil,
                    String(index), at: pointer / index)
            }
        case (.object, .object(let old), .object(let new)):
            let keys = Set((old.keys + new.keys).map(UTF8Key.init))
            for key in keys.sorted(by: { UTF8Text.precedes($0.text, $1.text) }) {
                compareSubschema(old[key.text], new[key.text], key.text, at: pointer / key.text)
            }
        default: break
        }
    }

    private mutating func compareSubschema(
        _ old: JSONValue?, _ new: JSONValue?, _ key: String, at pointer: JSONPointer
    ) {
        if let old, let new { return compare(old, new, at: pointer) }
        guard everything, old != nil || new != nil else { return }
        add(pointer, SyntaxHint.quoted(key), old == nil ? "is added" : "is removed")
    }

    private mutating func add(_ pointer: JSONPointer, _ subject: String, _ what: String) {
        guard changes.count < Self.maximumChanges else { return }
        changes.append(
            SchemaChange(pointer: pointer, sentence: "\(subject) \(what)", breaks: .neither))
    }
}
