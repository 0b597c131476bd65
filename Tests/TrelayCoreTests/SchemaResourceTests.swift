import Testing
import TrelayFormat

@testable import TrelayCore

@Suite("Schemas of the users' own")
struct SchemaResourceTests {
    private let widget: JSONValue = [
        "version": "1.0.0",
        "schema": [
            "type": "object", "properties": ["size": ["type": "integer", "minimum": 1]], "required": ["size"],
            "additionalProperties": false,
        ],
    ]

    @Test("A schema makes a kind, in the same change set as the first resource of it, in any order")
    func addsKind() {
        let bench = Bench()
        #expect(bench.rejection(of: [Sample.put("widget/a", ["size": 1])])?.code == .unknownKind)
        let first = bench.publish([Sample.put("widget/a", ["size": 1]), Sample.put("schema/widget", widget)])
        #expect(first?.outcome == .accepted(revision: 1))
        let wrong = bench.rejection(of: [Sample.patch("widget/a", ["size": 0])])
        #expect(wrong?.code == .schemaInvalid && wrong?.pointer.description == "/changes/0/value/size")
        #expect(bench.publish([Sample.put("widget/b", ["size": 7])])?.outcome == .accepted(revision: 2))
        #expect(bench.state.resources.count(ofKind: "widget") == 2)
    }

    @Test("A schema narrows a built-in kind: its values must satisfy both")
    func narrows() {
        let bench = Bench()
        let narrow: JSONValue = ["version": "1.0.0", "schema": ["properties": ["template": ["maxLength": 20]]]]
        bench.publish([Sample.put("schema/prompt", narrow)])
        let long: JSONValue = ["version": "1", "template": "A template of more than twenty characters."]
        #expect(bench.rejection(of: [Sample.put("prompt/a", long)])?.pointer.description == "/changes/0/value/template")
        #expect(bench.rejection(of: [Sample.put("prompt/a", ["template": "x"])])?.code == .schemaInvalid)
        #expect(bench.publish([Sample.put("prompt/a", Sample.prompt)])?.outcome.revision == 2)
    }

    @Test("A schema that what is there does not satisfy is refused, and names the resource")
    func existing() {
        let bench = Bench()
        bench.publish([Sample.put("prompt/a", Sample.prompt)])
        let narrow: JSONValue = ["version": "1.0.0", "schema": ["required": ["x-owner"]]]
        let refused = bench.rejection(of: [Sample.put("schema/prompt", narrow)])
        #expect(refused?.code == .schemaInvalid && refused?.message.contains("prompt/a") == true)
        #expect(bench.state.kinds.isEmpty)
        // In one change set with the mended resource it is taken.
        let mended = bench.publish([
            Sample.put("schema/prompt", narrow), Sample.patch("prompt/a", ["x-owner": "ana"]),
        ])
        #expect(mended?.outcome == .accepted(revision: 2))
    }

