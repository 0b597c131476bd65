import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySystem
import TrelayTelemetry

/// One change set on its way into the log, with the trace that begins here.
struct Publication {
    /// The options of every command that publishes.
    static let options = [
        Option(long: "id", valueName: "ID", help: "the event's id, for safe retries; default: a new UUIDv7"),
        Option(long: "author", valueName: "WHO", help: "who does it", environment: "TRELAY_AUTHOR"),
        Option(long: "reason", valueName: "TEXT", help: "why"),
        Option(
            long: "encoding", valueName: "FORM", help: "how the event is written on the log; it means the same",
            default: "json", choices: BodyEncoding.allCases.map(\.rawValue)),
        Option(long: "wait", valueName: "WHAT", help: "wait until workers have it", choices: ["effective"]),
        Threshold.option, CommonOptions.expect,
    ]

    static let exitCodes = [
        ExitCode(0, "done"), ExitCode(1, "failed"), ExitCode(2, "not valid or rejected, or the time ran out"),
        ExitCode(3, "with --wait: a worker refused"), ExitCode(4, "with --wait: a worker diverged"),
        ExitCode(64, "the command line is wrong"),
    ]

    let session: Session
    let deadline: Deadline
    let threshold: Threshold
    /// Where the change set comes from, for the places of errors.
    let file: ChangeFile?

    init(_ session: Session, deadline: Deadline, file: ChangeFile? = nil) throws {
        self.session = session
        self.deadline = deadline
        self.file = file
        threshold = try Threshold(session.invocation)
        _ = try session.expectedMembers()
    }

    private var encoding: BodyEncoding {
        session.invocation.string("encoding").flatMap { BodyEncoding(rawValue: $0) } ?? .json
    }

    /// Publishes, tells the verdict, waits if that was asked for, and returns the exit code.
    func run(_ changeSet: ChangeSet, log: any EventLog) throws -> Int32 {
        let output = session.output
        let result = try publish(changeSet, log)
        if !output.isJSON { try result.report(output, file: file) }
        var verdict: ConvergenceVerdict?
        if let revision = result.revision, session.invocation.string("wait") != nil {
            let wait = ConvergenceWait(
                session: session, log: log, namespace: changeSet.namespace, revision: revision, role: nil,
                threshold: threshold, deadline: deadline)
            do {
                verdict = try wait.run()
            } catch {
                // It is published all the same: a program must learn that.
                if output.isJSON { try output.json(result.json(convergence: nil)) }
                throw error
            }
        }
        if output.isJSON {
            try output.json(result.json(convergence: verdict))
        } else {
            try verdict?.report(output)
        }
        if let complaint = result.complaint(file) { Main.complain(complaint) }
        return verdict?.exitCode ?? result.exitCode
    }

    private func publish(_ changeSet: ChangeSet, _ log: any EventLog) throws -> PublicationResult {
        let topics = try session.topics
        let telemetry = Telemetry(session: session, serviceName: "trelay-publish")
        defer { telemetry.close() }
        let span = telemetry.tracer.startSpan("publish \(topics.changes)", kind: .producer, parent: nil)
        span.setAttribute("messaging.system", "kafka")
        span.setAttribute("messaging.operation.type", "publish")
        span.setAttribute("messaging.destination.name", .string(topics.changes))
        span.setAttribute("messaging.message.id", .string(changeSet.id))
        span.setAttribute("trelay.namespace", .string(changeSet.namespace))
        defer { span.end() }
        let metadata = EventMetadata(
            id: changeSet.id, source: "trelay/publish/" + changeSet.author, type: EventType.change,
            subject: changeSet.namespace, time: Timestamp(milliseconds: SystemClock.wallMilliseconds()),
            contentType: encoding.contentType,
            traceparent: span.context.traceparent, tracestate: span.context.tracestate)
        let progress = Progress("reading the log")
        defer { progress.finish() }
        let publisher = Publisher(log: log, topics: topics, timeout: deadline.remaining) { done, total in
            progress.show(done, of: total)
        }
        let outcome: Publisher.Outcome
        do throws(ClientError) {
            outcome = try publisher.publish(changeSet, metadata: metadata)
        } catch {
            // The log could not even be read, so nothing was written to it: say that, too.
            outcome = .notPublished(reason: error.message)
        }
        if case .decided(let decision) = outcome, case .accepted(let revision) = decision.outcome {
            span.setAttribute("trelay.revision", .integer(Int64(revision)))
        } else {
            span.recordError("\(outcome)")
        }
        return PublicationResult(
            changeSet: changeSet, outcome: outcome, traceID: Hexadecimal.text(span.context.traceID))
    }
}
