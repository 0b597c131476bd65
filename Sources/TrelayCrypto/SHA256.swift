import CLibcrypto

/// SHA-256 (FIPS 180-4) of data that lies in memory.
public enum SHA256 {
    /// The digest of the bytes.
    public static func hash(_ bytes: [UInt8]) -> Digest {
        bytes.withUnsafeBytes { hash($0) }
    }

    /// The digest of the bytes of the span.
    public static func hash(_ span: RawSpan) -> Digest {
        span.withUnsafeBytes { hash($0) }
    }

    /// The digest of the string's UTF-8 bytes.
    public static func hash(utf8 string: String) -> Digest {
        hash(string.utf8.span.bytes)
    }

    private static func hash(_ buffer: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256Hasher()
        hasher.update(buffer)
        return hasher.finalize()
    }
}

/// SHA-256 of data that comes in pieces: the digest of all updates, one after the other.
public struct SHA256Hasher: ~Copyable {
    // In place, not on the heap: most hashed texts are a few hundred bytes. None of libcrypto's functions for it fails.
    private var state = SHA256_CTX()

    public init() {
        SHA256_Init(&state)
    }

    /// Adds the bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds the bytes of the span.
    public mutating func update(_ span: RawSpan) {
        span.withUnsafeBytes { update($0) }
    }

    /// Adds the string's UTF-8 bytes.
    public mutating func update(utf8 string: String) {
        update(string.utf8.span.bytes)
    }

    /// Adds the bytes of the digest's description.
    public mutating func update(descriptionOf digest: Digest) {
        digest.withDescription { update(UnsafeRawBufferPointer($0)) }
    }

    /// Adds the 32 bytes of the digest.
    public mutating func update(_ digest: Digest) {
        let words =
            [
                digest.word0.bigEndian, digest.word1.bigEndian, digest.word2.bigEndian, digest.word3.bigEndian,
            ] as [4 of UInt64]
        update(words.span.bytes)
    }

    mutating func update(_ buffer: UnsafeRawBufferPointer) {
        SHA256_Update(&state, buffer.baseAddress, buffer.count)
    }

    /// The digest of everything that was added.
    public consuming func finalize() -> Digest {
        withUnsafeTemporaryAllocation(byteCount: Digest.byteCount, alignment: 8) { buffer in
            SHA256_Final(buffer.assumingMemoryBound(to: UInt8.self).baseAddress, &state)
            return Digest(trusted: UnsafeRawBufferPointer(buffer))
        }
    }
}
