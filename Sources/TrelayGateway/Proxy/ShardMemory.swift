/// What a shard has learnt from its requests, over all configurations: the health and speed of targets, and how many
/// retries are left.
struct ShardMemory {
    private(set) var health = PassiveHealth()
    private(set) var latencies = TargetLatencies()
    private var budgets: [String: RetryBudget] = [:]
    /// The configuration that was last looked at.
    private var revision: GatewaySnapshot?

    /// Forgets what the configuration does not have any more. Cheap while it is the same.
    mutating func adopt(_ snapshot: GatewaySnapshot) {
        guard revision !== snapshot else { return }
        let previous = revision
        revision = snapshot
        // A provider that changed may be another one: it begins with a clean record.
        health.keep { name in
            guard let provider = snapshot.table?.providers[name] else { return false }
            return provider.baseURL == previous?.table?.providers[name]?.baseURL
        }
        latencies.keep { target in
            snapshot.table?.providers[String(target.prefix { $0 != "/" })] != nil
        }
        let routes = Set(snapshot.table?.routes.map(\.name) ?? [])
        budgets = budgets.filter { routes.contains($0.key) }
    }

    // MARK: Attempts

    /// The first target of a new request.
    mutating func begin(_ plan: inout AttemptPlan, route: String, now: UInt64) -> AttemptPlan.Action {
        budgets[route, default: RetryBudget(now: now)].noteRequest()
        return plan.begin(health, now: now)
    }

    /// What to do after a failure.
    mutating func next(
        _ plan: inout AttemptPlan, after failure: UpstreamFailure, route: String, now: UInt64, random: UInt64
    ) -> AttemptPlan.Action {
        plan.next(
            after: failure, health, &budgets[route, default: RetryBudget(now: now)], now: now, random: random)
    }

    mutating func began(_ target: RouteTarget, now: UInt64) {
        health.began(target.provider.name, now: now)
    }

    /// An attempt ended.
    ///
    /// - Parameters:
    ///   - failure: nil for a complete answer.
    ///   - firstByte: seconds to the first byte, if one came.
    mutating func ended(
        _ target: RouteTarget, identifier: String, _ failure: UpstreamFailure?, firstByte: Double?, now: UInt64
    ) {
        let name = target.provider.name
        guard let failure else {
            health.succeeded(name)
            if let firstByte { latencies.note(identifier, seconds: firstByte) }
            return
        }
        guard failure.countsAgainstHealth else { return health.ended(name) }
        health.failed(name, limit: target.provider.failuresBeforeRest, now: now)
    }

    /// The caller went before the attempt could tell anything.
    mutating func abandoned(_ target: RouteTarget) {
        health.ended(target.provider.name)
    }
}
