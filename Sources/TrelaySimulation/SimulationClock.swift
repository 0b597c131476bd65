import Synchronization
public import TrelayCore

/// A clock that moves only when it is told to.
public final class SimulationClock: Sendable {
    private let milliseconds: Atomic<Int64>

    /// - Parameter start: by default 2026-01-01T00:00:00Z.
    public init(startingAt start: Timestamp = Timestamp(milliseconds: 1_767_225_600_000)) {
        milliseconds = Atomic(start.milliseconds)
    }

    public var now: Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .acquiring)) }

    public func advance(milliseconds step: Int64) {
        milliseconds.wrappingAdd(step, ordering: .acquiringAndReleasing)
    }
}
