/// Where and how spans are exported: the standard environment variables of OpenTelemetry.
public struct OTLPConfiguration: Hashable, Sendable {
    /// The full URL that spans are posted to.
    public var tracesURL: String
    public var headers: [String: String] = [:]
    /// For one request.
    public var timeout: Duration = .seconds(10)
    /// For one batch with all its attempts.
    public var exportTimeout: Duration = .seconds(30)
    /// Spans that wait, beyond which new ones are dropped.
    public var maximumQueue = 2_048
    /// Spans in one request; not more than `maximumQueue`.
    public var maximumBatch = 512
    /// The longest time that a span waits for others.
    public var scheduleDelay: Duration = .seconds(5)
    /// `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME`.
    public var resource: [String: AttributeValue] = [:]
    public var sampler = Sampler.always
    /// Variables that were not understood and therefore ignored, one line each: worth a warning in the log.
    public var warnings: [String] = []

    public init(tracesURL: String) {
        self.tracesURL = tracesURL
    }

    /// Where a collector on this machine listens (OTLP/HTTP).
    static let localCollector = "http://localhost:4318"

    /// Reads `OTEL_*`. Nil when tracing is not asked for: no endpoint and no `OTEL_TRACES_EXPORTER=otlp`,
    /// `OTEL_SDK_DISABLED=true` or another exporter.
    ///
    /// Values that cannot be read are ignored, as the specification says (general SDK configuration), with a warning.
    public static func fromEnvironment(_ environment: [String: String]) -> OTLPConfiguration? {
        var reader = OTLPEnvironment(environment)
        return reader.configuration()
    }
}

/// Reads the variables and notes those that make no sense.
private struct OTLPEnvironment {
    private let environment: [String: String]
    private var warnings: [String] = []

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    mutating func configuration() -> OTLPConfiguration? {
        if text("OTEL_SDK_DISABLED")?.lowercased() == "true" { return nil }
        guard let url = tracesURL() else { return nil }
        var configuration = OTLPConfiguration(tracesURL: url)
        configuration.headers = pairs("OTEL_EXPORTER_OTLP_HEADERS")
            .merging(pairs("OTEL_EXPORTER_OTLP_TRACES_HEADERS")) { $1 }
        configuration.timeout =
            milliseconds("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT") ?? milliseconds("OTEL_EXPORTER_OTLP_TIMEOUT")
            ?? configuration.timeout
        configuration.scheduleDelay = milliseconds("OTEL_BSP_SCHEDULE_DELAY") ?? configuration.scheduleDelay
        configuration.exportTimeout = milliseconds("OTEL_BSP_EXPORT_TIMEOUT") ?? configuration.exportTimeout
        configuration.maximumQueue = count("OTEL_BSP_MAX_QUEUE_SIZE") ?? configuration.maximumQueue
        let batch = count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE") ?? configuration.maximumBatch
        configuration.maximumBatch = min(batch, configuration.maximumQueue)
        configuration.resource = pairs("OTEL_RESOURCE_ATTRIBUTES").mapValues { .string($0) }
        if let name = text("OTEL_SERVICE_NAME") { configuration.resource["service.name"] = .string(name) }
        configuration.sampler = sampler()
        warnOfProtocol()
        configuration.warnings = warnings
        return configuration
    }

    /// An empty variable counts as one that is not set.
    private func text(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func tracesURL() -> String? {
        let exporters = text("OTEL_TRACES_EXPORTER")?.split(separator: ",").map { Self.trimmed($0) }
        if let exporters, !exporters.contains("otlp") { return nil }
        if let url = text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") { return url }
        let fallback = exporters == nil ? nil : OTLPConfiguration.localCollector
        guard let base = text("OTEL_EXPORTER_OTLP_ENDPOINT") ?? fallback else { return nil }
        return base + (base.hasSuffix("/") ? "" : "/") + "v1/traces"
    }

    private mutating func sampler() -> Sampler {
        let name = text("OTEL_TRACES_SAMPLER") ?? "parentbased_always_on"
        let prefix = "parentbased_"
        let followsParent = name.hasPrefix(prefix)
        switch followsParent ? String(name.dropFirst(prefix.count)) : name {
        case "always_on": return Sampler(.always, followsParent: followsParent)
        case "always_off": return Sampler(.never, followsParent: followsParent)
        case "traceidratio": return Sampler(.ratio(ratio()), followsParent: followsParent)
        default:
            ignore("OTEL_TRACES_SAMPLER", "a sampler such as parentbased_traceidratio")
            return .always
        }
    }

    private mutating func ratio() -> Double {
        guard let text = text("OTEL_TRACES_SAMPLER_ARG") else { return 1 }
        if let ratio = Double(text), (0...1).contains(ratio) { return ratio }
        ignore("OTEL_TRACES_SAMPLER_ARG", "a number from 0 to 1")
        return 1
    }

    private mutating func milliseconds(_ name: String) -> Duration? {
        number(name, in: 0...86_400_000, "a number of milliseconds").map { .milliseconds($0) }
    }

    private mutating func count(_ name: String) -> Int? {
        number(name, in: 1...1_000_000, "a number from 1 to 1000000")
    }

    private mutating func number(_ name: String, in range: ClosedRange<Int>, _ expected: String) -> Int? {
        guard let text = text(name) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        ignore(name, expected)
        return nil
    }

    private mutating func warnOfProtocol() {
        for name in ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] {
            if let text = text(name), text != "http/json" { ignore(name, "http/json, the only protocol there is here") }
        }
    }

    private mutating func ignore(_ name: String, _ expected: String) {
        warnings.append("\(name) is ignored: it should be \(expected)")
    }

    /// `key=value,key=value`, percent-encoded (W3C Baggage).
    private mutating func pairs(_ name: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for part in (text(name) ?? "").split(separator: ",") {
            let key = Self.trimmed(part.prefix { $0 != "=" })
            guard let equals = part.firstIndex(of: "="), !key.isEmpty else {
                ignore(name, "key=value,key=value (what is not is left out)")
                continue
            }
            pairs[key] = Self.percentDecoded(Self.trimmed(part[part.index(after: equals)...]))
        }
        return pairs
    }

    private static func trimmed(_ text: Substring) -> String {
        String(decoding: TraceState.trimmed(Array(text.utf8)[...]), as: UTF8.self)
    }

    private static func percentDecoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, digits.allSatisfy({ $0 != UInt8(ascii: "+") }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? text
    }
}
