import Testing
import TrelayCrypto
import TrelayFormat
import TrelayWorker

@testable import TrelayGateway

@Suite("Where a request goes")
struct DecisionTests {
    private static let keys = (0..<20_000).map { "caller-\($0)" }

    @Test("The first segment whose condition holds decides")
    func segments() throws {
        let segments: JSONValue = [
            "segments": [
                [
                    "when": ["headers": ["x-tier": "gold"]],
                    "targets": [["provider": "b", "model": "gold", "weight": 1]],
                ],
                ["when": ["percent": 25], "targets": [["provider": "b", "model": "trial", "weight": 1]]],
                ["when": ["models": ["other"]], "targets": [["provider": "b", "model": "never", "weight": 1]]],
            ]
        ]
        let table = try Fixture.table(Fixture.split(1, 0, segments))
        let gold = table.decide(Fixture.facts(headers: ["x-tier": "gold"]))
        #expect(gold?.segment == 0)
        #expect(gold?.chain.first?.model == "gold")
        let decisions = Self.keys.compactMap { table.decide(Fixture.facts(key: $0)) }
        let trial = decisions.count { $0.segment == 1 }
        #expect(abs(Double(trial) / Double(decisions.count) - 0.25) < 0.01)
        #expect(decisions.allSatisfy { $0.segment == nil || $0.segment == 1 })
    }

    @Test("Fallbacks follow, each target once")
    func chain() throws {
        let fallbacks: JSONValue = [
            "fallbacks": [
                ["provider": "a", "model": "m1"], ["provider": "b"], ["provider": "b", "model": "drafts"],
            ]
        ]
        let table = try Fixture.table(Fixture.split(1, 0, fallbacks))
        let chain = table.decide(Fixture.facts())?.chain.map { $0.identifier(for: "drafts") }
        #expect(chain == ["a/m1", "b/drafts"])
    }

    @Test("The cheapest comes first, by both directions of tokens; the others follow, and what nobody knows is dear")
    func lowestCost() throws {
        let prices: [(a: JSONValue, b: JSONValue, chain: [String])] = [
            ([:], ["m2": ["inputPerMillionTokens": 1, "outputPerMillionTokens": 2]], ["b/m2", "a/m1"]),
            (["m1": ["inputPerMillionTokens": 3]], ["m2": ["outputPerMillionTokens": 4]], ["a/m1", "b/m2"]),
            // What costs nothing is the cheapest; what is in the list without a price is not for nothing.
            (["m1": ["inputPerMillionTokens": 0]], ["m2": ["inputPerMillionTokens": 0.01]], ["a/m1", "b/m2"]),
            (["m1": ["currency": "EUR"]], ["m2": ["inputPerMillionTokens": 9]], ["b/m2", "a/m1"]),
        ]
        for row in prices {
            var resources = Fixture.split(
                1, 1, ["policy": "lowestCost", "fallbacks": [["provider": "a", "model": "x"]]])
            resources[0].1 = Fixture.provider("openai", ["prices": row.a])
            resources[1].1 = Fixture.provider("openai", ["prices": row.b])
            let decision = try #require(try Fixture.table(resources).decide(Fixture.facts()))
            #expect(decision.chain.map { $0.identifier(for: "drafts") } == row.chain + ["a/x"])
            #expect(decision.candidates[decision.assigned].provider === decision.chain.first?.provider)
        }
    }

    @Test("The fastest comes first; what nobody measured is tried before it, and what has no weight never is")
    func lowestLatency() throws {
        let table = try Fixture.table(Fixture.split(1, 1, ["policy": "lowestLatency"]))
        let rows: [([String: Int], [String])] = [
            (["a/m1": 9_000, "b/m2": 4_000], ["b", "a"]), (["a/m1": 3_000, "b/m2": 4_000], ["a", "b"]),
            (["a/m1": 3_000], ["b", "a"]), (["b/m2": 3_000, "b/m1": 1], ["a", "b"]),
        ]
        for (latencies, expected) in rows {
            #expect(table.decide(Fixture.facts(latencies: latencies))?.chain.map(\.provider.name) == expected)
        }
        let single = try Fixture.table(Fixture.split(1, 0, ["policy": "lowestLatency"]))
        #expect(single.decide(Fixture.facts(latencies: ["a/m1": 9_000]))?.chain.map(\.provider.name) == ["a"])
    }

    @Test("Between equally cheap and equally fast targets the weights decide, for a key always alike")
    func ties() throws {
        for policy in ["lowestCost", "lowestLatency"] {
            let table = try Fixture.table(Fixture.split(3, 1, ["policy": .string(policy)]))
            let weighted = try Fixture.table(Fixture.split(3, 1))
            let keys = Self.keys.prefix(2_000)
            let first = keys.filter { table.decide(Fixture.facts(key: $0))?.assigned == 0 }
            #expect(abs(Double(first.count) / Double(keys.count) - 0.75) < 0.03)
            #expect(first == keys.filter { weighted.decide(Fixture.facts(key: $0))?.assigned == 0 })
        }
    }

    @Test("A target without a model gets the caller's; the same target twice is asked once")
    func callersModel() throws {
        let targets: JSONValue = [
            "targets": [["provider": "a", "weight": 1]],
            "fallbacks": [["provider": "a"], ["provider": "a", "model": "drafts"], ["provider": "b"]],
        ]
        let decision = try #require(try Fixture.table(Fixture.split(1, 1, targets)).decide(Fixture.facts()))
        #expect(decision.chain.map { $0.identifier(for: "drafts") } == ["a/drafts", "b/drafts"])
    }

    @Test("A chain is no longer than a request is attempted")
    func longChain() throws {
        let fallbacks = (0..<200).map { ["provider": "b", "model": .string("f\($0)")] as JSONValue }
        let table = try Fixture.table(Fixture.split(1, 1, ["fallbacks": .array(fallbacks)]))
        #expect(table.decide(Fixture.facts())?.chain.count == AttemptPlan.maximumAttempts)
    }

    @Test("Of several headers all must hold, in any spelling of their names, and only their very values")
    func headers() throws {
        let segments: JSONValue = [
            "segments": [
                [
                    "when": ["headers": ["X-Tier": "gold", "x-region": "é"], "models": ["drafts"]],
                    "targets": [["provider": "b", "weight": 1]],
                ]
            ]
        ]
        let table = try Fixture.table(Fixture.split(1, 0, segments))
        let rows: [([String: String], Int?)] = [
            (["x-tier": "gold", "x-region": "é"], 0), (["x-tier": "gold"], nil), ([:], nil),
            (["x-tier": "Gold", "x-region": "é"], nil),
            // The same to the eye, but other bytes.
            (["x-tier": "gold", "x-region": "e\u{301}"], nil),
        ]
        for (headers, expected) in rows {
            #expect(table.decide(Fixture.facts(headers: headers))?.segment == expected, "\(headers)")
        }
    }
}
