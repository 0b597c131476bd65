import CRdKafka
import Synchronization
import TrelaySystem

/// Owns one librdkafka client with its queues.
///
/// The library hangs in `rd_kafka_destroy` if a queue, message or event is still held, and frees the client under the
/// feet of whoever still calls it. So the handle is lent by ``use(_:)`` and destroyed only when it is closed and nobody
/// uses it, in a fixed order, and on a thread of its own: destruction joins the library's threads, one of which may sit
/// in a DNS query.
///
/// A process must not fork once a client runs (the library's threads would be missing in the child): child processes
/// are spawned (`posix_spawn`), never forked.
final class ClientHandle: @unchecked Sendable {
    // SAFETY: librdkafka's functions may be called from any thread; the pointers never change, and `lending` sees to it
    // that nobody uses them during or after destruction.
    let pointer: OpaquePointer
    let consumerQueue: OpaquePointer?
    let settings: KafkaSettings
    let diagnostics: ClientDiagnostics

    /// The wait of a fetch was chosen by the user, or for the embedded cluster (see ``EmbeddedDetection``).
    let hasFittingFetchWait: Bool

    private let mainQueue: OpaquePointer
    private let wakeUp: EventDescriptor?
    private let destroyed: EventDescriptor
    private let lending = Mutex(Lending())

    private struct Lending {
        var users = 0
        var isClosing = false
    }

    /// - Parameter wakeUp: signalled when the main or the consumer queue becomes non-empty. Kept until the library has
    ///   forgotten it.
    init(
        settings: KafkaSettings, role: ClientRole, wakeUp: EventDescriptor?, logHandler: KafkaLogHandler?
    ) throws(KafkaError) {
        hasFittingFetchWait =
            settings.properties["fetch.wait.max.ms"] != nil || EmbeddedDetection.isKnown(settings.bootstrap)
        var configuration = try ClientConfiguration(settings: settings, role: role)
        let diagnostics = ClientDiagnostics(logHandler: logHandler)
        do {
            destroyed = try EventDescriptor()
        } catch {
            configuration.discard()
            throw KafkaError(code: .failed, message: "cannot open a Kafka client: \(error)")
        }
        pointer = try Self.open(&configuration, isConsumer: role.isConsumer, diagnostics)
        self.settings = settings
        self.diagnostics = diagnostics
        self.wakeUp = wakeUp
        mainQueue = rd_kafka_queue_get_main(pointer)
        consumerQueue = role.isConsumer ? rd_kafka_queue_get_consumer(pointer) : nil
        if let wakeUp {
            trelay_kafka_enable_events(mainQueue, wakeUp.fileDescriptor)
            if let consumerQueue { trelay_kafka_enable_events(consumerQueue, wakeUp.fileDescriptor) }
        }
    }

    private static func open(
        _ configuration: inout ClientConfiguration, isConsumer: Bool, _ diagnostics: ClientDiagnostics
    ) throws(KafkaError) -> OpaquePointer {
        guard let taken = configuration.take() else {
            throw KafkaError(code: .failed, message: "cannot open a Kafka client: no memory")
        }
        rd_kafka_conf_set_events(taken, RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_DR)
        rd_kafka_conf_set_log_cb(taken) { client, level, facility, message in
            guard let client, let opaque = rd_kafka_opaque(client) else { return }
            Unmanaged<ClientDiagnostics>.fromOpaque(opaque).takeUnretainedValue().log(
                level: level, facility: facility.map { String(cString: $0) } ?? "",
                message: message.map { String(cString: $0) } ?? "")
        }
        // Given back when the library has ended all threads that may log.
        let retained = Unmanaged.passRetained(diagnostics)
        rd_kafka_conf_set_opaque(taken, retained.toOpaque())
        var reason = ReasonBuffer()
        let client = rd_kafka_new(
            isConsumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER, taken, &reason.bytes, reason.count)
        guard let client else {
            rd_kafka_conf_destroy(taken)
            retained.release()
            throw KafkaError(
                code: .invalidArgument, message: "the Kafka settings do not work: \(reason.text)")
        }
        return client
    }

