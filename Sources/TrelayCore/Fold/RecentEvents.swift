/// The outcomes of the last events of a namespace, by event id: what a repeated event is answered with.
///
/// Two generations: when the younger is full it becomes the older, and the older is forgotten. So at least the last
/// `capacity` events are remembered, and fewer than twice as many; nothing is ever deleted one by one, which costs more
/// than all the rest of remembering, and a copy shares the older generation.
public struct RecentEvents: Hashable, Sendable {
    private struct Generation: Hashable, Sendable {
        var outcomes: [String: Outcome] = [:]
        /// Oldest first.
        var order: [String] = []

        /// - Parameter count: how many there will probably be.
        init(expecting count: Int = 0) {
            outcomes.reserveCapacity(count)
            order.reserveCapacity(count)
        }

        var ordered: [(eventID: String, outcome: Outcome)] {
            order.compactMap { id in outcomes[id].map { (id, $0) } }
        }
    }

    private var older = Generation()
    private var younger = Generation()

    init() {}

    public var count: Int { older.order.count + younger.order.count }

    /// How many of them belong to the older generation.
    var olderCount: Int { older.order.count }

    /// How the event with that id ended; nil when it was never seen, or too long ago.
    public func outcome(of eventID: String) -> Outcome? {
        younger.outcomes[eventID] ?? older.outcomes[eventID]
    }

    /// All of them, oldest first.
    public var ordered: [(eventID: String, outcome: Outcome)] { older.ordered + younger.ordered }

    /// Remembers the outcome of an id that is not remembered yet.
    mutating func remember(_ eventID: String, _ outcome: Outcome, capacity: Int) {
        if younger.order.count >= capacity { startGeneration() }
        guard younger.outcomes.updateValue(outcome, forKey: eventID) == nil else { return }
        younger.order.append(eventID)
    }

    /// Forgets the older generation and makes the younger the older one.
    mutating func startGeneration() {
        older = younger
        // Growing step by step would hash every id twice again.
        younger = Generation(expecting: older.order.count)
    }
}
