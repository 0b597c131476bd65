/// How a producer batches and how long it tries.
public struct KafkaProducerOptions: Sendable {
    /// How long a record may wait for others to share a request with.
    public var linger: Duration
    /// How long a record is tried.
    public var deliveryTimeout: Duration
    /// The most records without an outcome.
    public var maximumOutstanding: Int

    public init(
        linger: Duration = .zero, deliveryTimeout: Duration = .seconds(30), maximumOutstanding: Int = 10_000
    ) {
        self.linger = linger
        self.deliveryTimeout = deliveryTimeout
        self.maximumOutstanding = maximumOutstanding
    }
}

/// Where a record was put.
public struct KafkaDelivery: Hashable, Sendable {
    public var partition: Int32
    /// -1 if the broker knew the record already, from a try whose answer was lost, and did not say where it is.
    public var offset: Int64

    public init(partition: Int32, offset: Int64) {
        self.partition = partition
        self.offset = offset
    }
}

/// Told once about each record.
public typealias KafkaDeliveryHandler = @Sendable (Result<KafkaDelivery, KafkaError>) -> Void
