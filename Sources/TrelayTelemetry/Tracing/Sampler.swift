/// Which traces are recorded; decided once, where a trace begins or enters (OTEL_TRACES_SAMPLER).
public struct Sampler: Hashable, Sendable {
    public enum Choice: Hashable, Sendable {
        case always
        case never
        /// A share of the traces, decided by the trace id, so that all who see the trace decide alike.
        case ratio(Double)
    }

    public var choice: Choice
    /// Whether the decision of whoever sent a context is kept: otherwise a trace may have holes.
    public var followsParent: Bool

    public init(_ choice: Choice, followsParent: Bool = true) {
        self.choice = choice
        self.followsParent = followsParent
    }

    public static let always = Sampler(.always)
    public static let never = Sampler(.never)
    public static func ratio(_ ratio: Double) -> Sampler { Sampler(.ratio(ratio)) }

    /// - Parameter parent: what came with the request or record, if anything did.
    func accepts(_ traceID: [UInt8], parent: TraceContext?) -> Bool {
        if followsParent, let parent { return parent.isSampled }
        switch choice {
        case .always: return true
        case .never: return false
        case .ratio(let ratio):
            // The last 56 bits are the random ones (W3C level 2); the lowest are rejected (OpenTelemetry, TraceState
            // probability sampling).
            let random = traceID.suffix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Double(random) >= (1 - ratio) * Self.randomValues
        }
    }

    private static let randomValues = 72_057_594_037_927_936.0  // 2^56
}