    /// Calls `body` with the client kept alive.
    /// - Throws: `closed` if the handle is closing, and what `body` throws.
    func use<Result>(_ body: () throws(KafkaError) -> Result) throws(KafkaError) -> Result {
        guard borrow() else { throw .closed("Kafka client") }
        defer { giveBack() }
        return try body()
    }

    private func borrow() -> Bool {
        lending.withLock { lending in
            guard !lending.isClosing else { return false }
            lending.users += 1
            return true
        }
    }

    private func giveBack() {
        let isLast = lending.withLock { lending in
            lending.users -= 1
            return lending.isClosing && lending.users == 0
        }
        if isLast { destroy() }
    }

    /// Lets nobody in any more; the last user, or this call if there is none, has the client destroyed. Returns at once.
    func close() {
        let isLast = lending.withLock { lending in
            guard !lending.isClosing else { return false }
            lending.isClosing = true
            return lending.users == 0
        }
        if isLast { destroy() }
    }

    /// Whether the library has ended all its threads in that time.
    func waitUntilDestroyed(_ timeout: Duration) -> Bool { destroyed.wait(timeout: timeout) }

    private func destroy() {
        do {
            _ = try OSThread(name: "kafka-destroy") { self.destroyHere() }
        } catch {
            destroyHere()
        }
    }

    /// The order matters: no event reaches the descriptor any more, no queue is held, then the client goes.
    private func destroyHere() {
        for queue in [mainQueue, consumerQueue].compactMap({ $0 }) {
            if wakeUp != nil { trelay_kafka_disable_events(queue) }
            rd_kafka_queue_destroy(queue)
        }
        // Without the flag a consumer would try to leave its group at a broker that may be away.
        rd_kafka_destroy_flags(pointer, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
        Unmanaged.passUnretained(diagnostics).release()
        destroyed.signal()
    }

    /// What the main queue said in one round.
    struct Events: Sendable {
        /// A connection was lost or could not be made.
        var lostConnection = false
        var allBrokersDown = false
        /// The cause of a fatal error.
        var fatal: KafkaError?
    }

    /// Takes everything from the main queue. Only to be called inside of ``use(_:)`` or by the client's only owner.
    /// - Parameter onDelivery: called with each delivery report event, which it must not keep.
    func drainEvents(onDelivery: (OpaquePointer) -> Void = { _ in }) -> Events {
        var events = Events()
        while let event = rd_kafka_queue_poll(mainQueue, 0) {
            switch rd_kafka_event_type(event) {
            case RD_KAFKA_EVENT_DR: onDelivery(event)
            case RD_KAFKA_EVENT_ERROR: note(event, in: &events)
            default: break
            }
            rd_kafka_event_destroy(event)
        }
        return events
    }

    /// Takes the errors of a client that no thread waits for; the others' events belong to their threads.
    func drainUnattendedEvents() {
        if wakeUp == nil { _ = drainEvents() }
    }

    private func note(_ event: OpaquePointer, in events: inout Events) {
        let code = KafkaError.Code(rd_kafka_event_error(event))
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? code.explanation
        if code == .fatal || rd_kafka_event_error_is_fatal(event) != 0 {
            events.fatal = fatalCause()
            return
        }
        diagnostics.note(code, text)
        if code == .allBrokersDown { events.allBrokersDown = true }
        if code.isConnectionLoss || code.isTimeout || code.isRefusedLogin { events.lostConnection = true }
    }

    /// The cause of the fatal error that the client has reported.
    func fatalCause() -> KafkaError {
        var text = ReasonBuffer()
        let code = KafkaError.Code(rd_kafka_fatal_error(pointer, &text.bytes, text.count))
        return KafkaError(
            code: code == .noError ? .fatal : code, message: "the Kafka client failed for good: \(text.text)",
            isFatal: true)
    }
}
