/// The outcomes of the last events of a namespace, by event id: what a repeated event is answered with.
public struct RecentEvents: Sendable {
    private var outcomes: [String: Outcome] = [:]
    private var order = BoundedQueue<String>()

    init() {}

    public var count: Int { outcomes.count }

    /// How the event with that id ended; nil when it was never seen, or too long ago.
    public func outcome(of eventID: String) -> Outcome? {
        outcomes[eventID]
    }

    /// All of them, oldest first.
    public var ordered: [(eventID: String, outcome: Outcome)] {
        order.ordered.compactMap { id in outcomes[id].map { (id, $0) } }
    }

    /// Remembers the first outcome of an id that is not remembered yet.
    mutating func remember(_ eventID: String, _ outcome: Outcome, capacity: Int) {
        outcomes[eventID] = outcome
        for evicted in order.append(eventID, capacity: capacity) { outcomes[evicted] = nil }
    }
}

extension RecentEvents: Equatable {
    public static func == (left: RecentEvents, right: RecentEvents) -> Bool {
        left.outcomes == right.outcomes && left.order.ordered == right.order.ordered
    }
}
