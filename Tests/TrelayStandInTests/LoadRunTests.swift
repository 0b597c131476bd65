import Synchronization
import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayStandIn

@Suite("Loads")
struct LoadRunTests {
    private func load(_ targets: [LoadTarget], _ end: LoadEnd, _ change: (inout LoadConfiguration) -> Void = { _ in })
        throws
        -> LoadRun
    {
        var configuration = LoadConfiguration(targets: targets, end: end)
        configuration.connections = 8
        change(&configuration)
        let run = try LoadRun(configuration)
        try run.start()
        return run
    }

    @Test("Exactly as many requests as asked for, spread over the mix, the keys and the threads", arguments: [1, 3])
    func exactCount(threads: Int) throws {
        try withUpstream { caller throws in
            let mix = try LoadMix("chat=5,stream=2,infer=2,embeddings=1,completions=1,models=1")
            let run = try load([LoadTarget(name: "one", address: caller.upstream.address + "/")], .requests(500)) {
                $0.threads = threads
                $0.mix = mix
            }
            let report = try #require(run.wait(timeout: patience))
            #expect(report.requests == 500 && report.failed == 0 && report.answered == 500)
            #expect(report.statuses == ["200": 500])
            #expect(report.latency.count == 500)
            #expect(report.targets.map(\.name) == ["one"])
            let seen = caller.upstream.statistics
            #expect(seen.total == 500)
            #expect(Set(seen.requests.keys) == ["chat", "infer", "embeddings", "completions", "models"])
            #expect(seen.streams == Int(report.latencies[.stream]?.count ?? 0))
            let expected = 500 - Int(report.latencies[.models]?.count ?? 0)
            #expect(report.observations.values.reduce(0, +) == expected)
            #expect(run.progress.share == 1)
            #expect(run.stop().requests == 500)
            #expect(caller.upstream.statistics.total == 500)
        }
    }

    @Test("A load goes on until it is stopped, and its requests in flight are waited for")
    func stopped() throws {
        try withUpstream { caller throws in
            let run = try load([LoadTarget(address: caller.upstream.address)], .never)
            #expect(caller.eventually { $0.total >= 50 })
            #expect(run.progress.requests > 0 && run.progress.share == nil)
            let report = run.stop()
            #expect(report.failed == 0)
            #expect(report.requests == caller.upstream.statistics.total)
            #expect(caller.upstream.statistics.inFlight == 0)
        }
    }

    @Test("A load of a duration ends by itself")
    func duration() throws {
        try withUpstream { caller throws in
            let run = try load([LoadTarget(address: caller.upstream.address)], .duration(.milliseconds(100)))
            let report = try #require(run.wait(timeout: patience))
            #expect(report.requests > 0 && report.failed == 0)
            #expect(report.duration >= .milliseconds(100))
        }
    }

    @Test("A killed server's failures are told apart; the others are served, and it takes part again when it is back")
    func killed() throws {
        let east = try StandInUpstream(StandInConfiguration(name: "east"))
        defer { east.stop() }
        let west = try StandInUpstream(StandInConfiguration(name: "west"))
        let run = try load(
            [LoadTarget(name: "east", address: east.address), LoadTarget(name: "west", address: west.address)], .never)
        defer { run.stop() }
        let caller = Caller(upstream: east, client: try HTTPClient())
        defer { caller.client.close() }
        #expect(caller.eventually { _ in west.statistics.total > 20 })
        west.stop()
        let before = run.report.targets[0].requests
        #expect(caller.eventually { _ in run.report.targets[1].failed > 0 })
        #expect(caller.eventually { _ in run.report.targets[0].requests > before + 100 })
        let again = try StandInUpstream(StandInConfiguration(port: west.port, name: "west"))
        defer { again.stop() }
        #expect(caller.eventually { _ in again.statistics.total > 20 })
        let report = run.stop()
        #expect(report.targets[0].failed == 0)
        #expect(report.targets[1].failed > 0)
        #expect(report.targets[1].failures.values.reduce(0, +) == report.targets[1].failed)
        #expect(report.failed == report.targets[1].failed)
    }

    @Test("A target that could not be connected to rests, and the others take its part")
    func rest() throws {
        let targets = ["a", "b"].map { LoadTarget(address: "http://" + $0) }
        let plan = try LoadPlan(LoadConfiguration(targets: targets, end: .never), lanes: 1)
        func drawn(_ now: UInt64) -> Set<Int?> {
            Set((0..<10).map { plan.target(for: .chat, random: $0, now: now) })
        }
        #expect(drawn(1_000) == [0, 1])
        plan.rest(0, now: 1_000)
        #expect(drawn(1_001) == [1])
        plan.rest(1, now: 2_000)
        #expect(drawn(2_001) == [nil])
        #expect(drawn(1_000 + LoadPlan.restNanoseconds) == [0])
        #expect(drawn(2_000 + LoadPlan.restNanoseconds) == [0, 1])
    }

    @Test("A load whose only target is gone fails now and then, and still ends when it is told to")
    func deadTarget() throws {
        let upstream = try StandInUpstream()
        upstream.stop()
        let run = try load([LoadTarget(address: upstream.address)], .never)
        let caller = Caller(upstream: upstream, client: try HTTPClient())
        defer { caller.client.close() }
        #expect(caller.eventually { _ in run.progress.failed > 8 })
        let report = run.stop()
        #expect(report.failed == report.requests)
        #expect(report.targets[0].failures.keys.sorted() == ["cannotConnect"])
    }

