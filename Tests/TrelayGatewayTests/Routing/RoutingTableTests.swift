import Testing
import TrelayFormat
import TrelayWorker

@testable import TrelayGateway

@Suite("Which route a request takes")
struct RoutingTableTests {
    private func route(_ match: JSONValue, _ more: JSONValue = [:]) -> JSONValue {
        MergePatch.apply(more, to: ["match": match, "targets": [["provider": "a", "weight": 1]]])
    }

    @Test("Model and path together, then the model, then the path, then whatever matches everything")
    func precedence() throws {
        let table = try Fixture.table([
            ("provider/a", Fixture.provider()), ("route/1", route(["model": "x", "path": "/p"])),
            ("route/2", route(["model": "x"])), ("route/3", route(["path": "/p"])), ("route/4", route([:])),
            ("route/5", route(["model": "x"])),
        ])
        let rows: [(String, String, String)] = [
            ("/p", "x", "1"), ("/q", "x", "2"), ("/p", "y", "3"), ("/q", "y", "4"),
        ]
        for (path, model, expected) in rows {
            #expect(table.route(path: path, model: model)?.name == expected)
        }
    }

    @Test("Without a route that matches there is none")
    func none() throws {
        let table = try Fixture.table([("provider/a", Fixture.provider()), ("route/1", route(["model": "x"]))])
        #expect(table.route(path: "/p", model: "y") == nil)
        #expect(table.decide(Fixture.facts("y")) == nil)
    }

    @Test("The models are those of the routes, and of the providers behind a route for everything")
    func models() throws {
        let table = try Fixture.table([
            ("provider/a", Fixture.provider()), ("route/1", route(["model": "drafts"])), ("route/2", route([:])),
        ])
        #expect(table.models == ["drafts", "m1", "m2"])
    }

