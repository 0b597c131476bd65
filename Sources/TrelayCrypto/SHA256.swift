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
        string.utf8.withContiguousStorageIfAvailable { hash(UnsafeRawBufferPointer($0)) } ?? hash(Array(string.utf8))
    }

    private static func hash(_ buffer: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256Hasher()
        hasher.update(buffer)
        return hasher.finalize()
    }
}

/// SHA-256 of data that comes in pieces: the digest of all updates, one after the other.
public struct SHA256Hasher: ~Copyable {
    private let context: OpaquePointer

    /// An error of libcrypto here means that the process is out of memory or that its OpenSSL configuration has no
    /// SHA-256. Neither can be answered by a caller, and a wrong digest must never leave this module.
    private static let unavailable = "libcrypto offers no SHA-256: check the OpenSSL configuration and the free memory."

    public init() {
        guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, HashTemplate.sha256.context) == 1 else {
            preconditionFailure(Self.unavailable)
        }
        context = copy
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
        let isContiguous: Void? = string.utf8.withContiguousStorageIfAvailable { update(UnsafeRawBufferPointer($0)) }
        if isContiguous == nil { update(Array(string.utf8)) }
    }

    mutating func update(_ buffer: UnsafeRawBufferPointer) {
        precondition(EVP_DigestUpdate(context, buffer.baseAddress, buffer.count) == 1, Self.unavailable)
    }

    /// The digest of everything that was added.
    public consuming func finalize() -> Digest {
        withUnsafeTemporaryAllocation(byteCount: Digest.byteCount, alignment: 8) { buffer in
            let bytes = buffer.assumingMemoryBound(to: UInt8.self)
            precondition(EVP_DigestFinal_ex(context, bytes.baseAddress, nil) == 1, Self.unavailable)
            return Digest(trusted: UnsafeRawBufferPointer(buffer))
        }
    }

    deinit {
        EVP_MD_CTX_free(context)
    }
}

/// A context that is set up for a hash and never used itself: copying it costs a third of setting one up by name.
// SAFETY: the pointer is written once, in a lazy global, and afterwards only read: libcrypto allows copying one context
// from several threads as long as none changes it.
private struct HashTemplate: @unchecked Sendable {
    static let sha256 = HashTemplate(algorithm: "SHA256")

    /// Nil if libcrypto does not offer the algorithm; copying it then fails, which every caller checks.
    let context: OpaquePointer?

    private init(algorithm: String) {
        guard let fetched = EVP_MD_fetch(nil, algorithm, nil), let context = EVP_MD_CTX_new(),
            EVP_DigestInit_ex2(context, fetched, nil) == 1
        else {
            self.context = nil
            return
        }
        self.context = context
    }
}