    @Test(
        "A broken schema is refused with the place and the reason",
        arguments: [
            (["type": "objekt"], "/changes/0/value/schema/type", "object"),
            (["pattern": "(a"], "/changes/0/value/schema/pattern", ")"),
            (["pattern": "(?=a)b"], "/changes/0/value/schema/pattern", "look-ahead"),
            (["pattern": "(a)\\1"], "/changes/0/value/schema/pattern", "back-reference"),
            (["$ref": "https://example.com/none"], "/changes/0/value/schema/$ref", "https://example.com/none"),
            (["$ref": "#"], "/changes/0/value/schema", "without end"),
        ] as [(JSONValue, String, String)])
    func broken(schema: JSONValue, pointer: String, word: String) {
        let refused = Bench().rejection(of: [Sample.put("schema/widget", ["version": "1.0.0", "schema": schema])])
        #expect(
            refused?.code == .schemaInvalid && refused?.pointer.description == pointer, "\(String(describing: refused))"
        )
        #expect(word.isEmpty || refused?.message.contains(word) == true, "\(String(describing: refused))")
    }

    @Test("Schemas refer to each other and to the built-in ones; what would break another one is refused")
    func references() {
        let bench = Bench()
        let size: JSONValue = ["version": "1.0.0", "schema": ["type": "integer", "minimum": 1]]
        let box: JSONValue = [
            "version": "1.0.0",
            "schema": [
                "properties": [
                    "size": ["$ref": "urn:trelay:schema:size"],
                    "name": ["$ref": "urn:trelay:definitions:1#/$defs/resourceName"],
                ]
            ],
        ]
        #expect(bench.publish([Sample.put("schema/box", box), Sample.put("schema/size", size)])?.outcome.revision == 1)
        let wrong = bench.rejection(of: [Sample.put("box/a", ["size": 0])])
        #expect(wrong?.pointer.description == "/changes/0/value/size")
        let gone = bench.rejection(of: [Sample.delete("schema/size")])
        #expect(gone?.code == .danglingReference && gone?.message.contains("schema/box") == true)
    }

    @Test("A schema cannot go while resources of its kind are there")
    func deletion() {
        let bench = Bench()
        bench.publish([Sample.put("schema/widget", widget), Sample.put("widget/a", ["size": 1])])
        let refused = bench.rejection(of: [Sample.delete("schema/widget")])
        #expect(refused?.code == .danglingReference && refused?.message.contains("widget/a") == true)
        let both = bench.publish([Sample.delete("schema/widget"), Sample.delete("widget/a")])
        #expect(both?.outcome == .accepted(revision: 2))
        #expect(bench.state.resources.isEmpty && bench.state.kinds.isEmpty)
        #expect(bench.rejection(of: [Sample.put("widget/a", ["size": 1])])?.code == .unknownKind)
    }

    @Test("A state that was stored knows its kinds again")
    func restored() throws {
        let bench = Bench()
        bench.publish([Sample.put("schema/widget", widget), Sample.put("widget/a", ["size": 1])])
        let restored = try NamespaceState.decode(bench.state.encoded())
        #expect(restored == bench.state)
        bench.fold.restore(restored)
        #expect(bench.rejection(of: [Sample.put("widget/b", ["size": 0])])?.code == .schemaInvalid)
    }

    @Test("A schema that costs without end makes nothing slow: the step budget decides, everywhere alike")
    func expensive() {
        var definitions: JSONObject = ["d0": ["type": "integer"]]
        for level in 1...40 {
            let next: JSONValue = ["$ref": "#/$defs/d\(level - 1)"]
            definitions.set("d\(level)", ["anyOf": [["allOf": [next, ["not": next]]], next]])
        }
        let schema: JSONValue = [
            "version": "1.0.0", "schema": ["$ref": "#/$defs/d40", "$defs": .object(definitions)],
        ]
        var limits = FoldLimits()
        limits.maximumSchemaSteps = 10_000
        let bench = Bench(limits: limits)
        bench.publish([Sample.put("schema/widget", schema)])
        #expect(bench.rejection(of: [Sample.put("widget/a", 1)])?.code == .guardTripped)
    }

    @Test("Who claims another's $id, or a name of Trelay's, is refused, whatever the order in which they come")
    func identifiers() {
        let one: JSONValue = ["version": "1.0.0", "schema": ["$id": "urn:x", "$defs": ["p": true]]]
        let other: JSONValue = ["version": "1.0.0", "schema": ["$id": "urn:x"]]
        let user: JSONValue = ["version": "1.0.0", "schema": ["$ref": "urn:x#/$defs/p"]]
        let changes = [Sample.put("schema/a", one), Sample.put("schema/b", other), Sample.put("schema/c", user)]
        for order in [changes, changes.reversed()] {
            let refused = Bench().rejection(of: order)
            #expect(refused?.code == .schemaInvalid && refused?.message.contains("schema/a has this $id") == true)
        }
        for identifier in ["urn:trelay:kind:prompt:1", "urn:trelay:schema:other"] as [JSONValue] {
            let thief: JSONValue = ["version": "1.0.0", "schema": ["$id": identifier]]
            #expect(
                Bench().rejection(of: [Sample.put("schema/a", thief)])?.pointer.tokens.suffix(2) == ["schema", "$id"])
        }
        #expect(Bench().publish([Sample.put("schema/a", one), Sample.put("schema/c", user)])?.outcome.revision == 1)
    }

    @Test(
        "A schema that could never be used is refused", arguments: ["a/b", "guard", "policy", "schema"])
    func unusable(name: String) {
        let refused = Bench().rejection(of: [Sample.put("schema/\(name)", widget)])
        #expect(refused?.code == .schemaInvalid && refused?.message.contains(name) == true)
    }

    @Test("Metaschemas of one's own, and regular expressions without end, are refused: they would make the fold slow")
    func hostile() {
        let metaschema: JSONValue = ["version": "1.0.0", "schema": ["$id": "urn:m", "$schema": "urn:m"]]
        let own = Bench().rejection(of: [Sample.put("schema/m", metaschema)])
        #expect(own?.pointer.tokens.last == "$schema" && own?.message.contains("draft/2020-12") == true)
        var patterns = JSONObject()
        for number in 0..<400 { patterns.set("(a|b)*a(a|b){\(10)}x{\(number)}", true) }
        let schema: JSONValue = ["version": "1.0.0", "schema": ["patternProperties": .object(patterns)]]
        let refused = Bench().rejection(of: [Sample.put("schema/p", schema)])
        #expect(refused?.message.contains("regular expressions together") == true, "\(String(describing: refused))")
    }

    @Test(
        "One budget is for all values of a change set, and one for all resources that a schema has to be checked against"
    )
    func budgets() {
        var limits = FoldLimits()
        limits.maximumSchemaSteps = 400
        limits.maximumRevalidationSteps = 400
        let many: JSONValue = ["version": "1.0.0", "schema": ["items": ["type": "integer"]]]
        let list = JSONValue.array(Array(repeating: 1, count: 150))
        let bench = Bench(limits: limits)
        #expect(bench.publish([Sample.put("schema/list", many), Sample.put("list/a", list)])?.outcome.revision == 1)
        let three = (1...3).map { Sample.put("list/b\($0)", list) }
        #expect(bench.rejection(of: three)?.code == .guardTripped)
        for change in three { #expect(bench.publish([change])?.outcome.revision != nil) }
        let changed: JSONValue = ["version": "1.0.1", "schema": ["items": ["type": "number"]]]
        #expect(bench.rejection(of: [Sample.put("schema/list", changed)])?.code == .guardTripped)
        // A word more in its description asks nothing of the resources.
        let described = Sample.patch("schema/list", ["description": "a list"])
        #expect(bench.publish([described])?.outcome.revision != nil)
    }

    @Test(
        "A schema that refers to one in the log passes the check without a log, and what else is wrong is found all the same"
    )
    func withoutLog() throws {
        let user: JSONValue = ["version": "1.0.0", "schema": ["$ref": "urn:trelay:schema:other"]]
        try Sample.changeSet(id: "e1", [Sample.put("schema/a", user), Sample.put("a/x", 1)]).check()
        #expect(throws: Rejection.self) {
            try Sample.changeSet(id: "e1", [Sample.put("schema/a", user), Sample.put("prompt/p", 1)]).check()
        }
    }

    @Test("Kinds whose rules nobody would keep are refused", arguments: ["policy", "principal", "strategy", "guard"])
    func notEnforced(kind: String) {
        let refused = Bench().rejection(of: [Sample.put("\(kind)/a", [:])])
        #expect(refused?.code == .unknownKind && refused?.message.contains("cannot enforce") == true)
        #expect(ResourceKind.named(kind)?.compiledSchema.isValid(.null) == false)
    }

    @Test(
        "Every built-in schema compiles, names its kind, and refuses a field that nobody knows",
        arguments: ResourceKind.all)
    func builtIn(kind: ResourceKind) {
        #expect(kind.schemaDocument["$id"]?.stringValue == "urn:trelay:kind:\(kind.name):1")
        #expect(!kind.summary.isEmpty)
        let faults = kind.compiledSchema.validate(["no-such-field": 1]).faults
        #expect(faults.contains { $0.instanceLocation.description == "/no-such-field" })
        let free = kind.compiledSchema.validate(["x-mine": 1]).faults
        #expect(!free.contains { $0.instanceLocation.description == "/x-mine" })
    }

    @Test("A broken schema inside a model or a rule set is refused where it stands")
    func schemasInValues() {
        let model = Bench().rejection(of: [
            Sample.put("model/m", ["version": "1.0.0", "inputSchema": ["type": "nope"]])
        ])
        #expect(model?.pointer.description == "/changes/0/value/inputSchema/type")
        let rule: JSONValue = ["id": "r1", "when": ["pattern": "(?<=a)"], "then": ["decision": "deny"]]
        let rules = Bench().rejection(of: [Sample.put("rules/r", ["rules": [rule]])])
        #expect(rules?.pointer.description == "/changes/0/value/rules/0/when/pattern")
    }
}

