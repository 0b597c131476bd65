/// OpenTelemetry's span kinds, with their numbers in trace.proto.
public enum SpanKind: Int, Hashable, Sendable {
    case `internal` = 1
    case server = 2
    case client = 3
    case producer = 4
    case consumer = 5
}

/// How the work of a span ended.
public enum SpanStatus: Hashable, Sendable {
    /// Nobody said: tools take it for a success.
    case unset
    /// Said to be a success; stays so.
    case ok
    /// One line.
    case error(String)
}

/// Something that happened at one moment of a span.
public struct SpanEvent: Hashable, Sendable {
    public var name: String
    /// Nanoseconds since the Unix epoch.
    public var nanoseconds: UInt64
    public var attributes: [String: AttributeValue]
    public var droppedAttributes = 0
}

/// A span of this or another trace that has to do with this one without being its parent.
public struct SpanLink: Hashable, Sendable {
    public var context: TraceContext
    public var attributes: [String: AttributeValue]
    public var droppedAttributes = 0
}

/// A finished span, ready to be exported.
public struct SpanData: Hashable, Sendable {
    public var name: String
    public var kind: SpanKind
    public var context: TraceContext
    /// Nil for the root of a trace.
    public var parentSpanID: [UInt8]?
    /// Nanoseconds since the Unix epoch.
    public var startNanoseconds: UInt64
    public var endNanoseconds: UInt64
    public var attributes: [String: AttributeValue] = [:]
    public var events: [SpanEvent] = []
    public var links: [SpanLink] = []
    public var status = SpanStatus.unset
    /// What went beyond the limits of `Span`.
    public var droppedAttributes = 0
    public var droppedEvents = 0
    public var droppedLinks = 0
}
