import TrelayKafka

/// Reads from Kafka: see ``KafkaConsumer``.
final class KafkaLogReader: LogReader {
    private let consumer: KafkaConsumer

    init(
        settings: KafkaSettings, topic: String, positions: [Int32: StartPosition], logHandler: KafkaLogHandler?
    ) throws(LogError) {
        let kafkaPositions = positions.mapValues { position -> KafkaPosition in
            switch position {
            case .beginning: .beginning
            case .end: .end
            case .offset(let offset): .offset(offset)
            }
        }
        consumer = try LogError.translating { () throws(KafkaError) in
            try KafkaConsumer(settings: settings, topic: topic, positions: kafkaPositions, logHandler: logHandler)
        }
    }

    func poll(timeout: Duration) throws(LogError) -> LogBatch {
        let batch = try LogError.translating { () throws(KafkaError) in try consumer.poll(timeout: timeout) }
        let progress = batch.progress.map { entry in
            PartitionProgress(
                partition: entry.partition, next: entry.next,
                watermarks: Watermarks(low: entry.watermarks.low, high: entry.watermarks.high),
                reachedEnd: entry.reachedEnd)
        }
        return LogBatch(records: batch.records, progress: progress, isConnected: batch.isConnected)
    }

    func wake() { consumer.wake() }

    func close() { consumer.close() }
}
