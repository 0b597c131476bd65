import CRdKafka
import TrelaySystem

/// What a topic is like.
public struct KafkaTopicDescription: Hashable, Sendable {
    public var name: String
    public var partitions: Int32
    /// Replicas of the first partition; 0 if there are none.
    public var replicationFactor: Int32
    /// Settings that were given to this topic itself (not the broker's defaults), by name.
    public var overrides: [String: String]

    public init(name: String, partitions: Int32, replicationFactor: Int32, overrides: [String: String]) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.overrides = overrides
    }
}

/// Asks a cluster about itself and administrates its topics. Every call blocks for at most about its timeout, and may be
/// made from any thread.
///
/// The embedded cluster has no administration: creating and altering fail with `unsupportedFeature` there.
public final class KafkaAdmin: Sendable {
    let handle: ClientHandle
    private let cancelled: EventDescriptor

    public init(settings: KafkaSettings, logHandler: KafkaLogHandler? = nil) throws(KafkaError) {
        do {
            cancelled = try EventDescriptor()
        } catch {
            throw KafkaError(code: .failed, message: "cannot open a Kafka client: \(error)")
        }
        handle = try ClientHandle(settings: settings, role: .administrator, wakeUp: nil, logHandler: logHandler)
    }

    /// The number of partitions of a topic.
    public func partitionCount(of topic: String, timeout: Duration) throws(KafkaError) -> Int32 {
        let lookup = TopicLookup(handle: handle, topic: topic, operation: .describe)
        return try repeated(lookup, timeout) { slice throws(KafkaError) in try lookup.partitionCount(timeout: slice) }
    }

    /// The bounds of partitions, asked from their leaders.
    public func watermarks(
        of topic: String, partitions: [Int32], timeout: Duration
    ) throws(KafkaError) -> [Int32: KafkaWatermarks] {
        let lookup = TopicLookup(handle: handle, topic: topic, operation: .describe)
        return try repeated(lookup, timeout) { slice throws(KafkaError) in
            try lookup.watermarks(of: partitions, timeout: slice)
        }
    }

    /// The cluster's id; nil if none is told in time.
    public func clusterIdentifier(timeout: Duration) throws(KafkaError) -> String? {
        try handle.use { () throws(KafkaError) in EmbeddedDetection.clusterIdentifier(handle, timeout: timeout) }
    }

    /// Creates a topic.
    /// - Parameter replicationFactor: nil for the broker's default.
    /// - Throws: `topicAlreadyExists`, missing rights, `unsupportedFeature` at the embedded cluster…
    public func createTopic(
        _ name: String, partitions: Int32, replicationFactor: Int32? = nil, settings: [String: String] = [:],
        timeout: Duration
    ) throws(KafkaError) {
        try administrate(name, .create, timeout) { session throws(KafkaError) in
            try session.createTopic(partitions, replicationFactor ?? -1, settings)
        }
    }

    /// Deletes a topic with all of its records.
    public func deleteTopic(_ name: String, timeout: Duration) throws(KafkaError) {
        try administrate(name, .delete, timeout) { session throws(KafkaError) in try session.deleteTopic() }
    }

    /// What a topic is like.
    /// - Throws: unknown topic, missing rights, `unsupportedFeature` at the embedded cluster…
    public func describeTopic(_ name: String, timeout: Duration) throws(KafkaError) -> KafkaTopicDescription {
        let lookup = TopicLookup(handle: handle, topic: name, operation: .describe)
        let (partitions, replicas) = try repeated(lookup, timeout) { slice throws(KafkaError) in
            try lookup.layout(timeout: slice)
        }
        let overrides = try administrate(name, .describe, timeout) { session throws(KafkaError) in
            try session.describeSettings()
        }
        return KafkaTopicDescription(
            name: name, partitions: partitions, replicationFactor: replicas, overrides: overrides)
    }

    /// Changes settings of a topic; nil returns one to the broker's default, and those that are not named stay.
    ///
    /// librdkafka 2.0 knows only Kafka's older request, which replaces all settings of the topic: so they are read, merged
    /// and written. Two such changes at the same moment may undo each other.
    public func alterTopic(_ name: String, settings: [String: String?], timeout: Duration) throws(KafkaError) {
        try administrate(name, .alter, timeout) { session throws(KafkaError) in
            var all = try session.describeSettings()
            for (setting, value) in settings { all[setting] = value }
            try session.alterSettings(all)
            // Brokers answer before they show it. Without the wait the next such change would merge with old settings.
            let patience = Deadline(after: Self.alterPatience)
            while try session.describeSettings() != all, !patience.hasPassed {
                if cancelled.wait(timeout: Self.alterPause) { break }
            }
        }
    }

    /// How long a change of settings is waited for to show.
    private static let alterPatience = Duration.seconds(2)
    private static let alterPause = Duration.milliseconds(20)

    /// Ends the client. Calls that wait throw `closed` soon. A second call does nothing.
    public func close() {
        cancelled.signal()
        handle.close()
        _ = handle.waitUntilDestroyed(.seconds(1))
    }

    private func repeated<Answer>(
        _ lookup: TopicLookup, _ timeout: Duration, _ attempt: (Duration) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        try lookup.repeated(deadline: Deadline(after: timeout), total: timeout, cancelled: cancelled, attempt)
    }

    private func administrate<Answer>(
        _ topic: String, _ operation: Operation, _ timeout: Duration,
        _ body: (AdminSession) throws(KafkaError) -> Answer
    ) throws(KafkaError) -> Answer {
        let deadline = Deadline(after: timeout)
        let session = AdminSession(handle: handle, topic: topic, operation: operation, deadline: deadline)
        return try handle.use { () throws(KafkaError) in
            try session.requireAdministration()
            return try body(session)
        }
    }
}
