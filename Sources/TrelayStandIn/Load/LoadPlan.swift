import Synchronization
import TrelaySystem

/// What the lanes of a load share: how many requests there are to be, and which targets take any.
final class LoadPlan: Sendable {
    /// A target that could not be connected to is left alone for so long: a closed loop would do nothing but fail.
    static let restNanoseconds: UInt64 = 100_000_000

    private let maximumRequests: Int
    private let taken = Atomic<Int>(0)
    private let finished = Atomic<Int>(0)
    private let isStopping = Atomic<Bool>(false)
    private let restUntil: Mutex<[UInt64]>
    private let targets: [LoadKind: [Int]]
    private let lanesLeft: Atomic<Int>
    /// Signalled when the last lane has ended.
    let over: EventDescriptor

    init(_ configuration: LoadConfiguration, lanes: Int) throws(SystemError) {
        if case .requests(let count) = configuration.end { maximumRequests = count } else { maximumRequests = .max }
        restUntil = Mutex(Array(repeating: 0, count: configuration.targets.count))
        targets = Dictionary(uniqueKeysWithValues: LoadKind.allCases.map { ($0, configuration.targets(for: $0)) })
        lanesLeft = Atomic(lanes)
        over = try EventDescriptor()
    }

    /// Whether one more request may be sent.
    func take() -> Bool {
        guard !isStopping.load(ordering: .relaxed) else { return false }
        guard taken.wrappingAdd(1, ordering: .relaxed).newValue <= maximumRequests else {
            giveBack()
            return false
        }
        return true
    }

    /// What `take` allowed was not sent.
    func giveBack() { taken.wrappingSubtract(1, ordering: .relaxed) }

    func done() { finished.wrappingAdd(1, ordering: .relaxed) }

    var finishedCount: Int { finished.load(ordering: .relaxed) }

    func stop() { isStopping.store(true, ordering: .relaxed) }

    /// A target that does not rest; nil if all do. Times are of the monotonic clock.
    func target(for kind: LoadKind, random: UInt64, now: UInt64) -> Int? {
        let candidates = targets[kind] ?? []
        guard !candidates.isEmpty else { return nil }
        let start = Int(random % UInt64(candidates.count))
        for offset in candidates.indices {
            let target = candidates[(start + offset) % candidates.count]
            if !isResting(target, now) { return target }
        }
        return nil
    }

    func rest(_ target: Int, now: UInt64) {
        let until = now &+ Self.restNanoseconds
        restUntil.withLock { $0[target] = until }
    }

    private func isResting(_ target: Int, _ now: UInt64) -> Bool {
        restUntil.withLock { moments in
            guard moments[target] > 0 else { return false }
            if now < moments[target] { return true }
            moments[target] = 0
            return false
        }
    }

    func laneEnded() {
        if lanesLeft.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 { over.signal() }
    }
}
