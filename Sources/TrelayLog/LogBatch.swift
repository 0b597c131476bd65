public import TrelayCore

/// How far a reader has come in one partition.
public struct PartitionProgress: Hashable, Sendable {
    public var partition: Int32
    /// The offset to go on with: a new reader that starts here neither skips nor repeats a record.
    public var next: Int64
    /// The bounds of the partition as the reader last saw them. They may be a moment old.
    public var watermarks: Watermarks
    /// Whether everything up to `watermarks.high` has been delivered, this batch included.
    public var reachedEnd: Bool

    public init(partition: Int32, next: Int64, watermarks: Watermarks, reachedEnd: Bool) {
        self.partition = partition
        self.next = next
        self.watermarks = watermarks
        self.reachedEnd = reachedEnd
    }
}

/// What one poll yields: all records that were there, with the progress that they make, so that lag needs no second
/// query.
public struct LogBatch: Sendable {
    /// In the order of the log within each partition. The order between partitions means nothing.
    ///
    /// Offsets rise strictly within a partition, with holes; a redelivery after a fault may begin again at an earlier
    /// offset, with the same records.
    public var records: [Record]
    /// What a ``ReadAhead`` made of the records, one for each; empty where they were not read beforehand.
    public var readings: [EventReading?] = []
    /// One entry for every assigned partition whose position is known, in the order of the partitions. A partition is
    /// missing until the reader has reached its broker for the first time.
    public var progress: [PartitionProgress]
    /// Whether the brokers can be reached, as far as the reader knows. While they cannot, nothing new arrives and
    /// `reachedEnd` speaks of an old end.
    public var isConnected: Bool

    public init(records: [Record], progress: [PartitionProgress], isConnected: Bool) {
        self.records = records
        self.progress = progress
        self.isConnected = isConnected
    }

    /// What is known beforehand of the record at that index, for the fold.
    public func reading(at index: Int) -> EventReading? {
        index < readings.count ? readings[index] : nil
    }

    /// The progress of one partition, if its position is known.
    public func progress(of partition: Int32) -> PartitionProgress? {
        progress.first { $0.partition == partition }
    }
}
