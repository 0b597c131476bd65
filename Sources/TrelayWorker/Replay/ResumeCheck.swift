import TrelayCore
import TrelayCrypto
import TrelayLog

/// Proves, at the first record of every reader, that the log still is the one that was read before.
///
/// A reader starts at the last record that is known, not after it: that record must be there and be the same. A log
/// that was truncated, rewritten or replaced fails here, and nothing of it is applied. The last record is known from the
/// last-known-good file after a start, and from memory after an outage: a broker that comes back with another log is
/// found out too.
struct ResumeCheck {
    /// The last record read.
    private enum Last {
        case none
        case restored(LogPosition)
        case read(Record)
    }

    private var last: Last
    /// What the next record must be; nil once that is proven.
    private var expected: LogPosition?

    /// - Parameter position: what the last-known-good file ends with; nil when there is no file.
    init(position: LogPosition?) {
        last = position.map { .restored($0) } ?? .none
    }

    enum Finding: Equatable {
        case same
        case diverged(String)
    }

    /// Where a new reader starts. From here on the first record, or the end, has something to prove.
    mutating func begin() -> StartPosition {
        switch last {
        case .none:
            expected = nil
            return .beginning
        case .restored(let position):
            expected = position
        case .read(let record):
            expected = LogPosition(
                partition: record.partition, offset: record.offset, recordDigest: record.digest())
        }
        return expected.map { .offset($0.offset) } ?? .beginning
    }

    /// Looks at a record; only the first one of a reader has anything to prove.
    mutating func check(_ record: Record) -> Finding {
        guard let expected else { return .same }
        self.expected = nil
        guard record.offset == expected.offset, record.digest() == expected.recordDigest else {
            return .diverged(
                "partition \(record.partition): offset \(expected.offset) held record \(expected.recordDigest), now the "
                    + "log has \(record.digest()) at offset \(record.offset): it was truncated or rewritten; if that was "
                    + "meant, remove this worker's state folder and start it again")
        }
        return .same
    }

    /// Remembers the last record of a batch. A redelivery may end before what is known already.
    mutating func note(_ record: Record) {
        switch last {
        case .none: last = .read(record)
        case .restored(let position) where record.offset >= position.offset: last = .read(record)
        case .read(let known) where record.offset > known.offset: last = .read(record)
        case .restored, .read: break
        }
    }

    /// Where the record is whose sameness is not proven yet.
    var expectedOffset: Int64? { expected?.offset }

    /// Looks at an end of the log: it must not come before the record that is known.
    func endReached(partition: Int32) -> Finding {
        guard let expected else { return .same }
        return .diverged(
            "partition \(partition): the log ends before offset \(expected.offset), which this worker has read: it lost "
                + "its tail or was replaced; if that was meant, remove this worker's state folder and start it again")
    }
}