    @Test("Kinds go to the target that asks for them")
    func kinds() throws {
        try withUpstream { chats throws in
            try withUpstream(StandInConfiguration(name: "models")) { models throws in
                let targets = [
                    LoadTarget(address: chats.upstream.address),
                    LoadTarget(address: models.upstream.address, kinds: [.infer]),
                ]
                let run = try load(targets, .requests(200)) { $0.mix = LoadMix(weights: [(.chat, 1), (.infer, 1)]) }
                let report = try #require(run.wait(timeout: patience))
                #expect(report.failed == 0)
                #expect(Set(chats.upstream.statistics.requests.keys) == ["chat"])
                #expect(Set(models.upstream.statistics.requests.keys) == ["infer"])
            }
        }
    }

    @Test("Answers that are not good count as failed, by their reason")
    func failures() throws {
        try withUpstream { caller throws in
            try caller.upstream.behave("fail-every=4,503")
            let run = try load([LoadTarget(address: caller.upstream.address)], .requests(100))
            let report = try #require(run.wait(timeout: patience))
            #expect(report.failed == 25)
            #expect(report.targets[0].failures == ["status 503": 25])
            #expect(report.statuses == ["200": 75, "503": 25])
            #expect(report.latency.count == 75)
            try caller.upstream.behave("end-after=1")
            let streams = try load([LoadTarget(address: caller.upstream.address)], .requests(10)) {
                $0.mix = LoadMix(weights: [(.stream, 1)])
                $0.observes = false
            }
            #expect(streams.wait(timeout: patience)?.targets[0].failures == ["a stream without its end": 10])
        }
    }

    /// Answers as a gateway would that serves revision 1 by the upstream `east` and revision 2 by `west`, and mixes them
    /// up every so often.
    private struct Gateway: HTTPHandler {
        let mixesUpEvery: Int
        // A handler is a value; the counter is shared by reference.
        final class Count: Sendable { let value = Atomic<Int>(0) }
        let count = Count()

        init(mixesUpEvery: Int) { self.mixesUpEvery = mixesUpEvery }

        func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
            let number = count.value.wrappingAdd(1, ordering: .relaxed).newValue
            let revision = number % 2 + 1
            let isMixedUp = mixesUpEvery > 0 && number % mixesUpEvery == 0
            let upstream = (revision == 1) != isMixedUp ? "east" : "west"
            let echo = Echo(upstream: upstream, dialect: "openai", model: "m")
            let body: JSONValue = ["choices": [["message": ["content": .string(echo.text)]]]]
            var response = HTTPResponse.json(200, body.canonicalBytes())
            response.headers.add("x-trelay-revision", "\(revision)")
            exchange.reply(response)
        }
    }

    @Test("Answers of one revision with another's upstream are found, each of them", arguments: [0, 7])
    func mixed(every: Int) throws {
        let server = try HTTPServer(HTTPServerConfiguration(), handler: Gateway(mixesUpEvery: every))
        defer { server.stop(deadline: .seconds(1)) }
        let run = try load([LoadTarget(address: "http://127.0.0.1:\(server.port)")], .requests(210))
        let report = try #require(run.wait(timeout: patience))
        var checker = LoadChecker()
        for (revision, upstream) in [("1", "east"), ("2", "west")] {
            var combination = LoadChecker.Combination()
            combination.upstream = upstream
            checker.allow(revision: revision, [combination])
        }
        let mixed = report.mixed(checker)
        #expect(mixed.reduce(0) { $0 + $1.count } == (every == 0 ? 0 : 30))
        #expect(report.revisions == ["1": 105, "2": 105])
        let json = report.json(checker: checker)
        #expect(json["mixed"] == JSONValue(every == 0 ? 0 : 30))
        #expect(json["good"] == JSONValue(every == 0 ? 210 : 180))
        #expect(report.json()["mixed"] == nil)
        #expect(report.mixed(LoadChecker()).reduce(0) { $0 + $1.count } == 210, "no revision is in an empty table")
    }

    @Test("A load that makes no sense is refused")
    func refused() throws {
        let target = LoadTarget(address: "http://127.0.0.1:9")
        func refuses(_ change: (inout LoadConfiguration) -> Void) -> Bool {
            var configuration = LoadConfiguration(targets: [target], end: .never)
            change(&configuration)
            do {
                try configuration.check()
                return false
            } catch {
                return error.code == .invalidLoad
            }
        }
        #expect(!refuses { _ in })
        #expect(refuses { $0.targets = [] })
        #expect(refuses { $0.targets = [LoadTarget(address: "ftp://x")] })
        #expect(refuses { $0.targets = [LoadTarget(address: "http://x y")] })
        #expect(refuses { $0.connections = 0 })
        #expect(refuses { $0.keyCount = 0 })
        #expect(refuses { $0.mix = LoadMix(weights: [(.chat, 0)]) })
        #expect(refuses { $0.targets[0].kinds = [.infer] })
        #expect(refuses { $0.credential = "a\nb" })
    }

    @Test("A mix is read, and draws by its weights")
    func mix() throws {
        let mix = try LoadMix("chat=70,stream=20,infer=10")
        var counts: [LoadKind: Int] = [:]
        for number in 0..<100 { counts[mix.kind(for: UInt64(number)), default: 0] += 1 }
        #expect(counts == [.chat: 70, .stream: 20, .infer: 10])
        for bad in ["chat", "chat=x", "talk=1", "chat=-1", "chat=1=2"] {
            #expect(throws: StandInError.self) { try LoadMix(bad) }
        }
    }
}
