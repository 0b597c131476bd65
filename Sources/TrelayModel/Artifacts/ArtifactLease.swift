import Synchronization
public import TrelayCrypto

/// A verified artifact in the cache, which keeps it until `release`, or until the lease is let go of.
public final class ArtifactLease: Sendable {
    public let path: String
    public let digest: Digest
    public let byteCount: Int
    private let ending: Mutex<(@Sendable () -> Void)?>

    init(path: String, digest: Digest, byteCount: Int, release: @escaping @Sendable () -> Void) {
        self.path = path
        self.digest = digest
        self.byteCount = byteCount
        ending = Mutex(release)
    }

    deinit { release() }

    /// Lets the cache evict it again. A second call does nothing.
    public func release() {
        let release = ending.withLock { held in
            defer { held = nil }
            return held
        }
        release?()
    }
}
