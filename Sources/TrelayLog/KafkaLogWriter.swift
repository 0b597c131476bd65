import TrelayCore
import TrelayKafka

/// Writes to Kafka: see ``KafkaProducer``.
final class KafkaLogWriter: LogWriter {
    private let producer: KafkaProducer

    init(settings: KafkaSettings, options: WriterOptions, logHandler: KafkaLogHandler?) throws(LogError) {
        producer = try LogError.translating { () throws(KafkaError) in
            try KafkaProducer(
                settings: settings,
                options: KafkaProducerOptions(
                    linger: options.linger, deliveryTimeout: options.deliveryTimeout,
                    maximumOutstanding: options.maximumOutstanding),
                logHandler: logHandler)
        }
    }

    func append(
        _ record: OutgoingRecord, to topic: String, partition: Int32?,
        completion: @escaping @Sendable (Result<Delivery, LogError>) -> Void
    ) {
        producer.append(record, to: topic, partition: partition) { result in
            completion(
                result.map { Delivery(partition: $0.partition, offset: $0.offset) }.mapError { LogError($0) })
        }
    }

    var outstanding: Int { producer.outstanding }

    func close(deadline: Duration) -> Int { producer.close(deadline: deadline) }
}