@Suite("Bodies in CBOR")
struct BinaryBodyTests {
    private func records(_ set: ChangeSet) -> [Record] {
        BodyEncoding.allCases.map { encoding in
            var metadata = Sample.metadata(id: set.id)
            metadata.contentType = encoding.contentType
            return Sample.received(EventCodec.encode(set.json(), key: set.namespace, metadata: metadata), at: 0)
        }
    }

    @Test("An event has the same verdict, digest and chain in JSON and in CBOR, and is smaller in CBOR")
    func same() throws {
        let sets = [
            Sample.changeSet(
                id: "e1", [Sample.put("provider/main", Sample.provider), Sample.put("route/r", Sample.route())]),
            Sample.changeSet(id: "e2", [Sample.patch("route/r", Sample.route(weight: 3))]),
            Sample.changeSet(id: "e3", [Sample.delete("provider/main")]),
        ]
        let benches = BodyEncoding.allCases.map { _ in Bench() }
        for set in sets {
            let records = records(set)
            #expect((records[1].value?.count ?? 0) < (records[0].value?.count ?? 0))
            let verdicts = zip(benches, records).map { $0.apply($1) }
            #expect(verdicts[0]?.outcome == verdicts[1]?.outcome)
            #expect(verdicts[0]?.changeSet == verdicts[1]?.changeSet)
        }
        #expect(benches[0].state.revision == 2)
        #expect(benches[0].state.chain == benches[1].state.chain)
        #expect(benches[0].state.digest() == benches[1].state.digest())
        #expect(benches[0].state.rejections.map(\.rejection) == benches[1].state.rejections.map(\.rejection))
    }

