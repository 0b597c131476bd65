import Synchronization
import TrelaySystem

/// A value that one thread gives once and another waits for.
final class OneShot<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let given: EventDescriptor

    init() throws(HTTPError) {
        do {
            given = try EventDescriptor()
        } catch {
            throw HTTPError(code: .systemFailure, message: "no event descriptor: \(error)", libraryCode: error.code)
        }
    }

    /// Only the first value counts.
    func give(_ newValue: Value) {
        let isFirst = value.withLock { stored in
            guard stored == nil else { return false }
            stored = newValue
            return true
        }
        if isFirst { given.signal() }
    }

    /// Nil when `timeout` passes first; a nil timeout waits for ever.
    func wait(timeout: Duration? = nil) -> Value? {
        _ = given.wait(timeout: timeout)
        return value.withLock { $0 }
    }
}
