import TrelayCore
import TrelayFormat

/// Change events of a given size.
enum EventText {
    /// An accepted change whose value is `bytes` long, as nearly as JSON lets it be.
    static func change(_ number: Int, namespace: String, key: ResourceKey, bytes: Int) -> OutgoingRecord {
        let id = "event-\(number)"
        let empty = body(id, namespace, key, "\(number) ")
        let filler = bytes - empty.canonicalBytes().count
        let words = "Describe the product in one short sentence for a shop window. "
        let text = String((0..<max(0, filler / words.count + 1)).map { _ in words }.joined().prefix(max(0, filler)))
        return EventCodec.encode(
            body(id, namespace, key, "\(number) " + text), key: namespace,
            metadata: EventMetadata(id: id, source: "trelay-bench", type: EventType.change))
    }

    private static func body(_ id: String, _ namespace: String, _ key: ResourceKey, _ text: String) -> JSONValue {
        ChangeSet(
            namespace: namespace, id: id, author: "bench",
            changes: [.put(key, ["version": "1", "template": .string(text)])]
        ).json()
    }
}
