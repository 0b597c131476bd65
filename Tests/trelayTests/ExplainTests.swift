import Foundation
import Testing
import TrelayFormat
import TrelaySystem

@testable import trelay

/// Decisions of gateways from the log alone, through the program.
@Suite("Explaining decisions")
struct ExplainTests {
    private let broker: Broker

    init() throws { broker = try Broker.shared.get() }

    private static let routes = """
          - {op: put, kind: provider, name: a, value: {type: openai, baseURL: "https://a.example/v1"}}
          - {op: put, kind: provider, name: b, value: {type: anthropic, baseURL: "https://b.example"}}
          - {op: put, kind: prompt, name: p, value: {version: "4", template: "Be brief."}}
          - op: put
            kind: route
            name: chat
            value:
              match: {model: drafts}
              prompt: p
              targets: [{provider: a, model: m, weight: 1}, {provider: b, weight: 0}]
              fallbacks: [{provider: b, model: spare}]

        """

    @Test("A request is explained at the revision that one asks for, and the explanation is made again from the log")
    func explains() throws {
        let namespace = "explain"
        try broker.publish(Self.routes, namespace: namespace)
        try broker.publish(
            "  - {op: patch, kind: route, name: chat, value: {targets: [{provider: b, model: next, weight: 1}]}}\n",
            namespace: namespace)
        let now = try broker.json("explain", "--model", "drafts", "--key", "u", namespace: namespace)
        #expect(now["target"]?["provider"] == "b" && now["revision"] == 2)
        let then = try broker.json("explain", "--model", "drafts", "--key", "u", "--at", "1", namespace: namespace)
        #expect(then["target"] == ["provider": "a", "model": "m", "weight": 1])
        #expect(then["chain"] == ["a/m", "b/spare"] && then["prompt"] == ["name": "p", "version": "4"])

        let file = try Program.file("then.json", then.prettyString())
        let again = try broker.run("explain", file, namespace: namespace)
        #expect(again.code == 0 && again.output.contains("the same decision as in"))
        #expect(again.output.contains("among     a/m (1), b/drafts (0)") && again.output.contains("then      b/spare"))
        // Someone says that it was decided otherwise: the log knows better.
        let lie = MergePatch.apply(["target": ["provider": "z"]], to: then)
        let differs = try broker.run(
            "explain", try Program.file("lie.json", lie.prettyString()), namespace: namespace)
        #expect(differs.code == 2 && differs.output.contains("/target/provider"))
        #expect(differs.output.contains("-\"z\"") && differs.output.contains("+\"a\""))
    }

    @Test("The namespace is the explanation's, and what is printed can be made again")
    func namespace() throws {
        let namespace = "explain-namespace"
        try broker.publish(Self.routes, namespace: namespace)
        let said = try broker.json("explain", "--model", "drafts", "--key", "u", namespace: namespace)
        let file = try Program.file("said.json", said.canonicalString())
        let replayed = try Program.run(["explain", file, "-o", "json"] + broker.options)
        #expect(replayed.code == 0)
        #expect(try replayed.json["same"] == true && replayed.json["differences"] == [])
        #expect(try replayed.json["explanation"] == said)
        let twice = try Program.file("twice.json", replayed.output)
        #expect(try broker.run("explain", twice, namespace: namespace).code == 0)
        let other = try broker.run("explain", file, namespace: "explain-other")
        #expect(other.code == 64 && other.errors.contains("is of namespace 'explain-namespace'"))
    }

    @Test("At another moment only the decision counts, not the stamp")
    func elsewhen() throws {
        let namespace = "explain-elsewhen"
        try broker.publish(Self.routes, namespace: namespace)
        let said = try broker.json("explain", "--model", "drafts", namespace: namespace)
        let file = try Program.file("said.json", said.canonicalString())
        try broker.publish(
            "  - {op: put, kind: provider, name: c, value: {type: openai, baseURL: 'https://c'}}\n",
            namespace: namespace)
        let same = try broker.json("explain", file, "--at", "2", namespace: namespace)
        #expect(same["same"] == true && same["explanation"]?["revision"] == 2)
        try broker.publish(
            "  - {op: patch, kind: route, name: chat, value: {prompt: null, retries: 3}}\n", namespace: namespace)
        let other = try broker.json("explain", file, "--at", "3", namespace: namespace)
        let paths = (other["differences"]?.arrayValue ?? []).map { $0["path"]?.stringValue ?? "" }
        #expect(other["same"] == false && paths == ["/prompt", "/retries"])
        try broker.publish("  - {op: delete, kind: route, name: chat}\n", namespace: namespace)
        let gone = try broker.run("explain", file, "--at", "4", namespace: namespace)
        #expect(gone.code == 2 && gone.output.contains("no route takes the request of"))
        let beyond = try broker.run("explain", file, "--at", "99", namespace: namespace)
        #expect(beyond.code == 1 && beyond.errors.contains("no revision 99"))
    }

    @Test("Headers choose a segment, in any spelling of their names")
    func headers() throws {
        let namespace = "explain-headers"
        try broker.publish(Self.routes, namespace: namespace)
        try broker.publish(
            """
              - op: patch
                kind: route
                name: chat
                value:
                  segments: [{when: {headers: {x-tier: gold}}, targets: [{provider: b, model: big, weight: 1}]}]

            """, namespace: namespace)
        let gold = try broker.json(
            "explain", "--model", "drafts", "--header", "X-Tier=gold", namespace: namespace)
        #expect(gold["segment"] == 0 && gold["chain"] == ["b/big", "b/spare"])
        let plain = try broker.json("explain", "--model", "drafts", "--header", "x-tier=", namespace: namespace)
        #expect(plain["segment"] == .null)
    }

    @Test("What no route takes, and what is no explanation, is told in one line")
    func faults() throws {
        let namespace = "explain-faults"
        try broker.publish(Self.routes, namespace: namespace)
        let nowhere = try broker.run("explain", "--model", "other", namespace: namespace)
        #expect(nowhere.code == 2 && nowhere.errors.contains("no route takes the model 'other'"))
        #expect(nowhere.errors.contains("drafts"))
        let texts = [
            "{\"a\":1}", "[]", "{\"version\":1,\"namespace\":\"x\",\"revision\":1,\"request\":{\"path\":1}}",
        ]
        for text in texts {
            let none = try broker.run("explain", try Program.file("none.json", text), namespace: namespace)
            #expect(none.code == 1 && none.errors.contains("is no explanation of this version"), "\(text)")
        }
        let broken = try broker.run("explain", try Program.file("broken.json", "{"), namespace: namespace)
        #expect(broken.code == 2 && broken.errors.contains("broken.json:1:2"))
        #expect(try broker.run("explain", "/nowhere.json", namespace: namespace).code == 1)
        #expect(try broker.run("explain", namespace: namespace).code == 64)
        #expect(try broker.run("explain", "--model", "m", "--header", "x", namespace: namespace).code == 64)
        #expect(try broker.run("explain", "x.json", "--model", "m", namespace: namespace).code == 64)
    }

    @Test("A revision that no gateway could serve is told with code and place")
    func unservable() throws {
        let namespace = "explain-unservable"
        try broker.publish(Self.routes, namespace: namespace)
        try broker.publish(
            "  - {op: patch, kind: prompt, name: p, value: {template: 'Dear {{name'}}\n", namespace: namespace)
        let refused = try broker.run("explain", "--model", "drafts", namespace: namespace)
        #expect(refused.code == 1 && refused.errors.contains("templateInvalid at /prompt/p/template"))
    }
}
