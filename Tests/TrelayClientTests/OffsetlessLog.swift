import TrelayCore
import TrelayLog

/// A log that tells of each record that it has it, and not where: what Kafka does when the first answer was lost.
final class OffsetlessLog: EventLog {
    private let log: any EventLog

    init(_ log: any EventLog) { self.log = log }

    func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32 {
        try log.partitionCount(of: topic, timeout: timeout)
    }

    func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks {
        try log.watermarks(of: topic, partition: partition, timeout: timeout)
    }

    func openReader(
        of topic: String, from positions: [Int32: StartPosition]
    ) throws(LogError) -> any LogReader {
        try log.openReader(of: topic, from: positions)
    }

    func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter {
        Writer(try log.openWriter(options))
    }

    func close() { log.close() }

    private final class Writer: LogWriter {
        private let writer: any LogWriter

        init(_ writer: any LogWriter) { self.writer = writer }

        func append(
            _ record: OutgoingRecord, to topic: String, partition: Int32?,
            completion: @escaping @Sendable (Result<Delivery, LogError>) -> Void
        ) {
            writer.append(record, to: topic, partition: partition) { result in
                completion(result.map { Delivery(partition: $0.partition, offset: -1) })
            }
        }

        var outstanding: Int { writer.outstanding }

        func close(deadline: Duration) -> Int { writer.close(deadline: deadline) }
    }
}
