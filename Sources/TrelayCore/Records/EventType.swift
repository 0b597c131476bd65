/// The values of the `ce_type` header.
public enum EventType {
    /// A change set, on the topic of changes.
    public static let change = "dev.trelay.change.v1"
    /// What a worker did with a revision, on the topic of acks.
    public static let ack = "dev.trelay.ack.v1"
    /// A worker's heartbeat, on the topic of workers.
    public static let lease = "dev.trelay.lease.v1"
}
