/// What the headers of a record say about the event in it (CloudEvents 1.0, and the W3C trace context).
public struct EventMetadata: Hashable, Sendable {
    /// Identifies the event; publishing the same id again is answered with the outcome of the first.
    public var id: String
    /// Who published it, as a URI reference.
    public var source: String
    /// One of `EventType`.
    public var type: String
    public var subject: String?
    /// The publisher's clock. The broker's timestamp is the one to compare with.
    public var time: Timestamp?
    public var contentType: String
    /// The W3C `traceparent` header, as it came.
    public var traceparent: String?
    public var tracestate: String?

    public init(
        id: String, source: String, type: String, subject: String? = nil, time: Timestamp? = nil,
        contentType: String = "application/json", traceparent: String? = nil, tracestate: String? = nil
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.contentType = contentType
        self.traceparent = traceparent
        self.tracestate = tracestate
    }
}
