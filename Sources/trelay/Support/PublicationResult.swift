import TrelayClient
import TrelayConvergence
import TrelayCore
import TrelayCrypto
import TrelayDashboard
import TrelayFormat

/// What became of a change set, ready to be told.
struct PublicationResult {
    var changeSet: ChangeSet
    var outcome: Publisher.Outcome
    var traceID: String

    /// The revision that it became, now or when it was first published.
    var revision: Int? {
        if case .decided(let decision) = outcome, case .accepted(let revision) = decision.outcome {
            revision
        } else {
            nil
        }
    }

    var exitCode: Int32 {
        switch outcome {
        case .decided: revision == nil ? ExitStatus.rejected : ExitStatus.done
        case .refused: ExitStatus.rejected
        case .notPublished, .unknown: ExitStatus.failed
        }
    }

    /// The verdict for people, when it was accepted.
    func report(_ output: Output, file: ChangeFile?) throws {
        guard case .decided(let decision) = outcome, let revision else { return }
        let again = decision.isDuplicate ? " (published before: this is the first outcome)" : ""
        try output.line("accepted: \(changeSet.namespace) revision \(revision)\(again)")
        for change in decision.changes { try output.lines(DiffText.render(change, style: output.style)) }
        guard !decision.isDuplicate else { return }
        try output.line("digest \(decision.state.digest())  event \(changeSet.id)  trace \(traceID)")
    }

    /// Why it was not accepted, in one line; nil when it was.
    func complaint(_ file: ChangeFile?) -> String? {
        switch outcome {
        case .decided(let decision):
            guard case .rejected(let rejection) = decision.outcome else { return nil }
            let again = decision.isDuplicate ? " (published before: this is the first outcome)" : ""
            return "rejected: \(file?.describe(rejection) ?? rejection.line)\(again)"
        case .refused(let rejection):
            return "\(file?.describe(rejection) ?? rejection.line); nothing was published"
        case .notPublished(let reason):
            return "not published: \(reason); nothing is in the log, try again with --id \(changeSet.id)"
        case .unknown(let reason):
            return "outcome unknown: \(reason); ask later with: trelay history --event \(changeSet.id) "
                + "-n \(changeSet.namespace); publishing again with --id \(changeSet.id) is safe"
        }
    }

    /// The field names are stable: programs read them.
    func json(convergence: ConvergenceVerdict?) -> JSONValue {
        var object: JSONObject = [
            "namespace": .string(changeSet.namespace), "eventID": .string(changeSet.id), "traceID": .string(traceID),
        ]
        switch outcome {
        case .refused(let rejection):
            object.set("outcome", "refused")
            add(rejection, to: &object)
        case .notPublished(let reason):
            object.set("outcome", "notPublished")
            object.set("message", .string(reason))
        case .unknown(let reason):
            object.set("outcome", "unknown")
            object.set("message", .string(reason))
        case .decided(let decision):
            object.set("isDuplicate", .bool(decision.isDuplicate))
            if let offset = decision.offset { object.set("offset", JSONValue(Int(offset))) }
            if let partition = decision.partition { object.set("partition", JSONValue(Int(partition))) }
            add(decision, to: &object)
        }
        if let convergence { object.set("convergence", convergence.json()) }
        return .object(object)
    }

    private func add(_ decision: Publisher.Decision, to object: inout JSONObject) {
        switch decision.outcome {
        case .accepted(let revision):
            object.set("outcome", "accepted")
            object.set("revision", JSONValue(revision))
            // A duplicate's revision is an earlier one than the state that is known here.
            if !decision.isDuplicate { object.set("digest", .string(decision.state.digest().description)) }
        case .rejected(let rejection):
            object.set("outcome", "rejected")
            add(rejection, to: &object)
        }
    }

    private func add(_ rejection: Rejection, to object: inout JSONObject) {
        object.set("code", .string(rejection.code.rawValue))
        object.set("path", .string(rejection.pointer.description))
        object.set("message", .string(rejection.message))
    }
}
