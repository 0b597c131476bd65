/// Where and how spans are exported: the standard environment variables of OpenTelemetry.
public struct OTLPConfiguration: Hashable, Sendable {
    /// The full URL that spans are posted to.
    public var tracesURL: String
    public var headers: [String: String] = [:]
    /// For one request.
    public var timeout: Duration = .seconds(10)
    public var maximumQueue = 2_048
    public var maximumBatch = 512
    /// The longest time that a span waits for others.
    public var scheduleDelay: Duration = .seconds(5)
    public var resource: [String: AttributeValue] = [:]
    public var sampler = Sampler.always

    public init(tracesURL: String) {
        self.tracesURL = tracesURL
    }

    /// Reads `OTEL_*`. Nil when tracing is not asked for: no endpoint, `OTEL_SDK_DISABLED=true` or
    /// `OTEL_TRACES_EXPORTER=none`.
    ///
    /// Values that cannot be read are ignored, as the specification says (general SDK configuration).
    public static func fromEnvironment(_ environment: [String: String]) -> OTLPConfiguration? {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        if value("OTEL_SDK_DISABLED")?.lowercased() == "true" { return nil }
        if let exporter = value("OTEL_TRACES_EXPORTER"), exporter != "otlp" { return nil }
        guard let url = value("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? value("OTEL_EXPORTER_OTLP_ENDPOINT").map(tracesURL)
        else { return nil }
        var configuration = OTLPConfiguration(tracesURL: url)
        configuration.headers = pairs(value("OTEL_EXPORTER_OTLP_HEADERS") ?? "")
            .merging(pairs(value("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? "")) { $1 }
        if let timeout = milliseconds(value("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT") ?? value("OTEL_EXPORTER_OTLP_TIMEOUT")) {
            configuration.timeout = timeout
        }
        if let delay = milliseconds(value("OTEL_BSP_SCHEDULE_DELAY")) { configuration.scheduleDelay = delay }
        if let queue = count(value("OTEL_BSP_MAX_QUEUE_SIZE")) { configuration.maximumQueue = queue }
        if let batch = count(value("OTEL_BSP_MAX_EXPORT_BATCH_SIZE")) { configuration.maximumBatch = batch }
        configuration.resource = pairs(value("OTEL_RESOURCE_ATTRIBUTES") ?? "").mapValues { .string($0) }
        if let name = value("OTEL_SERVICE_NAME") { configuration.resource["service.name"] = .string(name) }
        configuration.sampler = sampler(value("OTEL_TRACES_SAMPLER"), value("OTEL_TRACES_SAMPLER_ARG"))
        return configuration
    }

    private static func tracesURL(_ base: String) -> String {
        base + (base.hasSuffix("/") ? "" : "/") + "v1/traces"
    }

    private static func sampler(_ name: String?, _ argument: String?) -> Sampler {
        switch name {
        case "always_off", "parentbased_always_off": return .never
        case "traceidratio", "parentbased_traceidratio":
            let ratio = argument.flatMap(Double.init) ?? 1
            return .ratio(ratio.isFinite ? min(max(ratio, 0), 1) : 1)
        default: return .always
        }
    }

    private static func milliseconds(_ text: String?) -> Duration? {
        text.flatMap { Int64($0) }.flatMap { (0...86_400_000).contains($0) ? .milliseconds($0) : nil }
    }

    private static func count(_ text: String?) -> Int? {
        text.flatMap { Int($0) }.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    }

    /// `key=value,key=value`, percent-encoded (W3C Baggage).
    private static func pairs(_ text: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for part in text.split(separator: ",") {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let key = trimmed(part[..<equals])
            guard !key.isEmpty else { continue }
            pairs[key] = percentDecoded(trimmed(part[part.index(after: equals)...]))
        }
        return pairs
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? text
    }
}
