import Synchronization
import TrelayFormat
import TrelaySystem

/// What the shards of an upstream share.
final class UpstreamCore: Sendable {
    private struct State {
        var text = ""
        var behaviour = Behaviour()
        var schedules = ScheduleCounts()
    }

    let answers: Answers
    let counters: [ShardCounters]
    private let state = Mutex(State())
    private let number = Atomic<Int>(0)

    init(_ configuration: StandInConfiguration) throws(StandInError) {
        answers = Answers(name: configuration.name, models: configuration.models)
        counters = (0..<max(1, configuration.shards)).map { _ in ShardCounters() }
        try behave(configuration.behaviour)
    }

    /// How requests without directives are answered from now on.
    func behave(_ text: String) throws(StandInError) {
        let behaviour = try Directives.parse(text[...])
        state.withLock {
            $0.text = text
            $0.behaviour = behaviour
        }
    }

    var statistics: UpstreamStatistics {
        counters.reduce(into: UpstreamStatistics()) { sum, shard in sum.add(shard.value) }
    }

    /// Forgets what was counted, schedules too.
    func reset() {
        for shard in counters { shard.change { $0.reset() } }
        state.withLock { $0.schedules.reset() }
    }

    func answer(_ request: WireRequest, _ cache: inout PreparedAsks) -> Answer {
        let kind = RequestKind(path: request.path)
        guard kind != .control else { return control(request) }
        let moment = Answers.Moment(
            number: number.wrappingAdd(1, ordering: .relaxed).newValue,
            seconds: Int(clamping: SystemClock.wallMilliseconds() / 1_000),
            behaviour: state.withLock { $0.behaviour },
            misbehaves: { schedule in self.state.withLock { $0.schedules.misbehaves(schedule) } })
        return answers.answer(request, kind, moment, &cache)
    }

    /// `GET /stand-in/stats`, `POST /stand-in/stats` (tells, then resets), `GET` and `POST /stand-in/behaviour`.
    private func control(_ request: WireRequest) -> Answer {
        switch (request.path, request.method) {
        case ("/stand-in/stats", "GET"): return tell(200, statistics.json, request)
        case ("/stand-in/stats", "POST"):
            let statistics = statistics
            reset()
            return tell(200, statistics.json, request)
        case ("/stand-in/behaviour", "POST"):
            do {
                try behave(String(decoding: request.body, as: UTF8.self))
            } catch {
                return tell(400, ["error": .string(error.message)], request)
            }
            return tell(200, ["behaviour": .string(state.withLock { $0.text })], request)
        case ("/stand-in/behaviour", "GET"):
            return tell(200, ["behaviour": .string(state.withLock { $0.text })], request)
        default: return tell(404, ["error": "see /stand-in/stats and /stand-in/behaviour"], request)
        }
    }

    private func tell(_ status: Int, _ value: JSONValue, _ request: WireRequest) -> Answer {
        let body = value.canonicalBytes()
        var head = ResponseHead(status: status)
        head.field("Content-Type", "application/json")
        head.field("Content-Length", body.count)
        if !request.keepsAlive { head.raw("Connection: close\r\n") }
        head.end()
        return Answer(kind: .control, status: status, steps: [.send(head.bytes + body)])
    }
}

/// What one shard counts; read by others now and then.
final class ShardCounters: Sendable {
    private let statistics = Mutex(UpstreamStatistics())

    var value: UpstreamStatistics { statistics.withLock { $0 } }

    func change(_ body: (inout sending UpstreamStatistics) -> Void) {
        statistics.withLock { body(&$0) }
    }
}
