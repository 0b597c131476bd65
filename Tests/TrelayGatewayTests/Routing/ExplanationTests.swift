import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayWorker

@testable import TrelayGateway

@Suite("Explanations of decisions")
struct ExplanationTests {
    private static let segments: JSONValue = [
        "segments": [
            [
                "when": ["headers": ["X-Tier": "platinum"]],
                "targets": [["provider": "b", "model": "gold", "weight": 1]],
            ],
            ["when": ["percent": 30], "targets": [["provider": "b", "model": "trial", "weight": 1]]],
        ],
        "fallbacks": [["provider": "b", "model": "spare"]],
    ]

    private func explain(
        _ explainer: GatewayExplainer, key: String, headers: [String: String] = [:]
    ) throws -> JSONValue {
        try #require(explainer.explain(path: "/v1/chat/completions", model: "drafts", key: key, headers: headers))
    }

    @Test("An explanation that went through text is made again from the configuration, without a secret in it")
    func roundTrip() throws {
        let resources = Fixture.split(90, 10, Self.segments)
        let explainer = try GatewayExplainer(Fixture.configuration(resources))
        var segments: Set<Int?> = []
        for index in 0..<300 {
            let headers = index % 7 == 0 ? ["x-TIER": "platinum", "authorization": "secret"] : [:]
            let said = try explain(explainer, key: "caller-\(index)", headers: headers)
            #expect(!said.canonicalString().contains("secret") && !said.canonicalString().contains("caller-"))
            #expect(!said.canonicalString().contains("platinum"))
            #expect(explainer.replay(try JSONParser.parse(said.canonicalBytes())) == said)
            segments.insert(said["segment"]?.integerValue)
        }
        #expect(segments == [nil, 0, 1])
    }

    @Test("It has what the decision depended on, and what came of it")
    func members() throws {
        var resources = Fixture.split(1, 0, Self.segments)
        resources[0].1 = Fixture.provider("openai", ["timeoutMilliseconds": 4, "timeouts": ["idleMilliseconds": 5]])
        resources.append(("prompt/p", ["version": "3", "template": "t"]))
        resources[2].1 = MergePatch.apply(
            ["prompt": "p", "retries": 4, "segments": nil, "timeouts": ["totalMilliseconds": 90_000]],
            to: resources[2].1)
        let said = try explain(try GatewayExplainer(Fixture.configuration(resources)), key: "k")
        #expect(said["version"] == 1 && said["namespace"] == "shop" && said["revision"] == 7)
        #expect(said["digest"]?.stringValue == Fixture.configuration(resources).digest().description)
        #expect(said["candidates"] == [["target": "a/m1", "weight": 1], ["target": "b/m2", "weight": 0]])
        #expect(said["target"] == ["provider": "a", "model": "m1", "weight": 1])
        #expect(said["chain"] == ["a/m1", "b/spare"] && said["segment"] == .null && said["policy"] == "weighted")
        #expect(said["prompt"] == ["name": "p", "version": "3"] && said["retries"] == 4)
        // A provider's own total is for one attempt.
        #expect(said["timeouts"] == ["idleMilliseconds": 5, "totalMilliseconds": 90_000])
        resources[2].1 = MergePatch.apply(["timeouts": nil], to: resources[2].1)
        let without = try explain(try GatewayExplainer(Fixture.configuration(resources)), key: "k")
        #expect(without["timeouts"] == ["idleMilliseconds": 5])
        #expect(said["request"]?["headers"] == [:] && said["request"]?["latencies"] == [:])
    }

    @Test("Prices and latencies that counted stand in it, and no others")
    func measures() throws {
        var resources = Fixture.split(1, 1, ["policy": "lowestCost"])
        resources[0].1 = Fixture.provider(
            "openai", ["prices": ["m1": ["inputPerMillionTokens": 0.25, "outputPerMillionTokens": 1]]])
        let cost = try explain(try GatewayExplainer(Fixture.configuration(resources)), key: "k")
        #expect(
            cost["candidates"] == [
                ["target": "a/m1", "weight": 1, "price": 1.25], ["target": "b/m2", "weight": 1, "price": nil],
            ])
        let table = try Fixture.table(Fixture.split(1, 1, ["policy": "lowestLatency"]))
        let facts = Fixture.facts(latencies: ["a/m1": 700, "z/other": 5])
        let fast = DecisionExplanation(try #require(table.decide(facts)), facts, of: table).json
        #expect(fast["request"]?["latencies"] == ["a/m1": 700])
        #expect(
            fast["candidates"] == [
                ["target": "a/m1", "weight": 1, "microseconds": 700],
                ["target": "b/m2", "weight": 1, "microseconds": nil],
            ])
        let again = try GatewayExplainer(Fixture.configuration(Fixture.split(1, 1, ["policy": "lowestLatency"])))
        #expect(again.replay(fast) == fast)
    }

    @Test("From another configuration it comes out otherwise; what is no explanation gives none")
    func differences() throws {
        let explainer = try GatewayExplainer(Fixture.configuration(Fixture.split(1, 0)))
        let said = try explain(explainer, key: "caller-0")
        let other = try GatewayExplainer(Fixture.configuration(Fixture.split(0, 1), revision: 8))
        let again = try #require(other.replay(said))
        #expect(again["revision"] == 8 && again["digest"] != said["digest"])
        #expect(said["target"]?["provider"] == "a" && again["target"]?["provider"] == "b")
        let broken: [JSONValue] = [
            .null, [], ["request": []], ["request": ["path": "x"]],
            ["request": ["path": "x", "model": "drafts", "stickyDigest": "sha256:zz"]],
            ["request": ["path": 1, "model": "drafts", "stickyDigest": said["request"]?["stickyDigest"] ?? .null]],
        ]
        for value in broken + [
            MergePatch.apply(["version": 2], to: said), MergePatch.apply(["version": nil], to: said),
        ] {
            let versioned = value["version"] == nil ? MergePatch.apply(["version": 1], to: value) : value
            #expect(!GatewayExplainer.isExplanation(value) && explainer.replay(value) == nil, "\(value)")
            #expect(
                GatewayExplainer.isExplanation(versioned)
                    == (value["request"] == said["request"] && value["version"] == nil))
        }
        #expect(GatewayExplainer.isExplanation(said))
        // Members that are no digests and no numbers count as if they were not there.
        let odd: JSONValue = ["request": ["headers": ["x": 1, "y": "gold"], "latencies": ["a/m1": "fast"]]]
        #expect(explainer.replay(MergePatch.apply(odd, to: said)) == said)
    }

    @Test("Where no route leads there is nothing to explain")
    func nowhere() throws {
        let explainer = try GatewayExplainer(Fixture.configuration(Fixture.split(1, 0)))
        #expect(explainer.explain(path: "/v1/chat/completions", model: "other", key: "k") == nil)
        #expect(explainer.models == ["drafts"])
    }
}
