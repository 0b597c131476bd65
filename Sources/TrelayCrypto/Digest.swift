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
    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

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
}

extension Digest: Comparable {
    public static func < (left: Digest, right: Digest) -> Bool {
        (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
    }
}

extension Digest: LosslessStringConvertible {
    private static let prefix = "sha256:"

    /// The 64 lower-case hexadecimal digits.
    public var hexadecimal: String {
        String(unsafeUninitializedCapacity: 2 * Self.byteCount) { buffer in
            writeHexadecimal(to: buffer, at: 0)
            return 2 * Self.byteCount
        }
    }

    /// `sha256:` and the 64 lower-case hexadecimal digits.
    /// The first twelve hexadecimal digits: enough for people to compare.
    public var short: String { String(hexadecimal.prefix(12)) }

    public var description: String {
        let prefix = Self.prefix.utf8
        let length = prefix.count + 2 * Self.byteCount
        return String(unsafeUninitializedCapacity: length) { buffer in
            _ = buffer.initialize(fromContentsOf: prefix)
            writeHexadecimal(to: buffer, at: prefix.count)
            return length
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

    private func writeHexadecimal(to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        writeHexadecimal(of: word0, to: buffer, at: start)
        writeHexadecimal(of: word1, to: buffer, at: start + 16)
        writeHexadecimal(of: word2, to: buffer, at: start + 32)
        writeHexadecimal(of: word3, to: buffer, at: start + 48)
    }

    private func writeHexadecimal(of word: UInt64, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
        var shift: UInt64 = 64
        for index in start..<start + 16 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: word >> shift) & 0xF
            buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
        }
    }
}
