/// The value of an attribute (OpenTelemetry, common.proto, AnyValue).
public enum AttributeValue: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case double(Double)
    case bool(Bool)
    case strings([String])

    /// Bytes of a string that are kept, and strings of a list.
    public static let maximumBytes = 4_096
    public static let maximumStrings = 128

    /// Within the limits: cut strings end with "…".
    var limited: AttributeValue {
        switch self {
        case .string(let text): .string(Self.limited(text))
        case .strings(let texts): .strings(texts.prefix(Self.maximumStrings).map(Self.limited))
        case .integer, .double, .bool: self
        }
    }

    private static func limited(_ text: String) -> String {
        guard text.utf8.count > maximumBytes else { return text }
        var bytes = Array(text.utf8.prefix(maximumBytes - 3))
        // The cut may fall into a character: take its beginning away too.
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0xC0 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self) + "…"
    }
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
}
