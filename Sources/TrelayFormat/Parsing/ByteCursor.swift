/// A place in the bytes of a text. All unchecked memory access of the parser is in here.
///
/// At the end `current` is 0, a byte that JSON allows nowhere: one comparison tests for both.
// The pointer is valid as long as the call of `withUnsafeBufferPointer` in which the cursor was made; no cursor leaves it.
struct ByteCursor {
    private let base: UnsafeBufferPointer<UInt8>
    private(set) var offset = 0
    private(set) var hasSkippedWhitespace = false

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
        // Also at the end, where `current` is 0.
        if current <= UInt8(ascii: " ") { skipWhitespaceRun(from: offset) }
    }

    /// Passes the byte at the cursor, which is not the end, and the whitespace behind it.
    @inline(__always)
    mutating func advanceToToken() {
        let next = offset + 1
        if next < base.count, base[next] > UInt8(ascii: " ") {
            offset = next
        } else if next + 1 < base.count, base[next] == UInt8(ascii: " "), base[next + 1] > UInt8(ascii: " ") {
            offset = next + 1
            hasSkippedWhitespace = true
        } else {
            skipWhitespaceRun(from: min(next, base.count))
        }
    }

    @inline(__always)
    private mutating func skipWhitespaceRun(from start: Int) {
        offset = Self.endOfWhitespace(in: base, from: start)
        if offset != start { hasSkippedWhitespace = true }
    }

    @inline(never)
    private static func endOfWhitespace(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var offset = start
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): offset += 1
            default: return offset
            }
            // Lines of people's texts begin with spaces: up to eight of them at a time.
            if offset <= bytes.count - 8 {
                offset += ByteWord.index(of: ByteWord.load(bytes, at: offset) ^ ByteWord.spaces)
            }
        }
        return offset
    }

    /// Passes decimal digits and adds them to the number that the digits before them make. It wraps around if they are
    /// too many: 19 always fit.
    ///
    /// - Returns: how many it passed.
    @inline(__always)
    mutating func skipDigits(_ number: inout UInt64) -> Int {
        let start = offset
        var offset = offset
        while offset < base.count {
            let digit = base[offset] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            number = number &* 10 &+ UInt64(digit)
            offset += 1
        }
        self.offset = offset
        return offset - start
    }

    /// The same, but quicker where many are expected.
    @inline(__always)
    mutating func skipManyDigits(_ number: inout UInt64) -> Int {
        let start = offset
        while let word = word(at: offset), let digits = ByteWord.decimal(word) {
            number = number &* 100_000_000 &+ digits
            offset += 8
        }
        return offset - start + skipDigits(&number)
    }

    /// Stops at the first quotation mark, backslash or control character, or at the end.
    ///
    /// - Returns: whether all the bytes that it passed are ASCII.
    @inline(__always)
    mutating func skipPlainStringBytes() -> Bool {
        var offset = offset
        var seen: UInt64 = 0
        while offset <= base.count - 8 {
            let word = ByteWord.load(base, at: offset)
            let special = ByteWord.special(in: word)
            if special != 0 {
                let passed = ByteWord.index(of: special)
                self.offset = offset + passed
                return (seen | ByteWord.prefix(of: word, passed)) & ByteWord.highBits == 0
            }
            seen |= word
            offset += 8
        }
        return skipLastPlainStringBytes(from: offset, seen)
    }

    /// The same, and copies what it passes.
    mutating func copyPlainStringBytes(to buffer: inout TextBuffer) -> Bool {
        var seen: UInt64 = 0
        while let word = word(at: offset) {
            let passed = buffer.appendPlain(word)
            offset += passed
            if passed < 8 { return (seen | ByteWord.prefix(of: word, passed)) & ByteWord.highBits == 0 }
            seen |= word
        }
        let start = offset
        let isASCII = skipLastPlainStringBytes(from: start, seen)
        buffer.append(contentsOf: bytes(from: start))
        return isASCII
    }

    /// What `skipPlainStringBytes` does with the last bytes of the text.
    private mutating func skipLastPlainStringBytes(from start: Int, _ seen: UInt64) -> Bool {
        offset = start
        var seen = seen
        while offset < base.count {
            let byte = base[offset]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            seen |= UInt64(byte)
            offset += 1
        }
        return seen & ByteWord.highBits == 0
    }

    /// The eight bytes there, the first in the lowest place; nil if there are fewer.
    @inline(__always)
    private func word(at offset: Int) -> UInt64? {
        offset <= base.count - 8 ? ByteWord.load(base, at: offset) : nil
    }

    /// The first eight bytes of what is between there and the cursor, the first in the highest place; zeros behind the
    /// last one. Nil if the text has no eight bytes there.
    @inline(__always)
    func leadingWord(from start: Int) -> UInt64? {
        guard let word = word(at: start) else { return nil }
        let count = offset - start
        return (count < 8 ? ByteWord.prefix(of: word, count) : word).byteSwapped
    }

    /// Whether the one range of the text comes before the other as `UTF8Text.precedes` orders strings.
    func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        UTF8Text.bytesPrecede(UnsafeBufferPointer(rebasing: base[left]), UnsafeBufferPointer(rebasing: base[right]))
    }

    /// The bytes from the offset up to the current place.
    @inline(__always)
    func bytes(from start: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: base[start..<offset])
    }

    /// All bytes, for errors and positions.
    var all: UnsafeBufferPointer<UInt8> { base }
}
