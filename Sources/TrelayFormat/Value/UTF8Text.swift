/// Comparing strings as data.
///
/// Swift's own `==` and `<` treat canonically equivalent strings as one ("é" composed and decomposed): two JSON keys
/// that differ in bytes would collide.
enum UTF8Text {
    /// The bytes of the string, for as long as `body` runs.
    @inline(__always)
    static func withBytes<Result>(of string: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        string.utf8.span.withUnsafeBufferPointer(body)
    }

    /// Whether the strings have the same UTF-8 bytes.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return withBytes(of: left) { left in
            withBytes(of: right) { right in areBytesEqual(left, right) }
        }
    }

    /// - Parameter right: as long as the left one.
    @inline(__always)
    private static func areBytesEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        guard left.count >= 8 else {
            return ByteWord.tail(left, at: 0, left.count) == ByteWord.tail(right, at: 0, right.count)
        }
        for offset in stride(from: 0, to: left.count - 8, by: 8)
        where ByteWord.load(left, at: offset) != ByteWord.load(right, at: offset) {
            return false
        }
        // The last eight bytes; some may have been among those before.
        return ByteWord.load(left, at: left.count - 8) == ByteWord.load(right, at: left.count - 8)
    }

    /// Whether the left string comes first when both are compared as UTF-16 code units (RFC 8785, section 3.2.3).
    static func precedes(_ left: String, _ right: String) -> Bool {
        withBytes(of: left) { left in
            withBytes(of: right) { right in bytesPrecede(left, right) }
        }
    }

    /// The first eight bytes of the string, the first in the highest place; zeros behind the last one.
    static func leadingWord(of string: String) -> UInt64 {
        withBytes(of: string) { bytes in
            (bytes.count < 8 ? ByteWord.tail(bytes, at: 0, bytes.count) : ByteWord.load(bytes, at: 0)).byteSwapped
        }
    }

    /// What `precedes` says about two strings with these bytes.
    @inline(__always)
    static func bytesPrecede(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return utf16Rank(left[index]) < utf16Rank(right[index])
        }
        return left.count < right.count
    }

    static func hash(_ string: String, into hasher: inout Hasher) {
        let bytes = string.utf8.span.bytes
        hasher.combine(bytes.byteCount)
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// UTF-8 bytes sort as code points do, and UTF-16 code units too, but for one thing: the surrogates of U+10000 and
    /// above (lead bytes F0 to F4) sort before U+E000 to U+FFFF (lead bytes EE and EF). Lifting the latter two is all.
    private static func utf16Rank(_ byte: UInt8) -> UInt8 {
        byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte
    }
}
