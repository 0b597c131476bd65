/// A key as the dashboard understands it.
public enum Key: Hashable, Sendable {
    case up, down, pageUp, pageDown, home, end
    case enter, escape, backspace
    /// Ctrl-C.
    case interrupt
    /// Ctrl-L: draw everything again.
    case redraw
    case character(Character)
}

/// Makes keys of the bytes that a terminal in raw mode sends (ECMA-48 control sequences and UTF-8 text).
///
/// A sequence may arrive in parts. An escape key alone looks like the beginning of one: when nothing follows for some
/// 50 ms, the caller calls `flush`.
public struct KeyDecoder: Sendable {
    /// No known key is longer; a longer sequence is dropped.
    static let maximumSequence = 16

    private var pending: [UInt8] = []

    public init() {}

    /// True when bytes wait for the rest of a sequence.
    public var isPending: Bool { !pending.isEmpty }

    public mutating func decode(_ bytes: [UInt8]) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while !pending.isEmpty {
            guard let (key, length) = Self.first(pending) else {
                if pending.count > Self.maximumSequence { pending.removeAll() }
                break
            }
            pending.removeFirst(length)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// Nothing follows: what waits is what was typed.
    public mutating func flush() -> [Key] {
        defer { pending.removeAll() }
        return pending.first == 0x1B ? [.escape] : []
    }

    /// The first key and the bytes that it took; a nil key for bytes that mean nothing; nil when more bytes are needed.
    private static func first(_ bytes: [UInt8]) -> (Key?, Int)? {
        switch bytes[0] {
        case 0x1B: sequence(bytes)
        case 0x0D, 0x0A: (.enter, 1)
        case 0x7F, 0x08: (.backspace, 1)
        case 0x03: (.interrupt, 1)
        case 0x0C: (.redraw, 1)
        case 0x00...0x1F: (nil, 1)
        default: text(bytes)
        }
    }

    private static func sequence(_ bytes: [UInt8]) -> (Key?, Int)? {
        guard bytes.count > 1 else { return nil }
        // CSI, or SS3 as cursor keys in application mode. Anything else: the escape key and what follows it.
        guard bytes[1] == UInt8(ascii: "[") || bytes[1] == UInt8(ascii: "O") else { return (.escape, 1) }
        guard let end = bytes.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
        return (key(final: bytes[end], parameters: bytes[2..<end]), end + 1)
    }

    private static func key(final: UInt8, parameters: ArraySlice<UInt8>) -> Key? {
        switch Character(Unicode.Scalar(final)) {
        case "A": .up
        case "B": .down
        case "H": .home
        case "F": .end
        case "~":
            switch String(decoding: parameters, as: UTF8.self) {
            case "1", "7": .home
            case "4", "8": .end
            case "5": .pageUp
            case "6": .pageDown
            default: nil
            }
        default: nil
        }
    }

    private static func text(_ bytes: [UInt8]) -> (Key?, Int)? {
        let length =
            switch bytes[0] {
            case 0x20...0x7E: 1
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        guard length > 0 else { return (nil, 1) }
        guard bytes.count >= length else { return nil }
        guard let text = String(validating: bytes[..<length], as: UTF8.self), let character = text.first else {
            return (nil, 1)
        }
        return (.character(character), length)
    }
}
