/// Reads partitions of one topic from absolute positions. There are no consumer groups and no stored offsets: whoever
/// reads keeps ``PartitionProgress/next`` together with what they made of the records.
public protocol LogReader: AnyObject, Sendable {
    /// Waits for records and returns all that are there, up to the implementation's limits on one batch.
    ///
    /// Returns as soon as there is a record, the end of a partition is reached (also again after new records), the
    /// connection is lost or found again, or ``wake()`` is called; otherwise at the timeout. A return without records
    /// is ordinary. A timeout of zero never waits. One thread only may poll.
    ///
    /// - Throws: `truncated` with numbers, when the next record lies outside of what the log holds: the partition was
    ///   trimmed or lost its tail. The reader stays where it is and every later poll throws the same; the caller
    ///   decides, and opens a new reader. `unknownTopic` and `unauthorized` likewise. `closed` after ``close()``.
    ///   Brokers that cannot be reached are no error: the batch says `isConnected == false`, and reading goes on by
    ///   itself when they come back.
    func poll(timeout: Duration) throws(LogError) -> LogBatch

    /// Makes the poll that is waiting return at once; if none waits, the next one does. From any thread.
    func wake()

    /// Ends reading and gives its resources back. From any thread, also while a poll waits, which then throws
    /// `closed`. A second call does nothing.
    func close()
}
