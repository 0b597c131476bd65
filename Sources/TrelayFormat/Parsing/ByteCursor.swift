/// A place in the bytes of a text. All unchecked memory access of the parser is in here.
///
/// At the end `current` is 0, a byte that JSON allows nowhere: one comparison tests for both.
// The pointer is valid as long as the call of `withUnsafeBufferPointer` in which the cursor was made; no cursor leaves it.
struct ByteCursor {
    private let base: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        base = bytes
    }

    var count: Int { base.count }

    var isAtEnd: Bool { offset == base.count }

    @inline(__always)
    var current: UInt8 { offset < base.count ? base[offset] : 0 }

    /// The byte that many places further on; 0 beyond the end.
    func byte(after distance: Int) -> UInt8 {
        distance < base.count - offset ? base[offset + distance] : 0
    }

    @inline(__always)
    mutating func advance() {
        if offset < base.count { offset += 1 }
    }

    mutating func advance(by distance: Int) {
        offset += min(distance, base.count - offset)
    }

    /// Goes back (or on) to a place where the cursor has been.
    mutating func move(to offset: Int) {
        self.offset = min(max(offset, 0), base.count)
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while true {
            switch current {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): advance()
            default: return
            }
        }
    }

    /// Stops at the first quotation mark, backslash or control character, or at the end.
    ///
    /// - Returns: whether all the bytes that it passed are ASCII.
    @inline(__always)
    @discardableResult
    mutating func skipPlainStringBytes() -> Bool {
        var (seen, isDone) = skipPlainWords()
        while !isDone, offset < base.count {
            let byte = base[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= UInt64(byte)
            offset += 1
        }
        return seen & Self.highBits == 0
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// Eight bytes at a time, as long as there are eight.
    ///
    /// - Returns: the bits of all the bytes that it passed, and whether it stands before one to stop at.
    @inline(__always)
    private mutating func skipPlainWords() -> (seen: UInt64, isDone: Bool) {
        let ones = Self.ones
        let raw = UnsafeRawBufferPointer(base)
        var seen: UInt64 = 0
        while offset + 8 <= base.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            // A byte of `x` is zero exactly where the word has the character; `(x - ones) & ~x` then has its high bit.
            // A borrow can set high bits behind the first such byte, never before it.
            let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let found =
                (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
                    | ((word &- ones &* 0x20) & ~word)) & Self.highBits
            if found != 0 {
                let passed = found.trailingZeroBitCount >> 3
                offset += passed
                return (seen | word & ~(~0 << UInt64(8 * passed)), true)
            }
            seen |= word
            offset += 8
        }
        return (seen, false)
    }

    /// The bytes from the offset up to the current place.
    func bytes(from start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: base[start..<offset])
    }

    /// All bytes, for errors and positions.
    var all: UnsafeBufferPointer<UInt8> { base }
}
