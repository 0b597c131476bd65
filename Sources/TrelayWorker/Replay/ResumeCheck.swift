import TrelayCore
import TrelayCrypto
import TrelayLog

/// Proves, at the first record read after a warm start, that the log still is the one the file was folded from.
///
/// The reader starts at the last record that the file knows, not after it: that record must be there and hash to what
/// the file says. A log that was truncated, rewritten or replaced fails here, and nothing of it is applied.
struct ResumeCheck {
    private var expected: LogPosition?

    /// - Parameter position: what the last-known-good file ends with; nil when there is no file.
    init(position: LogPosition?) {
        expected = position
    }

    enum Finding: Equatable {
        case same
        case diverged(String)
    }

    func startPosition(after fold: Fold, _ settings: WorkerSettings) -> StartPosition {
        if let expected { return .offset(expected.offset) }
        guard let position = fold.state(of: settings.namespace).position else { return .beginning }
        return .offset(position.offset + 1)
    }

    /// Looks at a record; only the first one after the start has anything to prove.
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

    /// Looks at an end of the log: it must not come before the record that the file ends with.
    func endReached(partition: Int32) -> Finding {
        guard let expected else { return .same }
        return .diverged(
            "partition \(partition): the log ends before offset \(expected.offset), which this worker has read: it lost "
                + "its tail or was replaced; if that was meant, remove this worker's state folder and start it again")
    }
}
