public import TrelayCore
import TrelayCrypto
public import TrelayFormat

extension ChangeForecast {
    /// The field names are stable: programs read them.
    public func json(namespace: String) -> JSONValue {
        [
            "namespace": .string(namespace), "outcome": "accepted", "revision": JSONValue(revision),
            "digest": .string(digest.description), "changes": .array(changes.map { $0.json() }),
            "roles": .array(
                roles.map {
                    [
                        "role": .string($0.role), "workers": JSONValue($0.workers), "changes": .bool($0.changes),
                        "digestBefore": .string($0.before.description), "digestAfter": .string($0.after.description),
                    ]
                }),
            "schemas": .array(schemas.map { $0.json() }),
        ]
    }
}

extension ChangeForecast.SchemaStep {
    fileprivate func json() -> JSONValue {
        [
            "kind": .string(kind), "level": .string(compatibility.level.rawValue),
            "changes": .array(
                compatibility.changes.map {
                    [
                        "pointer": .string($0.pointer.description), "document": .string($0.documentURI),
                        "sentence": .string($0.sentence),
                        "breaks": .string($0.breaks.rawValue),
                    ]
                }),
        ]
    }
}

extension ResourceChange {
    /// The most places of one resource that are listed.
    private static let maximumValues = 1_000

    /// What changed inside the resource, leaf by leaf.
    public func json() -> JSONValue {
        let values = valueChanges(limit: Self.maximumValues).map { value -> JSONValue in
            var object: JSONObject = ["path": .string(value.pointer.description)]
            if let old = value.old { object.set("old", old) }
            if let new = value.new { object.set("new", new) }
            return .object(object)
        }
        return ["kind": .string(key.kind), "name": .string(key.name), "values": .array(values)]
    }
}
