public import TrelayCrypto

/// The last record that a state has folded. The record must still be there when the state is used again; if another
/// one is in its place, the log was truncated or rewritten.
public struct LogPosition: Hashable, Sendable {
    public var partition: Int32
    public var offset: Int64
    /// `Record.digest()` of that record.
    public var recordDigest: Digest

    public init(partition: Int32, offset: Int64, recordDigest: Digest) {
        self.partition = partition
        self.offset = offset
        self.recordDigest = recordDigest
    }
}

/// The event that made the current revision.
public struct LastAccepted: Hashable, Sendable {
    public var offset: Int64
    /// The broker's timestamp.
    public var timestamp: Timestamp
    public var eventID: String
    public var author: String

    public init(offset: Int64, timestamp: Timestamp, eventID: String, author: String) {
        self.offset = offset
        self.timestamp = timestamp
        self.eventID = eventID
        self.author = author
    }
}
