import Testing
import TrelayCore
import TrelayFormat

@testable import trelay

@Suite("trelay schema: the schemas of the kinds, and what changes in a schema")
struct SchemaCommandTests {
    @Test("Every kind is listed, with whether it is enforced")
    func list() throws {
        let table = try Program.run(["schema", "list"])
        #expect(table.code == 0)
        let lines = table.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("KIND") == true)
        #expect(lines.count == ResourceKind.all.count + 1)
        let json = try #require(try Program.run(["schema", "list", "-o", "json"]).json.arrayValue)
        #expect(json.map { $0["kind"]?.stringValue } == ResourceKind.all.map(\.name))
        let route = try #require(json.first { $0["kind"] == "route" })
        #expect(route["uri"] == "urn:trelay:kind:route:1")
        #expect(route["version"] == 1)
        #expect(route["enforced"] == true)
        #expect(json.first { $0["kind"] == "policy" }?["enforced"] == false)
    }

    @Test("A schema is printed as it stands in the source")
    func show() throws {
        let finished = try Program.run(["schema", "show", "prompt"])
        #expect(finished.code == 0)
        #expect(finished.output.hasPrefix("{\n  \"$id\": \"urn:trelay:kind:prompt:1\","))
        #expect(try finished.json == ResourceKind.named("prompt")?.schemaDocument)
        let unknown = try Program.run(["schema", "show", "rout"])
        #expect(unknown.code == 64)
        #expect(unknown.errors.hasPrefix("trelay: KIND must be one of cache, "))
        #expect(unknown.errors.hasSuffix("did you mean 'route'?\n"))
    }

    @Test(
        "A bundle needs no other document, and decides as the kind's own schema does",
        arguments: ResourceKind.all.map(\.name))
    func bundle(name: String) throws {
        let kind = try #require(ResourceKind.named(name))
        let schema = try Schema.compile(SchemaBundle.make(kind), options: SchemaOptions(assertsFormats: true))
        for value in [nil, [:], ["version": "1", "template": "x"], ["x-own": 1]] as [JSONValue] {
            #expect(schema.isValid(value) == kind.compiledSchema.isValid(value))
        }
    }

    private func compare(_ old: String, _ new: String, _ arguments: [String] = []) throws -> Finished {
        try Program.run(
            ["schema", "diff", try Program.file("old.json", old), try Program.file("new.yaml", new)] + arguments)
    }

    private static let old = #"{"type": "object", "properties": {"a": {"type": "integer", "maximum": 5}}}"#
    private static let wider = "{type: object, properties: {a: {type: integer, maximum: 10}}}"

    @Test(
        "The exit code is what --require asks for",
        arguments: [
            (old, wider, "readers", [0, 0, 2, 2]), (wider, old, "writers", [0, 2, 0, 2]),
            (old, old, "both", [0, 0, 0, 0]),
            (old, "{type: array}", "none", [0, 2, 2, 2]),
        ] as [(String, String, String, [Int32])])
    func levels(old: String, new: String, level: String, codes: [Int32]) throws {
        // YAML holds both.
        let (old, new) = try (Program.file("old.yaml", old), Program.file("new.yaml", new))
        for (requirement, code) in zip(["none", "readers", "writers", "both"], codes) {
            let finished = try Program.run(["schema", "diff", "--require", requirement, old, new])
            #expect(finished.output.hasPrefix("level: \(level)\n"))
            #expect(finished.code == code, "\(requirement)")
        }
        #expect(
            try Program.run(["schema", "diff", old, new]).code == codes[1], "readers are required unless told otherwise"
        )
    }

    @Test("Each change has its place, and whom it breaks")
    func changes() throws {
        let finished = try compare(Self.old, Self.wider)
        #expect(finished.output.hasPrefix("level: readers\n/properties/a/maximum: "))
        #expect(finished.output.hasSuffix("(breaks writers)\n"))
        let json = try compare(Self.old, Self.wider, ["-o", "json"]).json
        #expect(json["level"] == "readers")
        let change = try #require(json["changes"]?.arrayValue?.first)
        #expect(change["pointer"] == "/properties/a/maximum")
        #expect(change["breaks"] == "writers")
        #expect(change["document"] == "")
        #expect(change["sentence"]?.stringValue?.isEmpty == false)
    }

    @Test("A kind is named instead of a file; a file of that name with its folder")
    func kinds() throws {
        let same = try Program.shell(
            "trelay schema show --bundle route > '\(Program.newPath("route"))' && cd '\(Program.folder)' && "
                + "trelay schema show route > route && trelay schema diff --require both route ./route")
        #expect(same.code == 0)
        #expect(same.output == "level: both\n")
    }

    @Test("A broken schema is told with its place; a missing one is told")
    func mistakes() throws {
        let broken = try compare(Self.old, "type: objec\n")
        #expect(broken.code == 2)
        #expect(broken.errors.contains("new.yaml:1:7: at /type: "))
        #expect(broken.errors.count { $0 == "\n" } == 1)
        let missing = try Program.run(["schema", "diff", "route", "/no/such.json"])
        #expect(missing.code == 1)
        #expect(missing.errors == "trelay: /no/such.json: no such file\n")
        let lone = try Program.run(["schema", "diff", "route"])
        #expect(lone.code == 64)
        #expect(lone.errors == "trelay: 'trelay schema diff' needs NEW; see 'trelay schema diff --help'\n")
    }
}
