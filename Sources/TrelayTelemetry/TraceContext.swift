import TrelaySystem

/// Which trace a piece of work belongs to, and which span caused it (W3C Trace Context, level 2).
public struct TraceContext: Hashable, Sendable {
    /// 16 bytes, not all zero.
    public let traceID: [UInt8]
    /// 8 bytes, not all zero.
    public let spanID: [UInt8]
    /// Whether the trace is recorded by whoever asks this flag.
    public let isSampled: Bool
    /// What vendors carry along, as it came.
    public let tracestate: String?
    /// All eight flags, passed on as far as they are known.
    private let flags: UInt8

    private static let sampledFlag: UInt8 = 1
    private static let randomFlag: UInt8 = 2

    init(traceID: [UInt8], spanID: [UInt8], flags: UInt8, tracestate: String?) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
        isSampled = flags & Self.sampledFlag != 0
        self.tracestate = tracestate
    }

    /// Reads the two headers. Nil when `traceparent` is not valid, and then `tracestate` counts for nothing; a bad
    /// `tracestate` is dropped alone.
    public init?(traceparent: String, tracestate: String?) {
        let text = Array(traceparent.utf8)
        guard text.count >= 55, text[2] == Self.dash, text[35] == Self.dash, text[52] == Self.dash,
            let version = Hexadecimal.bytes(text[0..<2])?.first, version != 0xFF,
            let traceID = Hexadecimal.bytes(text[3..<35]), traceID.contains(where: { $0 != 0 }),
            let spanID = Hexadecimal.bytes(text[36..<52]), spanID.contains(where: { $0 != 0 }),
            let flags = Hexadecimal.bytes(text[53..<55])?.first
        else { return nil }
        // Version 00 ends here; later versions may go on after a dash (section 2.2.1).
        guard text.count == 55 || (version > 0 && text[55] == Self.dash) else { return nil }
        let known = version == 0 ? flags & (Self.sampledFlag | Self.randomFlag) : flags & Self.sampledFlag
        self.init(
            traceID: traceID, spanID: spanID, flags: known,
            tracestate: tracestate.flatMap { TraceState.isValid($0) && !$0.isEmpty ? $0 : nil })
    }

    private static let dash = UInt8(ascii: "-")

    /// The header's value.
    public var traceparent: String {
        "00-\(Hexadecimal.text(traceID))-\(Hexadecimal.text(spanID))-\(Hexadecimal.text([flags]))"
    }

    /// The start of a new trace.
    public static func random(isSampled: Bool = true) -> TraceContext {
        TraceContext(
            traceID: nonZero(16), spanID: nonZero(8), flags: randomFlag | (isSampled ? sampledFlag : 0), tracestate: nil)
    }

    /// The same trace, a new span.
    public func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.nonZero(8), flags: flags, tracestate: tracestate)
    }

    private static func nonZero(_ count: Int) -> [UInt8] {
        while true {
            let bytes = SystemRandom.bytes(count)
            if bytes.contains(where: { $0 != 0 }) { return bytes }
        }
    }
}

/// The vendors' list beside the trace id (section 3.3).
public enum TraceState {
    private static let maximumMembers = 32

    /// Whether a combined header value is well formed: at most 32 members, unique keys, legal characters.
    public static func isValid(_ text: String) -> Bool {
        var keys: Set<[UInt8]> = []
        var count = 0
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let member = trimmed(part)
            if member.isEmpty { continue }
            count += 1
            guard count <= maximumMembers, let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return false }
            let key = Array(member[..<equals])
            guard isKey(key), isValue(Array(member[(equals + 1)...])), keys.insert(key).inserted else { return false }
        }
        return true
    }

    /// Spaces and tabs around a member do not belong to it.
    private static func trimmed(_ part: Substring.UTF8View) -> ArraySlice<UInt8> {
        var slice = Array(part)[...]
        while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
        while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
        return slice
    }

    /// `simple` or `tenant@system` (section 3.3.1.3.1).
    private static func isKey(_ key: [UInt8]) -> Bool {
        let parts = key.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1:
            return isIdentifier(parts[0], maximum: 256, startsWithDigit: false)
        case 2:
            return isIdentifier(parts[0], maximum: 241, startsWithDigit: true)
                && isIdentifier(parts[1], maximum: 14, startsWithDigit: false)
        default: return false
        }
    }

    private static func isIdentifier(_ text: ArraySlice<UInt8>, maximum: Int, startsWithDigit: Bool) -> Bool {
        guard let first = text.first, text.count <= maximum else { return false }
        guard isLetter(first) || (startsWithDigit && isDigit(first)) else { return false }
        return text.allSatisfy { isLetter($0) || isDigit($0) || Array("_-*/".utf8).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isValue(_ value: [UInt8]) -> Bool {
        guard let last = value.last, value.count <= 256, last != 0x20 else { return false }
        return value.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }
}
