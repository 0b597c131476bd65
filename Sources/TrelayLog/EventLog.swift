/// An append-only log of records in topics and partitions: the one place where changes, acks and leases are kept.
///
/// Implementations: Kafka (a real cluster or the embedded one) and a simulation in memory. All of them keep one
/// conformance suite, so whatever holds for one of them holds for the others.
///
/// Every function may be called from any thread. Functions with a timeout block the calling thread for at most about
/// that time; the others never wait for a broker.
public protocol EventLog: Sendable {
    /// The number of partitions of a topic.
    /// - Throws: `unknownTopic`, `unreachable`, `timedOut`, `unauthorized`, `authenticationFailed`, `closed`.
    func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32

    /// The first offset that is kept and the offset that the next record will get, asked from the broker.
    /// - Throws: as ``partitionCount(of:timeout:)``; a partition that does not exist is `unknownTopic`.
    func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks

    /// Opens a reader of the given partitions. It belongs to the caller, who must close it.
    ///
    /// What only a broker can know (that the topic does not exist, where its end is, that an offset is gone) is found
    /// out by the first polls and thrown by them, so that a worker starts while the brokers are away.
    func openReader(of topic: String, from positions: [Int32: StartPosition]) throws(LogError) -> any LogReader

    /// Opens a writer. It belongs to the caller, who must close it.
    func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter

    /// Closes what the log itself holds. Readers and writers are closed by those who opened them, before this.
    /// Afterwards every function throws `closed`.
    func close()
}

extension EventLog {
    /// Opens a writer with the default options.
    public func openWriter() throws(LogError) -> any LogWriter {
        try openWriter(WriterOptions())
    }
}
