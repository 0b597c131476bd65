import Foundation
import Testing
import TrelayCore
import TrelayFormat
import TrelaySystem

@testable import trelay

/// What a change would do, schemas of the users' own, and the binary form, through the program.
@Suite("Plans, schemas and CBOR")
struct PlanTests {
    private let broker: Broker

    init() throws { broker = try Broker.shared.get() }

    private static let providers = """
          - {op: put, kind: provider, name: a, value: {type: openai, baseURL: "https://a.example"}}
          - {op: put, kind: model, name: m, value: {version: 1.0.0}}

        """

    private func plan(_ changes: String, _ namespace: String) throws -> JSONValue {
        let file = try Program.file("plan.yaml", "changes:\n" + changes)
        return try broker.json(
            "plan", "-f", file, "--expect", "gw:gateway", "--expect", "m:model", namespace: namespace)
    }

    @Test("A plan tells what would change for whom, and its digests are those that the fold then has")
    func forecast() throws {
        let namespace = "plan"
        try broker.publish(Self.providers, namespace: namespace)
        let change = "  - {op: patch, kind: provider, name: a, value: {models: [x]}}\n"
        let plan = try plan(change, namespace)
        #expect(plan["outcome"] == "accepted" && plan["revision"] == 2)
        #expect(plan["changes"]?.arrayValue?.count == 1)
        let roles = try #require(plan["roles"]?.arrayValue)
        let gateway = try #require(roles.first { $0["role"] == "gateway" })
        let model = try #require(roles.first { $0["role"] == "model" })
        #expect(gateway["changes"] == true && gateway["workers"] == 1)
        #expect(model["changes"] == false && model["digestBefore"] == model["digestAfter"])
        // Nothing was published by planning.
        #expect(try broker.json("get", namespace: namespace)["revision"] == 1)
        try broker.publish(change, namespace: namespace)
        let now = try broker.json("get", namespace: namespace)
        #expect(now["digest"] == plan["digest"])
        let text = try broker.run("plan", "-f", try Program.file("p.yaml", "changes:\n" + change), namespace: namespace)
        #expect(text.code == 0 && text.output.contains("no resource changes"))
    }

    @Test("A plan that the fold would reject exits 2 and names the line, and nothing is in the log")
    func rejected() throws {
        let change = "  - {op: put, kind: route, name: r, value: {targets: [{provider: none, weight: 1}]}}\n"
        let file = try Program.file("plan.yaml", "changes:\n" + change)
        let finished = try broker.run("plan", "-f", file, namespace: "plan-rejected")
        #expect(finished.code == 2 && finished.output.isEmpty)
        #expect(finished.errors.contains("plan.yaml:2:66: danglingReference at /changes/0/value/targets/0/provider"))
        #expect(try plan(change, "plan-rejected")["code"] == "danglingReference")
    }

    @Test("A kind of one's own: made by a schema, planned, narrowed with a warning, and listed")
    func ownKind() throws {
        let namespace = "plan-schema"
        try broker.publish(
            """
              - op: put
                kind: schema
                name: widget
                value: {version: 1.0.0, schema: {type: object, properties: {size: {type: integer}}}}
              - {op: put, kind: widget, name: w, value: {size: 3}}

            """, namespace: namespace)
        #expect(try broker.json("get", "widget/w", namespace: namespace)["value"]?["size"] == 3)
        let narrower = "  - {op: patch, kind: schema, name: widget, value: {schema: {required: [size]}}}\n"
        let schemas = try plan(narrower, namespace)["schemas"]?.arrayValue ?? []
        #expect(schemas.first?["kind"] == "widget" && schemas.first?["level"] == "writers")
        let wrong = try Program.file("w.yaml", "changes:\n  - {op: put, kind: widget, name: v, value: {size: big}}\n")
        let refused = try broker.run("publish", "-f", wrong, namespace: namespace)
        #expect(refused.code == 2)
        #expect(refused.errors.contains("w.yaml:2:52: schemaInvalid at /changes/0/value/size: expected integer"))
    }

    @Test("An event in CBOR is the same event: the same digest, read back as JSON and as CBOR")
    func binary() throws {
        for encoding in ["json", "cbor"] {
            try broker.publish(
                Self.providers, namespace: "binary-\(encoding)", "--encoding", encoding, "--id", "same", "--author",
                "ana")
        }
        let states = try ["json", "cbor"].map { try broker.json("get", namespace: "binary-\($0)") }
        #expect(states[0]["digest"] == states[1]["digest"])
        let path = Program.newPath("state.cbor")
        let finished = try Program.shell(
            "trelay get -n binary-cbor -o cbor \(broker.options.joined(separator: " ")) > '\(path)'")
        #expect(finished.code == 0, "\(finished.errors)")
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        #expect(try CBORDecoder.decode(bytes, requiresDeterministic: true) == states[1])
    }
}
