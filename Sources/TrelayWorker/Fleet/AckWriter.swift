import TrelayCore
import TrelayTelemetry

/// Turns acks into records with their CloudEvents headers and trace context, and hands them to the acknowledger.
struct AckWriter: Sendable {
    /// This life of the process: a restarted worker acks under a new one.
    let incarnation: String
    private let acknowledger: Acknowledger
    private let source: String

    init(acknowledger: Acknowledger, worker: String, incarnation: String) {
        self.acknowledger = acknowledger
        self.incarnation = incarnation
        source = "trelay/worker/" + worker
    }

    /// - Parameter context: the apply span, so that whoever reads the ack finds the work behind it.
    func publish(_ ack: Ack, context: TraceContext?) {
        let metadata = EventMetadata(
            id: Identifiers.eventID(), source: source, type: EventType.ack, subject: ack.namespace, time: .now,
            traceparent: context?.traceparent, tracestate: context?.tracestate)
        acknowledger.publish(ack.record(metadata: metadata))
    }
}
