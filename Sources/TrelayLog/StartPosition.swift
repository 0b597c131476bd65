/// Where a reader begins in a partition.
public enum StartPosition: Hashable, Sendable {
    /// The first record that is still kept.
    case beginning
    /// After the last record at the moment when the reader first reaches the broker: once a batch reports this
    /// partition's progress, every record that is appended later will be read.
    case end
    /// The record with this offset, or, if there is none (compaction, transaction markers), the first one after it.
    /// An offset outside of the low and high watermark makes ``LogReader/poll(timeout:)`` throw `truncated`.
    case offset(Int64)
}

/// The bounds of what a partition holds.
public struct Watermarks: Hashable, Sendable {
    /// The offset of the first record that is kept.
    public var low: Int64
    /// The offset that the next record will get. Equal to `low` if the partition holds nothing.
    public var high: Int64

    public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
