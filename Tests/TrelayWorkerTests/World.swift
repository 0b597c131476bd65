import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelayLog
import TrelaySimulation
import TrelaySystem
import TrelayTelemetry

@testable import TrelayWorker

/// A simulated log with Trelay's topics, and what tests put there and read there.
final class World: Sendable {
    static let namespace = "shop"

    let log: SimulatedLog
    let topics = TopicNames()
    let partitions: Int32
    private let count = Box(0)

    init(partitions: Int32 = 1, options: SimulatedLog.Options = .init()) {
        self.partitions = partitions
        let topics = TopicNames()
        log = SimulatedLog(
            options: options, topics: [topics.changes: partitions, topics.acks: 1, topics.workers: 1]
        ) { Timestamp(milliseconds: SystemClock.wallMilliseconds()) }
    }

    /// The partition of the namespace.
    var home: Int32 { JavaPartitioner.partition(key: Array(Self.namespace.utf8), count: partitions) }

    // MARK: - Changes

    static let provider: JSONValue = ["type": "openai", "baseURL": "https://api.example.com/v1"]
    static let model: JSONValue = ["version": "1.2.3"]

    static func put(_ key: String, _ value: JSONValue) throws -> Change { .put(try #require(ResourceKey(key)), value) }

    /// A change that concerns a gateway, different for each number.
    static func retries(_ number: Int) throws -> [Change] {
        [
            try put("provider/main", provider),
            try put(
                "route/chat",
                ["targets": [["provider": "main", "weight": 100]], "timeoutMilliseconds": JSONValue(1_000 + number)]),
        ]
    }

    @discardableResult
    func publish(
        _ changes: [Change], id: String? = nil, base: Int? = nil, namespace: String = World.namespace,
        traceparent: String? = nil
    ) throws -> Int64 {
        let number = count.change { count in
            count += 1
            return count
        }
        let changeSet = ChangeSet(
            namespace: namespace, id: id ?? "event-\(number)", author: "ana",
            base: base.map { .init(revision: $0) }, changes: changes)
        let metadata = EventMetadata(
            id: changeSet.id, source: "test", type: EventType.change, traceparent: traceparent)
        return try append(EventCodec.encode(changeSet.json(), key: namespace, metadata: metadata))
    }

    /// Makes the next revision of what a gateway serves.
    @discardableResult
    func publishRetries(_ number: Int, id: String? = nil) throws -> Int64 {
        try publish(try Self.retries(number), id: id)
    }

    @discardableResult
    func append(_ record: OutgoingRecord) throws -> Int64 {
        let partition = JavaPartitioner.partition(key: record.key ?? [], count: partitions)
        return try log.appendDirectly(record, to: topics.changes, partition: partition)
    }

    func garbage(key: String = World.namespace) throws {
        try append(OutgoingRecord(key: Array(key.utf8), value: Array("{{{".utf8), headers: RecordHeaders()))
    }

    /// The state that the whole log folds to.
    func state() throws -> NamespaceState {
        var fold = Fold(partitionCount: partitions, only: Self.namespace)
        for record in try log.contents(of: topics.changes, partition: home) { _ = fold.apply(record) }
        return fold.state(of: Self.namespace)
    }

    /// What a gateway ought to serve at the end of the log.
    func expected() throws -> Configuration { Projection.project(try state(), role: "gateway") }

    // MARK: - What workers say

    func acks() throws -> [Ack] {
        try log.contents(of: topics.acks, partition: 0).map { try Ack.decode(record: $0) }
    }

    func ackRecords() throws -> [Record] { try log.contents(of: topics.acks, partition: 0) }

    func leases() throws -> [Lease] {
        try log.contents(of: topics.workers, partition: 0).map { try Lease.decode(record: $0) }
    }

    /// Waits for this many acks.
    func acks(_ count: Int) throws -> [Ack] {
        let isThere = try eventually { try ackRecords().count >= count }
        let acks = try acks()
        try #require(isThere, "only \(acks.count) of \(count) acks came: \(acks)")
        return acks
    }

    /// Waits for a lease that is as wanted.
    func lease(where isWanted: (Lease) -> Bool) throws -> Lease {
        let found = Box<Lease?>(nil)
        _ = try eventually {
            let lease = try leases().last(where: isWanted)
            found.change { $0 = lease }
            return lease != nil
        }
        let last = try leases().last
        return try #require(found.value, "no such lease; the last one: \(String(describing: last))")
    }

    // MARK: - Workers

    func settings(
        _ scratch: Scratch, worker: String = "gateway-1", heartbeat: Duration = .milliseconds(50)
    ) -> WorkerSettings {
        WorkerSettings(
            identity: WorkerIdentity(worker: worker, role: "gateway", labels: ["zone": "a"]),
            namespace: Self.namespace, topics: topics, stateDirectory: scratch.path, heartbeat: heartbeat,
            stopDeadline: .seconds(3), build: "test 1")
    }

    /// Runs a worker for the duration of `body`, and then makes it leave.
    func withWorker<Outcome>(
        _ scratch: Scratch, role: ScriptedRole = ScriptedRole(), settings: WorkerSettings? = nil,
        tracer: Tracer = Tracer(exporter: nil), _ body: (RunningWorker) throws -> Outcome
    ) throws -> Outcome {
        let running = try RunningWorker(
            log: log, role: role, settings: settings ?? self.settings(scratch), tracer: tracer)
        defer { withExtendedLifetime(scratch) { running.stop() } }
        return try body(running)
    }
}

/// A worker on a thread of its own.
final class RunningWorker: Sendable {
    let role: ScriptedRole
    let settings: WorkerSettings
    let lines: Box<[String]>
    private let worker: Worker<ScriptedRole>
    private let thread: OSThread
    private let listening = Box<UInt16?>(nil)
    private let client: HTTPClient

    init(log: any EventLog, role: ScriptedRole, settings: WorkerSettings, tracer: Tracer) throws {
        self.role = role
        self.settings = settings
        client = try HTTPClient()
        let lines = Box<[String]>([])
        self.lines = lines
        let logger = Logger(label: settings.identity.worker, level: .debug) { line in lines.change { $0.append(line) } }
        let worker = try Worker(settings: settings, role: role, log: log, tracer: tracer, logger: logger)
        self.worker = worker
        thread = try OSThread(name: "test-worker") { [listening] in
            do {
                try worker.run { port in listening.change { $0 = port } }
            } catch {
                lines.change { $0.append("run: \(error)") }
            }
        }
    }

    /// Makes the worker leave and waits for that.
    func stop() {
        // Connections that are kept open would have the worker wait for what may still come on them.
        client.close()
        worker.stop()
        thread.join()
    }

    /// Asks the worker to leave and does not wait.
    func beginStop() { worker.stop() }

    var port: UInt16 {
        get throws {
            let isListening = eventually { listening.value != nil }
            return try #require(isListening ? listening.value : nil, "the worker does not listen: \(lines.value)")
        }
    }

    func get(_ path: String, headers: HTTPHeaders = [:], method: String = "GET") throws -> HTTPResponse {
        var request = HTTPClientRequest(method: method, url: "http://127.0.0.1:\(try port)\(path)", headers: headers)
        request.totalTimeout = patience
        return try client.sendAndWait(request)
    }

    /// Asks without waiting; the box gets the answer.
    func begin(_ path: String) throws -> Box<Result<HTTPResponse, HTTPError>?> {
        let box = Box<Result<HTTPResponse, HTTPError>?>(nil)
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(try port)\(path)")
        request.totalTimeout = patience
        client.send(request) { result in box.change { $0 = result } }
        return box
    }

    func json(_ path: String) throws -> JSONValue { try JSONParser.parse(try get(path).body) }

    /// Waits until the worker calls itself ready, or not.
    func becomesReady(_ wanted: Bool = true) throws -> Bool {
        try eventually { try get("/readyz").status == (wanted ? 200 : 503) }
    }

    /// Waits for a status in the health answer.
    func reaches(_ status: LeaseStatus) throws -> Bool {
        try eventually { try json("/livez")["status"]?.stringValue == status.rawValue }
    }
}
