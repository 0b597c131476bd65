import TrelayCore
import TrelayFormat
import TrelaySystem
import TrelayTelemetry

/// The spans of one worker's part in a change: `process <topic>` with a child per pipeline stage and what changed.
///
/// Names and attributes follow OpenTelemetry's messaging conventions.
struct WorkerTracing: Sendable {
    /// Bounds what one change may write into a span.
    static let maximumChanges = 32
    static let maximumValueCharacters = 256

    private let tracer: Tracer
    private let settings: WorkerSettings

    init(tracer: Tracer, settings: WorkerSettings) {
        self.tracer = tracer
        self.settings = settings
    }

    /// Starts the apply span: a child of the span that published the change.
    func begin(_ target: Target) -> ApplySpan {
        let now = SystemClock.wallNanoseconds()
        let elapsed = SystemClock.monotonicNanoseconds() &- target.receivedNanoseconds
        let received = now > elapsed ? now - elapsed : now
        let span = tracer.startSpan(
            "process \(settings.topics.changes)", kind: .consumer, parent: parent(of: target),
            startNanoseconds: received)
        span.setAttribute("messaging.system", "kafka")
        span.setAttribute("messaging.operation.name", "process")
        span.setAttribute("messaging.operation.type", "process")
        span.setAttribute("messaging.destination.name", .string(settings.topics.changes))
        span.setAttribute("messaging.client.id", .string(settings.identity.worker))
        span.setAttribute("trelay.worker", .string(settings.identity.worker))
        span.setAttribute("trelay.role", .string(settings.identity.role))
        span.setAttribute("trelay.namespace", .string(settings.namespace))
        span.setAttribute("trelay.revision", .integer(Int64(target.revision)))
        if let source = target.source {
            span.setAttribute("messaging.destination.partition.id", .string(String(source.partition)))
            span.setAttribute("messaging.kafka.offset", .integer(source.offset))
            span.setAttribute("messaging.message.id", .string(source.eventID))
        }
        let folded = received + target.foldNanoseconds
        stage(Stage.folded, span, from: received, to: folded)
        return ApplySpan(span: span, pipelineStart: now)
    }

    /// The empty configuration of a fresh namespace is nobody's change: it makes no trace of its own.
    private func parent(of target: Target) -> TraceContext? {
        target.revision > 0 ? target.context : TraceContext.random(isSampled: false)
    }

    /// Ends the apply span with what changed and how long each stage took.
    ///
    /// - Returns: the context for the ack's headers.
    func end(
        _ apply: ApplySpan, target: Target, changes: [ResourceChange], stages: [StageDuration], refusal: Refusal?
    ) -> TraceContext {
        var moment = apply.pipelineStart
        for duration in stages {
            stage(duration.name, apply.span, from: moment, to: moment + duration.nanoseconds)
            moment += duration.nanoseconds
        }
        describe(changes, on: apply.span)
        if let refusal {
            apply.span.setAttribute("error.type", .string(refusal.code))
            apply.span.setAttribute("trelay.refusal.path", .string(refusal.path))
            apply.span.recordError("\(refusal.code) at \(refusal.path): \(refusal.message)")
        }
        apply.span.end()
        return publishAck(apply.span.context)
    }

    /// A change of no concern to this role has no stages: one short span says so.
    func unchanged(_ target: Target) -> TraceContext {
        let apply = begin(target)
        apply.span.setAttribute("trelay.unchanged", true)
        apply.span.end()
        return publishAck(apply.span.context)
    }

    /// The last span of the worker's part. Its context travels in the ack.
    private func publishAck(_ parent: TraceContext) -> TraceContext {
        let span = tracer.startSpan("publish \(settings.topics.acks)", kind: .producer, parent: parent)
        span.setAttribute("messaging.system", "kafka")
        span.setAttribute("messaging.operation.name", "publish")
        span.setAttribute("messaging.operation.type", "send")
        span.setAttribute("messaging.destination.name", .string(settings.topics.acks))
        span.end()
        // The ack points at the apply span, so that whoever reads it finds the work and not its announcement.
        return parent
    }

    private func stage(_ name: String, _ parent: Span, from start: UInt64, to end: UInt64) {
        tracer.startSpan(name, kind: .internal, parent: parent.context, startNanoseconds: start).end(nanoseconds: end)
    }

    private func describe(_ changes: [ResourceChange], on span: Span) {
        var count = 0
        for change in changes {
            for value in change.valueChanges(limit: Self.maximumChanges - count) {
                span.addEvent("trelay.config.change", attributes: attributes(change, value))
                count += 1
            }
            guard count < Self.maximumChanges else { break }
        }
        span.setAttribute("trelay.changed_resources", .integer(Int64(changes.count)))
    }

    private func attributes(_ change: ResourceChange, _ value: ValueChange) -> [String: AttributeValue] {
        let isSecret = SecretPaths.isSecret(change.key, value.pointer)
        return [
            "trelay.resource": .string(change.key.description),
            "trelay.resource.revision.from": .integer(Int64(change.old?.changedRevision ?? 0)),
            "trelay.resource.revision.to": .integer(Int64(change.new?.changedRevision ?? 0)),
            "trelay.path": .string(value.pointer.description),
            "trelay.old": .string(shown(value.old, isSecret)),
            "trelay.new": .string(shown(value.new, isSecret)),
        ]
    }

    private func shown(_ value: JSONValue?, _ isSecret: Bool) -> String {
        guard let value else { return "" }
        guard !isSecret else { return "***" }
        let text = value.canonicalString()
        guard text.count > Self.maximumValueCharacters else { return text }
        return text.prefix(Self.maximumValueCharacters) + "…"
    }
}

/// An apply span that has begun.
struct ApplySpan {
    let span: Span
    /// When the pipeline's first stage starts, nanoseconds since the Unix epoch.
    let pipelineStart: UInt64
}

/// Paths whose values never leave the worker in a trace.
enum SecretPaths {
    private static let words = ["credential", "password", "secret", "token", "apikey", "authorization"]

    static func isSecret(_ key: ResourceKey, _ pointer: JSONPointer) -> Bool {
        if key.kind == "credential" { return true }
        return pointer.tokens.contains { token in
            let lower = token.lowercased()
            return words.contains { lower.contains($0) }
        }
    }
}
