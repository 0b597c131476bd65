import Glibc
import Testing

@testable import TrelaySystem

@Suite("Signals")
struct SignalTests {
    @Test("A signal that came is waited for once")
    func wait() throws {
        let numbers = try onThread { () -> [Int32?] in
            guard let signals = try? SignalDescriptor(signals: [SIGUSR2]) else { return [] }
            raise(SIGUSR2)
            return [signals.wait(timeout: nil), signals.wait(timeout: .zero)]
        }
        #expect(numbers == [SIGUSR2, nil])
    }
}
