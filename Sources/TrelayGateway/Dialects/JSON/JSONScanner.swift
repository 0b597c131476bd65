/// Finds where JSON values end, without reading what they say.
///
/// It is lenient: what it accepts need not be JSON, but what is JSON it delimits as RFC 8259 does. It never recurses,
/// so that no nesting exhausts the stack.
enum JSONScanner {
    /// The first byte from `start` on that is no whitespace.
    @inline(__always)
    static func skipWhitespace(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, isWhitespace(bytes[index]) { index += 1 }
        return index
    }

    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The byte behind the value that begins at `start`; nil if there is none or it does not end.
    static func endOfValue(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        guard start < end else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return endOfString(bytes, from: start, to: end)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return endOfContainer(bytes, from: start, to: end)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "n"):
            return endOfWord(bytes, from: start, to: end)
        default: return nil
        }
    }

    /// - Parameter start: the opening quote.
    static func endOfString(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var index = start + 1
        while true {
            index = skipPlain(bytes, from: index, to: end)
            guard index < end else { return nil }
            if bytes[index] == UInt8(ascii: "\"") { return index + 1 }
            index += 2
        }
    }

    /// The first quote or backslash from `start` on, or `end`. Eight bytes at a time: images in base64 are long.
    @inline(__always)
    private static func skipPlain(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        let raw = bytes.bytes
        while end - index >= 8 {
            let word = raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard !hasZeroByte(word ^ quotes), !hasZeroByte(word ^ backslashes) else { break }
            index += 8
        }
        while index < end, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") { index += 1 }
        return index
    }

    private static let quotes: UInt64 = 0x2222_2222_2222_2222
    private static let backslashes: UInt64 = 0x5C5C_5C5C_5C5C_5C5C

    @inline(__always)
    private static func hasZeroByte(_ word: UInt64) -> Bool {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
    }

    private static func endOfContainer(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var depth = 0
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: "\""):
                guard let behind = endOfString(bytes, from: index, to: end) else { return nil }
                index = behind
                continue
            default:
                break
            }
            index += 1
        }
        return nil
    }

    /// A number or one of the three words.
    private static func endOfWord(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"), UInt8(ascii: "\""),
                UInt8(ascii: "["), UInt8(ascii: "{"):
                return index
            case let byte where isWhitespace(byte):
                return index
            default:
                index += 1
            }
        }
        return index
    }
}