    @Test("What cannot be served is refused with the place")
    func refusals() {
        let rows: [(JSONValue, String, String)] = [
            (["targets": [["provider": "gone", "weight": 1]]], "danglingReference", "/route/r/targets/0/provider"),
            (["fallbacks": [["provider": "gone"]]], "danglingReference", "/route/r/fallbacks/0/provider"),
            (["prompt": "gone"], "danglingReference", "/route/r/prompt"),
            (["targets": [["provider": "a", "weight": 0]]], "noTarget", "/route/r/targets"),
            (["targets": []], "noTarget", "/route/r/targets"),
            (
                ["segments": [["when": ["percent": 5], "targets": [["provider": "a", "weight": 0]]]]],
                "noTarget", "/route/r/segments/0/targets"
            ),
            (
                ["segments": [["when": ["tenants": ["t"]], "targets": [["provider": "a", "weight": 1]]]]],
                "unsupportedCondition", "/route/r/segments/0/when/tenants"
            ),
        ]
        for (change, code, path) in rows {
            let refusal = #expect(throws: RoleRefusal.self) {
                try Fixture.table([("provider/a", Fixture.provider()), ("route/r", route([:], change))])
            }
            #expect(refusal?.code == code)
            #expect(refusal?.path == path)
        }
    }

    @Test("A prompt is refused whose template is broken, or has a variable that the prompt does not declare")
    func prompts() throws {
        let rows: [(JSONValue, String)] = [
            (["version": "1", "template": "Dear {{name"], "templateInvalid"),
            (["version": "1", "template": "Dear {{nmae}}", "variables": ["name"]], "undeclaredVariable"),
            (["version": "1", "template": "Dear {{name}}", "variables": []], "undeclaredVariable"),
        ]
        for (prompt, code) in rows {
            let refusal = #expect(throws: RoleRefusal.self) { try Fixture.table([("prompt/p", prompt)]) }
            #expect(refusal?.code == code && refusal?.path == "/prompt/p/template")
        }
        let prompt: JSONValue = [
            "version": "1", "template": "{{name}}{{model}}{{route}}", "variables": ["name", "more"],
        ]
        #expect(throws: Never.self) { try Fixture.table([("prompt/p", prompt)]) }
    }

    @Test("Prices in several currencies are refused only where they would have to be compared")
    func currencies() throws {
        func table(_ more: JSONValue) throws(RoleRefusal) -> RoutingTable {
            let prices = ["USD", "EUR"].map { currency in
                ["prices": ["m1": ["inputPerMillionTokens": 1, "currency": .string(currency)]]] as JSONValue
            }
            return try Fixture.table([
                ("provider/a", Fixture.provider("openai", prices[0])),
                ("provider/b", Fixture.provider("openai", prices[1])),
                (
                    "route/r",
                    MergePatch.apply(
                        more,
                        to: [
                            "targets": [
                                ["provider": "a", "model": "m1", "weight": 1],
                                ["provider": "b", "model": "m1", "weight": 1],
                            ]
                        ])
                ),
            ])
        }
        let refusal = #expect(throws: RoleRefusal.self) { try table(["policy": "lowestCost"]) }
        #expect(refusal?.code == "currenciesDiffer" && refusal?.path == "/route/r/targets")
        #expect(throws: Never.self) { try table([:]) }
        let without: JSONValue = [
            "policy": "lowestCost",
            "targets": [["provider": "a", "weight": 1], ["provider": "b", "model": "m1", "weight": 0]],
        ]
        #expect(throws: Never.self) { try table(without) }
    }

    @Test("A provider's address is checked, and never repeated")
    func addresses() throws {
        let good = [
            "http://a", "https://a.example/v1", "http://127.0.0.1:1", "https://[::1]:8443/x", "http://[fe80::1]",
            "https://a?key=1", "http://a:65535#x", "https://a/@b",
        ]
        let bad = [
            "", "a", "ftp://a", "http://", "http:///x", "https://:80", "http://a:", "http://a:0", "http://a:65536",
            "http://a:x", "http://a:1:2", "http://u:secret@a", "http://secret@a", "http://a b", "http://a\n",
            "http://[::1",
            "http://::1]", "HTTP://a", "http://a:+1",
        ]
        for address in good { #expect(WebAddress.isValid(address), "\(address)") }
        for address in bad {
            #expect(!WebAddress.isValid(address), "\(address)")
            let refusal = #expect(throws: RoleRefusal.self) {
                try Fixture.table([("provider/a", Fixture.provider("openai", ["baseURL": .string(address)]))])
            }
            #expect(refusal?.code == "invalidBaseURL" && refusal?.path == "/provider/a/baseURL")
            #expect(refusal?.message.contains("secret") == false)
        }
    }

    @Test("Models and paths are compared byte by byte")
    func exactly() throws {
        let table = try Fixture.table([
            ("provider/a", Fixture.provider()), ("route/1", route(["model": "\u{E9}"])),
            ("route/2", route(["model": "e\u{301}"])), ("route/3", route(["path": "/v1"])),
        ])
        #expect(table.route(path: "/p", model: "\u{E9}")?.name == "1")
        #expect(table.route(path: "/p", model: "e\u{301}")?.name == "2")
        #expect(table.route(path: "/V1", model: "x") == nil && table.route(path: "/v1/", model: "x") == nil)
    }

    @Test("What no schema has seen does not trap")
    func unchecked() throws {
        let values: [JSONValue] = [
            [:], .null, ["targets": 5], ["targets": [7]], ["targets": [["provider": "a", "weight": -3]]],
            ["targets": [["provider": "a", "weight": 1e300]]],
            ["match": [], "targets": [["provider": 1, "weight": 1]]],
        ]
        for value in values {
            #expect(throws: RoleRefusal.self, "\(value)") {
                try Fixture.table([("provider/a", Fixture.provider()), ("route/r", value)])
            }
        }
        let table = try Fixture.table([
            ("provider/a", Fixture.provider()),
            (
                "route/r",
                route(
                    [:],
                    [
                        "retries": 9_007_199_254_740_991, "timeouts": ["idleMilliseconds": -1],
                        "targets": [
                            ["provider": "a", "weight": 9_007_199_254_740_991], ["provider": "a", "weight": 1_000_000],
                        ],
                    ])
            ),
        ])
        let decision = try #require(table.decide(Fixture.facts()))
        #expect(decision.route.retries == 10 && decision.route.timeouts.idle == .milliseconds(1))
        #expect(decision.candidates.map(\.weight) == [1_000_000, 1_000_000])
    }

    @Test("Time-outs of the route come before those of the provider")
    func timeouts() throws {
        let table = try Fixture.table([
            (
                "provider/a",
                Fixture.provider("openai", ["timeouts": ["idleMilliseconds": 5, "connectMilliseconds": 6]])
            ),
            ("route/1", route([:], ["timeoutMilliseconds": 9, "timeouts": ["idleMilliseconds": 7]])),
        ])
        let route = try #require(table.routes.first)
        let timeouts = route.timeouts.filled(from: route.targets[0].provider.timeouts)
        #expect(timeouts.idle == .milliseconds(7))
        #expect(timeouts.connect == .milliseconds(6))
        #expect(timeouts.total == .milliseconds(9))
        #expect(timeouts.firstByte == nil)
    }
}
