/// Comparing strings as data.
///
/// Swift's own `==` and `<` treat canonically equivalent strings as one ("é" composed and decomposed): two JSON keys
/// that differ in bytes would collide.
enum UTF8Text {
    /// Whether the strings have the same UTF-8 bytes.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        let (left, right) = (left.utf8.span, right.utf8.span)
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// Whether the left string comes first when both are compared as UTF-16 code units (RFC 8785, section 3.2.3).
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.span, right.utf8.span)
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
