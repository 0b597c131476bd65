import CRdKafka

/// The library below.
public enum KafkaLibrary {
    /// librdkafka's version, as in `2.0.2`.
    public static var version: String { String(cString: rd_kafka_version_str()) }
}
