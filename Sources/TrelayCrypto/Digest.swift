/// A SHA-256 digest: 32 bytes, compared and ordered as bytes.
///
/// Its text form is `sha256:` followed by 64 lower-case hexadecimal digits; no other spelling is accepted, so that equal
/// digests are equal texts.
public struct Digest: Hashable, Sendable {
    /// The number of bytes in a digest.
    public static let byteCount = 32

    /// The digest of no data at all: 32 zero bytes. It begins hash chains.
    public static let zero = Digest(word0: 0, word1: 0, word2: 0, word3: 0)

    // Big-endian words: comparing them in turn is comparing the bytes, without a heap object per digest.
    @usableFromInline let word0: UInt64
    @usableFromInline let word1: UInt64
    @usableFromInline let word2: UInt64
    @usableFromInline let word3: UInt64

    private init(word0: UInt64, word1: UInt64, word2: UInt64, word3: UInt64) {
        self.word0 = word0
        self.word1 = word1
        self.word2 = word2
        self.word3 = word3
    }

    /// The digest with these bytes, or nil unless there are exactly 32.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self = bytes.withUnsafeBytes { Digest(trusted: $0) }
    }

    /// - Parameter buffer: exactly 32 bytes.
    init(trusted buffer: UnsafeRawBufferPointer) {
        precondition(buffer.count == Self.byteCount, "A SHA-256 digest has 32 bytes.")
        word0 = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        word1 = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        word2 = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        word3 = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.storeBytes(of: word0.bigEndian, toByteOffset: 0, as: UInt64.self)
            raw.storeBytes(of: word1.bigEndian, toByteOffset: 8, as: UInt64.self)
            raw.storeBytes(of: word2.bigEndian, toByteOffset: 16, as: UInt64.self)
            raw.storeBytes(of: word3.bigEndian, toByteOffset: 24, as: UInt64.self)
            count = Self.byteCount
        }
    }

    /// The number of nibbles, hexadecimal digits, in a digest.
    public static let nibbleCount = 2 * byteCount

    /// Four bits of the digest as a number from 0 to 15: the value of the hexadecimal digit at that place.
    ///
    /// - Parameter index: from 0, the upper half of the first byte, to 63, the lower half of the last.
    @inlinable
    public func nibble(at index: Int) -> Int {
        precondition(index >= 0 && index < 64, "A digest has 64 nibbles.")
        let word =
            switch index >> 4 {
            case 0: word0
            case 1: word1
            case 2: word2
            default: word3
            }
        return Int(truncatingIfNeeded: word >> UInt64(truncatingIfNeeded: 60 - 4 * (index & 15))) & 15
    }
}

extension Digest: Comparable {
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
    }
}

extension Digest: LosslessStringConvertible {
    private static let prefix = "sha256:"
    private static let descriptionLength = 7 + 2 * byteCount

    /// The 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        String(unsafeUninitializedCapacity: 2 * Self.byteCount) { buffer in
            writeHexadecimal(to: buffer, at: 0)
            return 2 * Self.byteCount
        }
    }

    /// The first twelve hexadecimal digits: enough for people to compare.
    public var short: String { String(hexadecimal.prefix(12)) }

    /// `sha256:` and the 64 lower-case hexadecimal digits.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.descriptionLength) { buffer in
            writeDescription(to: buffer)
            return Self.descriptionLength
        }
    }

    /// Appends the bytes of `description` without making the string.
    public func appendDescription(to bytes: inout [UInt8]) {
        withDescription { bytes.append(contentsOf: $0) }
    }

    /// Calls `body` with the bytes of `description`, without making the string.
    func withDescription(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.descriptionLength) { buffer in
            writeDescription(to: buffer)
            body(UnsafeBufferPointer(buffer))
        }
    }

    /// Reads exactly what `description` writes; nil for anything else.
    public init?(_ description: String) {
        self.init(description, prefix: Self.prefix)
    }

    /// Reads exactly what `hexadecimal` writes: 64 lower-case digits; nil for anything else.
    public init?(hexadecimal: String) {
        self.init(hexadecimal, prefix: "")
    }

    private init?(_ text: String, prefix: String) {
        let parsed = text.utf8.withContiguousStorageIfAvailable { Self(bytes: $0, prefix: prefix.utf8) }
        guard let digest = parsed ?? Array(text.utf8).withUnsafeBufferPointer({ Self(bytes: $0, prefix: prefix.utf8) })
        else { return nil }
        self = digest
    }

    private init?(bytes: UnsafeBufferPointer<UInt8>, prefix: String.UTF8View) {
        guard bytes.count == prefix.count + 2 * Self.byteCount, bytes.starts(with: prefix) else { return nil }
        var words: [4 of UInt64] = [0, 0, 0, 0]
        var position = 0
        for character in bytes[prefix.count...] {
            let digit: UInt8
            switch character {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
            default: return nil
            }
            words[position >> 4] = words[position >> 4] << 4 | UInt64(digit)
            position += 1
        }
        self.init(word0: words[0], word1: words[1], word2: words[2], word3: words[3])
    }

    /// - Parameter buffer: `descriptionLength` bytes.
    private func writeDescription(to buffer: UnsafeMutableBufferPointer<UInt8>) {
        let start = buffer.initialize(fromContentsOf: Self.prefix.utf8)
        writeHexadecimal(to: buffer, at: start)
    }

    private func writeHexadecimal(to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        writeHexadecimal(of: word0, to: buffer, at: start)
        writeHexadecimal(of: word1, to: buffer, at: start + 16)
        writeHexadecimal(of: word2, to: buffer, at: start + 32)
        writeHexadecimal(of: word3, to: buffer, at: start + 48)
    }

    private func writeHexadecimal(of word: UInt64, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        let target = UnsafeMutableRawBufferPointer(buffer)
        let (high, low) = (Self.digits(of: word >> 32), Self.digits(of: word & 0xFFFF_FFFF))
        target.storeBytes(of: high.bigEndian, toByteOffset: start, as: UInt64.self)
        target.storeBytes(of: low.bigEndian, toByteOffset: start + 8, as: UInt64.self)
    }

    /// The eight digits of the lower 32 bits, the first in the highest byte.
    private static func digits(of half: UInt64) -> UInt64 {
        // Draw the bits apart until each byte holds four of them.
        var digits = (half << 16 | half) & 0x0000_FFFF_0000_FFFF
        digits = (digits << 8 | digits) & 0x00FF_00FF_00FF_00FF
        digits = (digits << 4 | digits) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in the bytes above 9, which are letters: "a" stands 0x27 behind the place after "9".
        let letters = (digits + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return digits + 0x3030_3030_3030_3030 + letters * 0x27
    }
}
