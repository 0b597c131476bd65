import Glibc

/// Which shard's thread the caller is on: kept in the thread itself, so that a shard's own thread reaches its loop
/// without a lock and without a job.
enum CurrentLoop {
    /// Nil if the system has no thread-specific key left.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, nil) == 0 ? key : nil
    }()

    /// The loop of this thread; nil on threads that are no shard's.
    static var value: ShardLoop? {
        guard let key, let stored = pthread_getspecific(key) else { return nil }
        return Unmanaged<ShardLoop>.fromOpaque(stored).takeUnretainedValue()
    }

    /// Makes `loop` the one of this thread; nil before the loop ends, which this does not keep alive.
    static func set(_ loop: ShardLoop?) throws(HTTPError) {
        let pointer = loop.map { Unmanaged.passUnretained($0).toOpaque() }
        guard let key, pthread_setspecific(key, pointer) == 0 else {
            throw HTTPError(code: .systemFailure, message: "no thread-specific key is left for the HTTP loop")
        }
    }
}
