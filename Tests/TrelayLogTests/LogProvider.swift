import Synchronization
import Testing
import TrelayCore
import TrelaySimulation
import TrelaySystem

@testable import TrelayLog

/// An implementation of the event log that the conformance suite is run on.
struct LogProvider: Sendable, CustomTestStringConvertible {
    let name: String
    let testDescription: String
    let makeLog: @Sendable () throws -> any EventLog
    let makeTopic: @Sendable (any EventLog, String, Int32) throws -> Void
    let makeUnreachable: @Sendable () throws -> any EventLog

    /// A log of its own for one test. The test closes it.
    func open() throws -> any EventLog {
        ConformanceReport.note(name)
        return try makeLog()
    }

    /// A topic that nobody else uses.
    func topic(in log: any EventLog, partitions: Int32 = 1) throws -> String {
        let topic = Self.freshName()
        try makeTopic(log, topic, partitions)
        return topic
    }

    /// A log whose brokers cannot be reached.
    func openUnreachable() throws -> any EventLog { try makeUnreachable() }

    static func freshName() -> String {
        let random = SystemRandom.bytes(6).map { String($0, radix: 36) }.joined()
        return "conformance.\(SystemClock.wallMilliseconds()).\(random)"
    }
}

extension LogProvider {
    static let all: [LogProvider] =
        [simulated(seed: 1), simulated(seed: 7, maximumBatchRecords: 5), simulated(seed: 42, maximumBatchRecords: 64)]
        + [readAhead]
        + [embedded] + kafka

    private static func simulated(seed: UInt64, maximumBatchRecords: Int? = nil) -> LogProvider {
        let make: @Sendable () -> SimulatedLog = {
            var options = SimulatedLog.Options(seed: seed)
            options.faults.maximumBatchRecords = maximumBatchRecords
            return SimulatedLog(options: options)
        }
        return LogProvider(
            name: "simulated", testDescription: "simulated (seed \(seed))", makeLog: make,
            makeTopic: { log, topic, partitions in
                guard let log = log as? SimulatedLog else { return }
                log.createTopic(topic, partitions: partitions)
            },
            makeUnreachable: {
                let log = make()
                log.createTopic("away", partitions: 1)
                log.disconnect()
                return log
            })
    }
}

extension LogProvider {
    /// The simulated log with every batch read ahead: nobody must notice.
    private static let readAhead: LogProvider = {
        let base = simulated(seed: 3, maximumBatchRecords: 7)
        return LogProvider(
            name: "simulated", testDescription: "simulated, read ahead",
            makeLog: { ReadAheadLog(try base.makeLog()) },
            makeTopic: { log, topic, partitions in
                guard let log = log as? ReadAheadLog else { return }
                try base.makeTopic(log.base, topic, partitions)
            },
            makeUnreachable: { ReadAheadLog(try base.makeUnreachable()) })
    }()
}

/// A log whose readers read ahead, whatever there is.
private struct ReadAheadLog: EventLog {
    let base: any EventLog

    init(_ base: any EventLog) { self.base = base }

    func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32 {
        try base.partitionCount(of: topic, timeout: timeout)
    }

    func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks {
        try base.watermarks(of: topic, partition: partition, timeout: timeout)
    }

    func openReader(of topic: String, from positions: [Int32: StartPosition]) throws(LogError) -> any LogReader {
        ReadAhead(
            try base.openReader(of: topic, from: positions), events: Fold(partitionCount: 1).eventReader,
            minimumRecords: 1)
    }

    func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter { try base.openWriter(options) }

    func close() { base.close() }
}

/// Tells at the end which logs the suite was run on: a suite that passed on nothing proves nothing.
enum ConformanceReport {
    private static let used = Mutex<Set<String>>([])

    static func note(_ name: String) { used.withLock { _ = $0.insert(name) } }

    static func line() -> String {
        let used = used.withLock { $0 }
        let parts = ["simulated", "embedded", "kafka"].map { name -> String in
            if used.contains(name) { return "\(name) yes" }
            let isUnset = name == "kafka" && SharedCluster.realSettings == nil
            return isUnset ? "\(name) no (KAFKA_BOOTSTRAP is not set)" : "\(name) no"
        }
        return "log conformance: " + parts.joined(separator: ", ")
    }
}

/// Prints the report when the whole suite has ended.
struct ReportingTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await function()
        SharedCluster.close()
        try StandardStreams.writeOutput(ConformanceReport.line() + "\n")
    }
}

extension Trait where Self == ReportingTrait {
    static var reportsProviders: Self { Self() }
}
