import TrelayCore
public import TrelayFormat

extension ChangeTrace {
    /// The trace as JSON, with stable field names. Durations of stages are nanoseconds, everything else milliseconds.
    public func json() -> JSONValue {
        [
            "change": change.json(),
            "startedAt": .init(startedAt),
            "publishMilliseconds": .init(publishMilliseconds),
            "spreadMilliseconds": spread.map { .init($0) } ?? .null,
            "isPartial": .bool(isPartial),
            "workers": .array(rows.map { $0.json() }),
        ]
    }
}

extension ChangeTrace.Row {
    func json() -> JSONValue {
        [
            "worker": .string(worker),
            "role": .string(role),
            "outcome": .string(outcomeName),
            "isUnchanged": .bool(isUnchanged),
            "code": .init(refusal?.code),
            "path": .init(refusal?.path),
            "message": .init(refusal?.message),
            "refusedAtStage": .init(refusal?.stage),
            "fromRevision": fromRevision.map { JSONValue($0) } ?? .null,
            "toRevision": toRevision.map { JSONValue($0) } ?? .null,
            "receivedAt": .init(receivedAt),
            "acknowledgedAt": .init(acknowledgedAt),
            "propagationMilliseconds": propagation.map { .init($0) } ?? .null,
            "attempts": JSONValue(attempts),
            "reason": .string(reason),
            "stages": .array(
                stages.map { stage in
                    [
                        "name": .string(stage.name),
                        "nanoseconds": .init(Int64(clamping: stage.nanoseconds)),
                    ]
                }),
        ]
    }

    /// The ack's outcome, or the name of the state that the worker is in instead.
    public var outcomeName: String {
        switch outcome {
        case .acknowledged(let outcome, _): outcome.rawValue
        case .missing(let state): state.name.rawValue
        }
    }

    /// True when the change did not concern what this worker serves.
    public var isUnchanged: Bool {
        if case .acknowledged(_, let isUnchanged) = outcome { isUnchanged } else { false }
    }
}
