/// Eight bytes of a text in one word, the first in the lowest place, and what can be asked of all of them at once.
// Shifts are by less than a word's width, so the masking ones are right; they are one instruction each.
enum ByteWord {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080
    static let spaces = ones * 0x20

    /// The bytes that cannot stand in a JSON string as they are: quotation marks, backslashes and control characters.
    ///
    /// - Returns: 0 if there are none. Otherwise the lowest bit that is set is the high bit of the first such byte; those
    ///   above it mean nothing.
    @inline(__always)
    static func special(in word: UInt64) -> UInt64 {
        // A byte of `x` is zero exactly where the word has the character; `(x - ones) & ~x` then has its high bit.
        // A borrow can set high bits behind the first such byte, never before it.
        let quotes = word ^ (ones * UInt64(UInt8(ascii: "\"")))
        let backslashes = word ^ (ones * UInt64(UInt8(ascii: "\\")))
        return
            (((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            | ((word &- spaces) & ~word)) & highBits
    }

    /// The number that the eight bytes are, if they are decimal digits.
    @inline(__always)
    static func decimal(_ word: UInt64) -> UInt64? {
        let zeros = ones * UInt64(UInt8(ascii: "0"))
        // The upper half of a digit's byte is 3, and stays 3 if the lower half is not above 9.
        let (upper, six) = (ones * 0xF0, ones * 0x06)
        guard word & upper == zeros, (word &+ six) & upper == zeros else { return nil }
        // Add up neighbours: digits to pairs, pairs to fours, fours to eight. The first digit is in the lowest byte.
        let pairs = ((word ^ zeros) &* (10 << 8 + 1)) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* (100 << 16 + 1)) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* (10_000 << 32 + 1)) &>> 32
    }

    /// The eight decimal digits of the number, which is below 10^8, as text.
    @inline(__always)
    static func decimalText(_ number: UInt64) -> UInt64 {
        // Draw the digits apart: eight to fours, fours to pairs, pairs to digits. The factors are 2^20 / 100 and
        // 2^10 / 10, a little more, and right for all numbers below 10,000 and 100.
        let fours = number / 10_000 | (number % 10_000) &<< 32
        let hundreds = (fours &* 10_486) &>> 20 & 0x0000_007F_0000_007F
        let pairs = hundreds | (fours &- hundreds &* 100) &<< 16
        let tens = (pairs &* 103) &>> 10 & 0x000F_000F_000F_000F
        return (tens | (pairs &- tens &* 10) &<< 8) &+ ones * UInt64(UInt8(ascii: "0"))
    }

    /// How many bytes are before the one whose bit is the lowest that is set; 8 if none is.
    @inline(__always)
    static func index(of bits: UInt64) -> Int {
        bits.trailingZeroBitCount >> 3
    }

    /// The bytes of the word before this index, which is below 8, and zeros.
    @inline(__always)
    static func prefix(of word: UInt64, _ count: Int) -> UInt64 {
        word & ~(~0 &<< UInt64(truncatingIfNeeded: 8 &* count))
    }

    /// The eight bytes at the offset, which must all be there.
    @inline(__always)
    static func load(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The bytes from the offset on, of which there are less than eight, and spaces.
    @inline(__always)
    static func loadTail(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64 {
        let count = bytes.count - offset
        return tail(bytes, at: offset, count) | spaces & (~0 &<< UInt64(truncatingIfNeeded: 8 &* count))
    }

    /// The last bytes, fewer than eight, and zeros. In two loads that overlap: the end of a loop would be mispredicted.
    @inline(__always)
    static func tail(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, _ count: Int) -> UInt64 {
        if count >= 4 {
            let raw = UnsafeRawBufferPointer(bytes)
            let first = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            let last = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: bytes.count - 4, as: UInt32.self))
            return UInt64(first) | UInt64(last) &<< UInt64(truncatingIfNeeded: 8 &* (count &- 4))
        }
        if count == 0 { return 0 }
        let (middle, last) = (count &>> 1, count &- 1)
        return UInt64(bytes[offset]) | UInt64(bytes[offset &+ middle]) &<< UInt64(truncatingIfNeeded: 8 &* middle)
            | UInt64(bytes[offset &+ last]) &<< UInt64(truncatingIfNeeded: 8 &* last)
    }
}
