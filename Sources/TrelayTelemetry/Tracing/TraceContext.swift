import TrelaySystem

/// Which trace a piece of work belongs to, and which span caused it (W3C Trace Context, level 2).
public struct TraceContext: Hashable, Sendable {
    /// 16 bytes, not all zero.
    public let traceID: [UInt8]
    /// 8 bytes, not all zero.
    public let spanID: [UInt8]
    /// Whether the trace is recorded by whoever asks this flag.
    public var isSampled: Bool { flags & Self.sampledFlag != 0 }
    /// What vendors carry along, without the blanks around its members; nil if there is nothing.
    public let tracestate: String?
    /// All eight flags, passed on as far as they are known.
    let flags: UInt8

    private static let sampledFlag: UInt8 = 1
    /// The trace id is random: samplers may decide by it (section 2.2.2.5.2).
    private static let randomFlag: UInt8 = 2

    private init(traceID: [UInt8], spanID: [UInt8], flags: UInt8, tracestate: String?) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        self.tracestate = tracestate
    }

    /// Reads the two headers. Nil when `traceparent` is not valid, and then `tracestate` counts for nothing; a bad
    /// `tracestate` is dropped alone.
    public init?(traceparent: String, tracestate: String?) {
        let text = Array(TraceState.trimmed(Array(traceparent.utf8)[...]))
        guard text.count >= 55, text[2] == Self.dash, text[35] == Self.dash, text[52] == Self.dash,
            let version = Hexadecimal.bytes(text[0..<2])?.first, version != 0xFF,
            let traceID = Hexadecimal.bytes(text[3..<35]), traceID.contains(where: { $0 != 0 }),
            let spanID = Hexadecimal.bytes(text[36..<52]), spanID.contains(where: { $0 != 0 }),
            let flags = Hexadecimal.bytes(text[53..<55])?.first
        else { return nil }
        // Version 00 ends here; later versions may go on after a dash, and only their sampled flag is known.
        guard text.count == 55 || (version > 0 && text[55] == Self.dash) else { return nil }
        let known = version == 0 ? flags & (Self.sampledFlag | Self.randomFlag) : flags & Self.sampledFlag
        self.init(
            traceID: traceID, spanID: spanID, flags: known, tracestate: tracestate.flatMap { TraceState.normalized($0) }
        )
    }

    /// Reads the headers of a message: names in any case; several `traceparent` are as bad as none, several `tracestate`
    /// are one list.
    public init?(headers: some Sequence<(name: String, value: String)>) {
        var parents: [String] = []
        var states: [String] = []
        for (name, value) in headers {
            let name = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
            if name.elementsEqual("traceparent".utf8) { parents.append(value) }
            if name.elementsEqual("tracestate".utf8) { states.append(value) }
        }
        guard let parent = parents.first, parents.count == 1 else { return nil }
        self.init(traceparent: parent, tracestate: states.isEmpty ? nil : states.joined(separator: ","))
    }

    private static let dash = UInt8(ascii: "-")

    /// The header's value.
    public var traceparent: String {
        "00-\(Hexadecimal.text(traceID))-\(Hexadecimal.text(spanID))-\(Hexadecimal.text([flags]))"
    }

    /// The start of a new trace.
    public static func random(isSampled: Bool = true) -> TraceContext {
        TraceContext(
            traceID: nonZero(16), spanID: nonZero(8), flags: randomFlag | (isSampled ? sampledFlag : 0), tracestate: nil
        )
    }

    /// The same trace, a new span.
    public func child() -> TraceContext { child(isSampled: isSampled) }

    /// The same trace, a new span, sampled or not.
    public func child(isSampled: Bool) -> TraceContext {
        let kept = flags & ~Self.sampledFlag
        return TraceContext(
            traceID: traceID, spanID: Self.nonZero(8), flags: isSampled ? kept | Self.sampledFlag : kept,
            tracestate: tracestate)
    }

    private static func nonZero(_ count: Int) -> [UInt8] {
        while true {
            let bytes = SystemRandom.bytes(count)
            if bytes.contains(where: { $0 != 0 }) { return bytes }
        }
    }
}
