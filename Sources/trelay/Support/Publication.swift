import TrelayClient
import TrelayCore
import TrelayCrypto
import TrelayDashboard
import TrelayFormat
import TrelayLog
import TrelaySystem
import TrelayTelemetry

/// One change set on its way into the log, with the trace that begins here.
struct Publication {
    let session: Session
    let log: any EventLog
    let deadline: Deadline

    /// What became of it, ready to be told.
    struct Result {
        var changeSet: ChangeSet
        var outcome: Publisher.Outcome
        var traceID: String

        var exitCode: Int32 {
            switch outcome {
            case .decided(let decision):
                if case .accepted = decision.outcome { ExitStatus.done } else { ExitStatus.rejected }
            case .notPublished, .unknown: ExitStatus.failed
            }
        }
    }

    func publish(_ changeSet: ChangeSet) throws -> Result {
        let telemetry = Telemetry(session: session, serviceName: "trelay-publish")
        defer { telemetry.close() }
        let span = telemetry.tracer.startSpan("publish \(session.topics.changes)", kind: .producer, parent: nil)
        span.setAttribute("messaging.system", "kafka")
        span.setAttribute("messaging.operation.type", "publish")
        span.setAttribute("messaging.destination.name", .string(session.topics.changes))
        span.setAttribute("messaging.message.id", .string(changeSet.id))
        span.setAttribute("trelay.namespace", .string(changeSet.namespace))
        defer { span.end() }
        let metadata = EventMetadata(
            id: changeSet.id, source: "trelay/publish/" + changeSet.author, type: EventType.change,
            subject: changeSet.namespace, time: Timestamp(milliseconds: SystemClock.wallMilliseconds()),
            traceparent: span.context.traceparent, tracestate: span.context.tracestate)
        let progress = Progress("reading the log")
        defer { progress.finish() }
        let publisher = Publisher(log: log, topics: session.topics, timeout: deadline.remaining) { done, total in
            progress.show(done, of: total)
        }
        let outcome = try publisher.publish(changeSet, metadata: metadata)
        if case .decided(let decision) = outcome, case .accepted(let revision) = decision.outcome {
            span.setAttribute("trelay.revision", .integer(Int64(revision)))
        } else {
            span.recordError("\(outcome)")
        }
        return Result(
            changeSet: changeSet, outcome: outcome, traceID: Hexadecimal.text(span.context.traceID))
    }
}

extension Publication.Result {
    /// The verdict: on standard output when accepted, as an error on standard error otherwise.
    func report(_ output: Output, file: ChangeFile?) throws {
        if output.isJSON { return try output.json(json) }
        switch outcome {
        case .decided(let decision): try report(decision, output, file)
        case .notPublished(let reason):
            throw CommandError(
                "not published: \(reason); nothing is in the log, try again with --id \(changeSet.id)")
        case .unknown(let reason):
            throw CommandError(
                "outcome unknown: \(reason); ask later with: trelay history --event \(changeSet.id) "
                    + "-n \(changeSet.namespace)")
        }
    }

    private func report(_ decision: Publisher.Decision, _ output: Output, _ file: ChangeFile?) throws {
        switch decision.outcome {
        case .accepted(let revision):
            let again = decision.isDuplicate ? " (published before: this is the first outcome)" : ""
            try output.line("accepted: \(changeSet.namespace) revision \(revision)\(again)")
            for change in decision.changes { try output.lines(DiffText.render(change, style: output.style)) }
            if !decision.isDuplicate {
                try output.line("digest \(decision.state.digest())  event \(changeSet.id)  trace \(traceID)")
            }
        case .rejected(let rejection):
            let text = file?.describe(rejection) ?? "\(rejection.code.rawValue): \(rejection.message)"
            output.note("trelay: rejected: \(text)")
        }
    }

    var json: JSONValue {
        var object: JSONObject = [
            "namespace": .string(changeSet.namespace), "event": .string(changeSet.id), "trace": .string(traceID),
        ]
        switch outcome {
        case .notPublished(let reason):
            object.set("outcome", "notPublished")
            object.set("message", .string(reason))
        case .unknown(let reason):
            object.set("outcome", "unknown")
            object.set("message", .string(reason))
        case .decided(let decision):
            object.set("duplicate", .bool(decision.isDuplicate))
            if let offset = decision.offset { object.set("offset", JSONValue(Int(offset))) }
            if let partition = decision.partition { object.set("partition", JSONValue(Int(partition))) }
            switch decision.outcome {
            case .accepted(let revision):
                object.set("outcome", "accepted")
                object.set("revision", JSONValue(revision))
                object.set("digest", .string(decision.state.digest().description))
            case .rejected(let rejection):
                object.set("outcome", "rejected")
                object.set("code", .string(rejection.code.rawValue))
                object.set("path", .string(rejection.pointer.description))
                object.set("message", .string(rejection.message))
            }
        }
        return .object(object)
    }
}
