import Synchronization
import TrelayCore
import TrelaySystem

/// Reads partitions of one topic by manual assignment: no group, no rebalancing, no stored offsets. (A group id is
/// required by the library all the same; nothing joins it.)
///
/// One thread polls; it owns the librdkafka client as far as reading goes. Opening needs no broker: what only a broker
/// can know is asked in the background and thrown by polls.
public final class KafkaConsumer: Sendable {
    private let settings: KafkaSettings
    private let logHandler: KafkaLogHandler?
    /// Both queues of the client, the probe and ``wake()`` signal it.
    private let wakeUp: EventDescriptor
    private let isWoken = Atomic(false)
    private let client: Mutex<Client>
    /// Locked by the polling thread for as long as it polls.
    private let session: Mutex<ConsumerSession>

    private struct Client: Sendable {
        var handle: ClientHandle
        var probe: PositionProbe?
        var isClosed = false
    }

    /// - Throws: `invalidArgument` for a wrong setting or a negative offset.
    public init(
        settings: KafkaSettings, topic: String, positions: [Int32: KafkaPosition], logHandler: KafkaLogHandler? = nil
    ) throws(KafkaError) {
        for case (let partition, .offset(let offset)) in positions where offset < 0 || partition < 0 {
            throw KafkaError(code: .invalidArgument, message: "\(topic)[\(partition)] has no offset \(offset)")
        }
        self.settings = settings
        self.logHandler = logHandler
        do {
            wakeUp = try EventDescriptor()
        } catch {
            throw KafkaError(code: .failed, message: "cannot open a Kafka consumer: \(error)")
        }
        let handle = try ClientHandle(settings: settings, role: .consumer, wakeUp: wakeUp, logHandler: logHandler)
        client = Mutex(Client(handle: handle))
        session = Mutex(ConsumerSession(topic: topic, positions: positions))
    }

    /// Waits for records and returns all that are there, at most ``maximumBatchRecords``.
    ///
    /// Returns as soon as there is a record, an end, a change of the connection or a ``wake()``; otherwise at the timeout.
    /// One thread only.
    /// - Throws: `offsetRefused` with ``KafkaError/truncation``, unknown topic, missing right, refused login, a damaged
    ///   record: each ends the consumer, and every later poll throws the same. `closed` after ``close(deadline:)``.
    public func poll(timeout: Duration) throws(KafkaError) -> KafkaBatch {
        let deadline = Deadline(after: timeout)
        while true {
            let handle = try currentHandle()
            let batch = try handle.use { () throws(KafkaError) in try pollOnce(handle, deadline) }
            if let batch { return batch }
            try replaceClient()
        }
    }

    /// The most records of one batch.
    public static let maximumBatchRecords = ConsumerSession.maximumBatchRecords

    /// Makes the poll that is waiting return at once; if none waits, the next one does. From any thread.
    public func wake() {
        isWoken.store(true, ordering: .releasing)
        wakeUp.signal()
    }

    /// Ends reading. A poll that waits throws `closed`. From any thread; a second call does nothing.
    /// - Parameter deadline: how long to wait for the library's threads; they end by themselves later if it is passed.
    /// - Returns: whether they ended in that time.
    @discardableResult
    public func close(deadline: Duration = .seconds(1)) -> Bool {
        let (handle, isFirst) = client.withLock { client in
            let isFirst = !client.isClosed
            client.isClosed = true
            client.probe?.cancel()
            client.probe = nil
            return (client.handle, isFirst)
        }
        guard isFirst else { return true }
        handle.close()
        wakeUp.signal()
        return handle.waitUntilDestroyed(deadline)
    }

    private func currentHandle() throws(KafkaError) -> ClientHandle {
        let handle = client.withLock { $0.isClosed ? nil : $0.handle }
        guard let handle else { throw .closed("Kafka consumer") }
        return handle
    }

    /// - Returns: nil when the client must be replaced first.
    private func pollOnce(_ handle: ClientHandle, _ deadline: Deadline) throws(KafkaError) -> KafkaBatch? {
        try session.withLock { session throws(KafkaError) in
            while true {
                // Cleared before looking: what comes after the look signals again.
                wakeUp.drain()
                _ = try currentHandle()
                let wasWoken = isWoken.exchange(false, ordering: .acquiringAndReleasing)
                if let failure = session.failure { throw failure }
                let batch = session.serve(handle, probe)
                try startProbeIfWanted(&session, handle)
                if let batch { return batch }
                if let failure = session.failure { throw failure }
                if session.wantsNewClient { return nil }
                if wasWoken || deadline.hasPassed { return session.emptyBatch(handle) }
                _ = wakeUp.wait(timeout: deadline.remaining)
            }
        }
    }

    // MARK: - Probe and client

    private var probe: PositionProbe? { client.withLock { $0.probe } }

    private func startProbeIfWanted(_ session: inout ConsumerSession, _ handle: ClientHandle) throws(KafkaError) {
        guard session.wantsProbe, !session.partitions.isEmpty, !session.wantsNewClient else { return }
        let topic = session.topic
        let partitions = session.partitions
        do {
            try client.withLock { client throws(SystemError) in
                // One that still asks will answer this too.
                guard !client.isClosed, client.probe.map({ $0.isDone }) ?? true else { return }
                client.probe = try PositionProbe(
                    handle: handle, topic: topic, partitions: partitions, wakeUp: wakeUp)
            }
        } catch {
            throw KafkaError(code: .failed, message: "cannot look for the end of '\(topic)': \(error)")
        }
        session.wantsProbe = false
    }

    /// Puts a new client in the place of one that failed for good or waits too long at an embedded cluster.
    private func replaceClient() throws(KafkaError) {
        let fresh = try ClientHandle(settings: settings, role: .consumer, wakeUp: wakeUp, logHandler: logHandler)
        let old = client.withLock { client -> ClientHandle in
            guard !client.isClosed else { return fresh }
            defer { client.handle = fresh }
            client.probe?.cancel()
            client.probe = nil
            return client.handle
        }
        old.close()
        session.withLock { $0.beginWithNewClient() }
    }
}
