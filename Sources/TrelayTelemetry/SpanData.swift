/// The value of an attribute (OpenTelemetry common proto, AnyValue).
public enum AttributeValue: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    case string(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)

    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}

/// OpenTelemetry's span kinds, with their numbers in trace.proto.
public enum SpanKind: Int, Hashable, Sendable {
    case `internal` = 1
    case server = 2
    case client = 3
    case producer = 4
    case consumer = 5
}

/// Something that happened at one moment of a span.
public struct SpanEvent: Hashable, Sendable {
    public var name: String
    /// Nanoseconds since the Unix epoch.
    public var nanoseconds: UInt64
    public var attributes: [String: AttributeValue]
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
    public var links: [TraceContext] = []
    /// Events and links beyond the limits.
    public var droppedEvents = 0
    public var droppedLinks = 0
    /// Nil unless the work failed: one line.
    public var errorMessage: String?
}
