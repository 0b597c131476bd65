import Testing
import TrelayFormat
import TrelayHTTP
import TrelayWorker

@testable import TrelayGateway

@Suite("What a shard learns from its requests")
struct ShardMemoryTests {
    private func snapshot(_ resources: [(String, JSONValue)]) throws -> GatewaySnapshot {
        let configuration = Fixture.configuration(resources)
        return GatewaySnapshot(
            configuration: configuration, table: try RoutingTable(configuration), providers: [:], applyTrace: nil,
            created: 0)
    }

    private func fail(_ memory: inout ShardMemory, _ target: RouteTarget, _ kind: UpstreamFailure.Kind, times: Int) {
        for _ in 0..<times {
            memory.began(target, now: 0)
            memory.ended(target, identifier: "a/m1", UpstreamFailure(kind, "x"), firstByte: nil, now: 0)
        }
    }

    @Test("Health and speed outlive a configuration that leaves the provider as it is, and only such a one")
    func adoption() throws {
        let first = try snapshot(Fixture.split(1, 1))
        let target = try #require(first.table?.routes.first?.targets.first)
        var memory = ShardMemory()
        memory.adopt(first)
        memory.ended(target, identifier: "a/m1", nil, firstByte: 0.5, now: 0)
        fail(&memory, target, .serverError, times: 5)
        #expect(!memory.health.isAvailable("a", now: 1))
        memory.adopt(try snapshot(Fixture.split(5, 1)))
        #expect(!memory.health.isAvailable("a", now: 1))
        #expect(memory.latencies.microseconds == ["a/m1": 500_000])
        // Another address: another upstream.
        var moved = Fixture.split(1, 1)
        moved[0].1 = Fixture.provider("openai", ["baseURL": "http://127.0.0.1:2/v1"])
        memory.adopt(try snapshot(moved))
        #expect(memory.health.isAvailable("a", now: 1))
        memory.adopt(try snapshot([("provider/z", Fixture.provider())]))
        #expect(memory.latencies.microseconds == [:])
    }

    @Test("A rate limit and a caller's fault leave the health alone")
    func harmless() throws {
        let first = try snapshot(Fixture.split(1, 1))
        let target = try #require(first.table?.routes.first?.targets.first)
        var memory = ShardMemory()
        memory.adopt(first)
        fail(&memory, target, .rateLimited, times: 20)
        fail(&memory, target, .refused, times: 20)
        #expect(memory.health.isAvailable("a", now: 1))
    }

    @Test("The speed of a target is an average that follows")
    func latency() {
        var latencies = TargetLatencies()
        latencies.note("a/m", seconds: 0.8)
        latencies.note("a/m", seconds: 0)
        #expect(latencies.microseconds == ["a/m": 700_000])
        latencies.note("b/m", seconds: -1)
        latencies.note("c/m", seconds: .infinity)
        #expect(latencies.microseconds["b/m"] == 0 && latencies.microseconds["c/m"] == 86_400_000_000)
    }

    @Test(
        "An identifier that can be echoed is, any other is replaced",
        arguments: [
            ("mine", true), ("", false), ("two words", false), ("ümlaut", false),
            (String(repeating: "x", count: 200), true), (String(repeating: "x", count: 201), false),
        ])
    func identifier(given: String, isKept: Bool) {
        var random = RandomPool()
        let name = RequestIdentifier.of(["X-Request-Id": given], random: &random)
        #expect((name == given) == isKept)
        #expect(isKept || (name.hasPrefix("req_") && name.utf8.count == 36))
    }

    @Test("Random identifiers differ, over many batches")
    func pool() {
        var random = RandomPool()
        let names = (0..<2_000).map { _ in random.hexadecimal(16) }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.count == 32 && $0.allSatisfy(\.isHexDigit) })
        #expect(Set((0..<1_000).map { _ in random.number() }).count == 1_000)
    }

    @Test("A stamp's value is visible ASCII whatever the configuration says")
    func stampValue() {
        #expect(GatewayStamp.value("p/gpt-4.1") == "p/gpt-4.1")
        #expect(GatewayStamp.value("p/a b\r\nx: y%") == "p/a%20b%0D%0Ax:%20y%25")
        #expect(GatewayStamp.value("é") == "%C3%A9")
    }

    @Test("Moments are added without trapping")
    func moments() {
        #expect(UInt64(5).adding(.nanoseconds(7)) == 12)
        #expect(UInt64(5).adding(.seconds(-1)) == 5)
        #expect(UInt64(5).adding(.seconds(Int64.max)) == .max)
        #expect(UInt64(3).elapsed(since: 5) == .zero && UInt64(5).elapsed(since: 3) == .nanoseconds(2))
    }
}
