import TrelayCrypto

/// Where a request goes, and why.
struct Decision: Sendable {
    let route: Route
    /// The segment whose condition held; nil for the route's own targets.
    let segment: Int?
    /// The targets among which one was chosen: those of the segment or of the route.
    let candidates: [RouteTarget]
    /// The index of the target among the candidates.
    let assigned: Int
    /// Where attempts go, in order, each once: the target; for a route by cost or latency the other candidates; the
    /// fallbacks.
    let chain: [RouteTarget]

    init(_ route: Route, _ facts: RequestFacts) {
        self.route = route
        let place = Assignment.Place(facts.stickyDigest, route: route.salt)
        segment = route.segment(for: facts, place)
        candidates = segment.map { route.segments[$0].targets } ?? route.targets
        let order = Self.order(candidates, route.policy, facts, place)
        // Never empty: a table takes no route without a weight.
        assigned = order.first ?? 0
        chain = Self.chain(order.map { [candidates] in candidates[$0] }, route.fallbacks, facts.model)
    }

    /// The indices of the candidates that may be asked, the best first.
    private static func order(
        _ targets: [RouteTarget], _ policy: Route.Policy, _ facts: RequestFacts, _ place: Assignment.Place
    ) -> [Int] {
        switch policy {
        case .weighted:
            preferred(among: targets, place).map { [$0] } ?? []
        case .lowestCost:
            ranked(targets, place) { $0.provider.price(of: $0.model(for: facts.model)) }
        // One that nobody has measured yet is tried first: else it would never be measured.
        case .lowestLatency:
            ranked(targets, place) { Double(facts.latencies[$0.identifier(for: facts.model)] ?? 0) }
        }
    }

    private static func preferred(among targets: [RouteTarget], _ place: Assignment.Place) -> Int? {
        var best: Assignment.Preference?
        for index in targets.indices where targets[index].weight > 0 {
            let next = Assignment.Preference(place, targets[index], index: index)
            if let found = best, found < next { continue }
            best = next
        }
        return best?.index
    }

    private static func ranked(
        _ targets: [RouteTarget], _ place: Assignment.Place, _ measure: (RouteTarget) -> Double
    ) -> [Int] {
        let candidates = targets.indices.filter { targets[$0].weight > 0 }.map { index in
            (measure: measure(targets[index]), preference: Assignment.Preference(place, targets[index], index: index))
        }
        return candidates.sorted { left, right in
            left.measure == right.measure ? left.preference < right.preference : left.measure < right.measure
        }.map(\.preference.index)
    }

    private static func chain(_ first: [RouteTarget], _ fallbacks: [RouteTarget], _ model: String) -> [RouteTarget] {
        guard first.count > 1 || !fallbacks.isEmpty else { return first }
        var chain: [RouteTarget] = []
        for target in first + fallbacks where !chain.contains(where: { $0.isSame(as: target, for: model) }) {
            // No request is attempted more often, whatever the configuration says.
            if chain.count == AttemptPlan.maximumAttempts { break }
            chain.append(target)
        }
        return chain
    }
}
