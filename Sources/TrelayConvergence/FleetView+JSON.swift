import TrelayCore
import TrelayCrypto
public import TrelayFormat

extension FleetView {
    /// The view as JSON. The field names are stable: programs read them. Times are milliseconds, moments since the
    /// Unix epoch; what is not known is null.
    public func json() -> JSONValue {
        [
            "namespace": .string(namespace),
            "at": .init(at),
            "revision": JSONValue(revision),
            "digest": .string(digest.description),
            "chain": .string(chain.description),
            "expected": JSONValue(expected),
            "current": JSONValue(current),
            "ratio": ratio.map { .number($0) } ?? .null,
            "debtMilliseconds": .init(debtMilliseconds),
            "maximumLagMilliseconds": .init(maximumLagMilliseconds),
            "isOpen": .bool(isOpen),
            "roles": .array(roles.map { $0.json() }),
            "workers": .array(members.map { $0.json() }),
            "recentChanges": .array(recentChanges.map { $0.json() }),
            "counters": counters.json(),
        ]
    }
}

extension RoleView {
    func json() -> JSONValue {
        var counts = JSONObject()
        for (name, count) in states { counts.set(name.rawValue, JSONValue(count)) }
        return [
            "role": .string(role),
            "targetRevision": JSONValue(targetRevision),
            "digest": .init(digest?.description),
            "expected": JSONValue(expected),
            "current": JSONValue(current),
            "states": .object(counts),
        ]
    }
}

extension MemberView {
    /// One worker as JSON: flat, with the parts that only some states have as null in the others.
    public func json() -> JSONValue {
        var object: JSONObject = [
            "worker": .string(worker),
            "role": .string(role),
            "isExpected": .bool(isExpected),
            "state": .string(state.name.rawValue),
            "since": .init(since),
            "reason": .string(reason),
            "revision": JSONValue(facts.effectiveRevision),
            "targetRevision": JSONValue(facts.targetRevision),
            "revisionLag": JSONValue(revisionLag),
            "lagMilliseconds": .init(lagMilliseconds),
            "liveDigest": .init(facts.liveDigest?.description),
            "expectedDigest": .init(facts.expectedDigest?.description),
            "leaseAt": .init(leaseAt),
            "lastHeardAt": .init(facts.lastHeardAt),
            "position": position.map { .init($0) } ?? .null,
        ]
        var stored = JSONObject()
        for (name, value) in labels { stored.set(name, .string(value)) }
        object.set("labels", .object(stored))
        object.set("build", .init(build))
        object.set("incarnation", .init(incarnation))
        object.set("endpoint", .init(endpoint))
        object.set("detail", .init(detail))
        addStateParts(to: &object)
        return .object(object)
    }

    private func addStateParts(to object: inout JSONObject) {
        var parts: [String: JSONValue] = [:]
        switch state {
        case .applying(let stage): parts["stage"] = .string(stage)
        case .nacked(let code, let path):
            parts["code"] = .string(code)
            parts["path"] = .string(path)
            parts["refusedRevision"] = JSONValue(facts.refusedRevision)
        case .diverged(let key, _): parts["divergedKey"] = .init(key?.description)
        case .quarantined(let revision): parts["quarantinedRevision"] = JSONValue(revision)
        default: break
        }
        for name in ["stage", "code", "path", "refusedRevision", "divergedKey", "quarantinedRevision"] {
            object.set(name, parts[name] ?? .null)
        }
    }
}

extension ChangeView {
    func json() -> JSONValue {
        var object = change.object()
        object.set("propagation", propagation?.json() ?? .null)
        return .object(object)
    }
}

extension Propagation {
    func json() -> JSONValue {
        [
            "expected": JSONValue(expected),
            "effective": JSONValue(effective),
            "toHalf": toHalf.map { .init($0) } ?? .null,
            "toNinety": toNinety.map { .init($0) } ?? .null,
            "toNinetyNine": toNinetyNine.map { .init($0) } ?? .null,
            "toAll": toAll.map { .init($0) } ?? .null,
        ]
    }
}

extension PublishedChange {
    /// The change as JSON, with the same field names wherever a change is shown.
    public func json() -> JSONValue { .object(object()) }

    func object() -> JSONObject {
        [
            "revision": revision.map { JSONValue($0) } ?? .null,
            "outcome": .string(revision == nil ? "rejected" : "accepted"),
            "eventID": .init(eventID),
            "author": .init(author),
            "reason": .init(reason),
            "partition": JSONValue(Int(partition)),
            "offset": .init(offset),
            "timestamp": .init(timestamp),
            "publishedAt": .init(publishedAt),
            "traceID": .init(traceID),
            "resources": .array(keys.map { .string($0.description) }),
            "code": .init(rejection?.code.rawValue),
            "path": .init(rejection?.pointer.description),
            "message": .init(rejection?.message),
        ]
    }
}

extension ObservationCounters {
    func json() -> JSONValue {
        [
            "undecodableAcks": JSONValue(undecodableAcks),
            "undecodableLeases": JSONValue(undecodableLeases),
            "lastUndecodable": .init(lastUndecodable),
            "rejectedChanges": JSONValue(rejectedChanges),
            "duplicateChanges": JSONValue(duplicateChanges),
            "supersededWords": JSONValue(supersededWords),
            "droppedWorkers": JSONValue(droppedWorkers),
        ]
    }
}

extension ConvergenceVerdict {
    /// The verdict as JSON, with stable field names.
    public func json() -> JSONValue {
        [
            "outcome": .string(outcome.rawValue),
            "revision": JSONValue(revision),
            "expected": JSONValue(expected),
            "effective": JSONValue(effective),
            "needed": JSONValue(needed),
            "summary": .string(summary),
            "workers": .array(
                rows.map { row in
                    [
                        "worker": .string(row.worker), "role": .string(row.role),
                        "outcome": .string(row.outcome.rawValue), "state": .string(row.state.name.rawValue),
                        "reason": .string(row.reason),
                    ]
                }),
        ]
    }
}

extension JSONValue {
    /// Times and counts from outside may be beyond what JSON numbers hold exactly: these become the nearest that is.
    init(_ integer: Int64) {
        let limit: Int64 = 9_007_199_254_740_991
        self.init(Int(Swift.min(Swift.max(integer, -limit), limit)))
    }

    init(_ timestamp: Timestamp?) {
        self = timestamp.map { JSONValue($0.milliseconds) } ?? .null
    }

    init(_ text: String?) {
        self = text.map { .string($0) } ?? .null
    }
}
