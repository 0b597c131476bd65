import TrelayAudit
import TrelayCore
import TrelayFormat

extension AuditedChange {
    var json: JSONValue {
        var object: JSONObject = [
            "partition": JSONValue(Int(partition)), "offset": JSONValue(Int(offset)),
            "timestamp": JSONValue(Int(timestamp.milliseconds)), "outcome": .string(outcome),
            "resources": .array(resources.map { .string($0) }), "isDuplicate": .bool(isDuplicate),
        ]
        if let revision { object.set("revision", JSONValue(revision)) }
        let texts = [
            ("namespace", namespace), ("eventID", event), ("code", code), ("path", pointer), ("message", message),
            ("author", author), ("reason", reason), ("chain", chain), ("digest", digest),
        ]
        for (name, text) in texts { if let text { object.set(name, .string(text)) } }
        return .object(object)
    }
}

extension AuditedAck {
    var json: JSONValue {
        var object: JSONObject = [
            "timestamp": JSONValue(Int(timestamp.milliseconds)), "worker": .string(worker), "role": .string(role),
            "fromRevision": JSONValue(fromRevision), "toRevision": JSONValue(toRevision), "outcome": .string(outcome),
            "nanoseconds": JSONValue(Int(nanoseconds)),
        ]
        for (name, text) in [("code", code), ("path", path), ("message", message)] {
            if let text { object.set(name, .string(text)) }
        }
        return .object(object)
    }
}

extension AuditReader.Verification {
    var json: JSONValue {
        var heads = JSONObject()
        for (namespace, head) in namespaces {
            heads.set(namespace, ["revision": JSONValue(head.revision), "chain": .string(head.chain)])
        }
        var object: JSONObject = [
            "sound": .bool(firstBad == nil), "records": JSONValue(records), "acks": JSONValue(acks),
            "namespaces": .object(heads),
        ]
        if let bad = firstBad {
            var place: JSONObject = [
                "stream": .string(bad.stream), "partition": JSONValue(Int(bad.partition)),
                "offset": JSONValue(Int(bad.offset)),
                "message": .string(bad.message),
            ]
            if let namespace = bad.namespace { place.set("namespace", .string(namespace)) }
            if let revision = bad.revision { place.set("revision", JSONValue(revision)) }
            object.set("firstBad", .object(place))
        }
        return .object(object)
    }
}