    @Test("Whitespace and the order of members change no chain")
    func spelling() throws {
        let set = Sample.changeSet(id: "e1", [Sample.put("prompt/a", Sample.prompt)])
        let plain = Bench()
        let pretty = Bench()
        plain.apply(set)
        var record = Sample.record(set, at: 0)
        record.value = Array(set.json().prettyString().utf8)
        pretty.apply(record)
        #expect(plain.state.revision == 1 && plain.state.chain == pretty.state.chain)
    }

    @Test("Bytes that are no CBOR, and media types that nobody knows, are malformed, and say what would do")
    func malformed() {
        let set = Sample.changeSet(id: "e1", [Sample.put("prompt/a", Sample.prompt)])
        var broken = records(set)[1]
        broken.value = Array(broken.value?.dropLast(3) ?? [])
        let cut = Bench().apply(broken)?.outcome.rejection
        #expect(cut?.code == .malformed && cut?.message.contains("CBOR") == true)
        var metadata = Sample.metadata(id: set.id)
        metadata.contentType = "text/yaml"
        let other = Bench().apply(
            Sample.received(EventCodec.encode(set.json(), key: "shop", metadata: metadata), at: 0))
        #expect(other?.outcome.rejection?.message.contains("application/cbor") == true)
        #expect(BodyEncoding(contentType: "Application/CBOR; charset=x") == .cbor)
    }
}
