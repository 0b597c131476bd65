import Synchronization
import TrelayHTTP
import TrelaySystem

/// One thread of a load: some of its connections, each of which sends a request as soon as the one before has ended.
final class LoadLane: Sendable {
    private struct State {
        var random: LoadRandom
        var tally: LoadTally
        /// Connections without a request, because every target rests.
        var parked = 0
        /// Connections that have not come to their end.
        var live = 0
    }

    private let configuration: LoadConfiguration
    private let requests: LoadRequests
    private let plan: LoadPlan
    private let client: HTTPClient
    private let state: Mutex<State>
    private let connections: Int

    init(
        number: Int, connections: Int, configuration: LoadConfiguration, plan: LoadPlan
    ) throws(HTTPError) {
        self.configuration = configuration
        self.connections = connections
        self.plan = plan
        requests = LoadRequests(configuration)
        var settings = HTTPClientConfiguration()
        settings.threadName = "load-\(number)"
        settings.userAgent = "trelay-load"
        settings.maximumRequests = connections + 1
        settings.maximumIdleConnections = connections + 1
        client = try HTTPClient(settings)
        let seed = configuration.seed &+ UInt64(number) &* 0x9E37_79B9
        state = Mutex(
            State(random: LoadRandom(seed: seed), tally: LoadTally(targetCount: configuration.targets.count)))
    }

    /// A copy of what was counted so far.
    var tally: LoadTally { state.withLock { $0.tally } }

    /// Requests that have ended, and those of them that failed.
    var counts: (requests: Int, failed: Int) { state.withLock { ($0.tally.requests, $0.tally.failed) } }

    func start() {
        state.withLock { $0.live = connections }
        for _ in 0..<connections { next() }
    }

    /// Lets connections that found every target resting try again. To be called now and then.
    func unpark() {
        let count = state.withLock { state in
            defer { state.parked = 0 }
            return state.parked
        }
        for _ in 0..<count { next() }
    }

    func close() { client.close() }

    /// One connection's next request, if there is to be one.
    private func next() {
        guard plan.take() else { return end() }
        let draw = state.withLock { state in
            (
                kind: configuration.mix.kind(for: state.random.next()), key: state.random.next(),
                target: state.random.next()
            )
        }
        let began = SystemClock.monotonicNanoseconds()
        guard let target = plan.target(for: draw.kind, random: draw.target, now: began) else {
            plan.giveBack()
            return state.withLock { $0.parked += 1 }
        }
        let key = Int(draw.key % UInt64(configuration.keyCount))
        let request = requests.request(draw.kind, to: configuration.targets[target], key: key)
        client.send(request) { [self] result in
            ended(result, kind: draw.kind, target: target, began: began)
        }
    }

    private func ended(_ result: Result<HTTPResponse, HTTPError>, kind: LoadKind, target: Int, began: UInt64) {
        let now = SystemClock.monotonicNanoseconds()
        let answer: LoadAnswer
        var isOver = false
        switch result {
        case .success(let response):
            answer = LoadAnswer(response, kind: kind, stamps: configuration.stamps, observes: configuration.observes)
        case .failure(let error):
            answer = LoadAnswer(error: error)
            if error.code == .cannotConnect || error.code == .connectTimedOut { plan.rest(target, now: now) }
            // Errors that come at once and would come again: going on would never end.
            isOver = [.invalidRequest, .closed, .queueFull, .systemFailure].contains(error.code)
        }
        state.withLock { $0.tally.count(answer, kind: kind, target: target, nanoseconds: now &- began) }
        plan.done()
        if isOver { end() } else { next() }
    }

    private func end() {
        let isLast = state.withLock { state in
            state.live -= 1
            return state.live == 0
        }
        if isLast { plan.laneEnded() }
    }
}
