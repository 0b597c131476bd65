public import TrelayCore

/// Where a consumer begins in a partition. Kafka's own logical offsets are never assigned: they cost a cold client
/// half a second, and resolve to nobody knows which number.
public enum KafkaPosition: Hashable, Sendable {
    case beginning
    case end
    case offset(Int64)
}

/// How far a consumer has come in one partition.
public struct KafkaPartitionProgress: Hashable, Sendable {
    public var partition: Int32
    /// The offset to go on with.
    public var next: Int64
    /// As of the latest answer about this partition.
    public var watermarks: KafkaWatermarks
    /// Everything up to the end that was last seen has been delivered, this batch included.
    public var reachedEnd: Bool
}

/// What one poll yields.
public struct KafkaBatch: Sendable {
    /// In the order of the log within each partition.
    public var records: [Record]
    /// One entry for each partition whose position and bounds are known, in the order of the partitions.
    public var progress: [KafkaPartitionProgress]
    public var isConnected: Bool
}
