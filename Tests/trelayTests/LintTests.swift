import Testing
import TrelayFormat

@testable import trelay

@Suite("trelay lint: change sets without a broker")
struct LintTests {
    private static let good = "reason: test\nchanges:\n" + Changes.prompt("a", "b")

    private static let tool = """
        type: object
        properties: {size: {type: integer}}
        required: [size]
        """

    /// What is said of a file, with FILE for its path.
    private func said(_ text: String, _ arguments: [String] = [], as name: String = "a.yaml") throws -> Finished {
        let path = try Program.file(name, text)
        var finished = try Program.run(["lint", path] + arguments)
        finished.errors = finished.errors.replacing(path, with: "FILE")
        finished.output = finished.output.replacing(path, with: "FILE")
        return finished
    }

    @Test("A good change set is said to be one, or nothing is said")
    func good() throws {
        let loud = try said(Self.good)
        #expect(loud.code == 0)
        #expect(loud.output == "FILE: good, 1 change\n")
        #expect(loud.errors.isEmpty)
        let quiet = try said(Self.good, ["--quiet"])
        #expect(quiet.code == 0)
        #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
    }

    @Test("Every fault is told at its place, in the order of the file")
    func faults() throws {
        let finished = try said(
            """
            reason: test
            nam: x
            changes:
              - {op: put, kind: prompt, name: a, value: {version: '1', template: 3, extra: 1}}
              - {op: pat, kind: prompt, name: b, value: {}}
              - {op: patch, kind: prompt, name: c, value: 7}
              - {op: put, kind: policy, name: c, value: {}}
              - {op: delete, kind: promt, name: c}
            """)
        #expect(finished.code == 2)
        #expect(finished.output.isEmpty)
        let kinds = "cache, consumer, credential, flag, limit, model, prompt, provider, route, rules, schema"
        #expect(
            finished.errors == """
                FILE:2:6: malformed at /nam: unknown field "nam" in a change set
                FILE:4:70: schemaInvalid at /changes/0/value/template: expected string, found number 3: put it in quotes
                FILE:4:80: schemaInvalid at /changes/0/value/extra: unknown property "extra": known are "inject", "role", \
                "template", "variables" and "version"
                FILE:5:10: malformed at /changes/1/op: must be put, patch or delete, is "pat"; did you mean "put"?
                FILE:6:47: schemaInvalid at /changes/2/value: a patch of a resource must be an object, is 7
                FILE:7:21: unknownKind at /changes/3/kind: this version cannot enforce the kind "policy", and therefore \
                refuses it; leave it out
                FILE:8:24: unknownKind at /changes/4/kind: there is no kind "promt"; the kinds are \(kinds); did you mean \
                "prompt"?

                """)
    }

    @Test("A kind of one's own is known by its schema, given or in the same file")
    func ownKinds() throws {
        let change = "changes:\n  - {op: put, kind: tool, name: t, value: {size: x}}\n"
        let unknown = try said(change)
        #expect(unknown.code == 2)
        #expect(unknown.errors.hasPrefix("FILE:2:21: unknownKind at /changes/0/kind: there is no kind \"tool\""))
        #expect(unknown.errors.hasSuffix("; for one of your own give its schema: --schema tool=FILE\n"))

        let schema = try Program.file("tool.yaml", Self.tool)
        let given = try said(change, ["--schema", "tool=\(schema)"])
        #expect(given.code == 2)
        #expect(
            given.errors
                == "FILE:2:50: schemaInvalid at /changes/0/value/size: expected integer, found string \"x\"\n")
        #expect(try said(change.replacing("size: x", with: "size: 1"), ["--schema", "tool=\(schema)"]).code == 0)

        let brought = try said(
            change + "  - {op: put, kind: schema, name: tool, value: {version: 1.0.0, schema: {required: [name]}}}\n",
            ["--schema", "tool=\(schema)"])
        #expect(
            brought.errors == "FILE:2:43: schemaInvalid at /changes/0/value/name: the property \"name\" is missing\n",
            "the file's own schema wins")
    }

    @Test("A given schema narrows a built-in kind")
    func narrowing() throws {
        let schema = try Program.file("prompt.json", #"{"properties": {"template": {"maxLength": 1}}}"#)
        #expect(try said(Self.good, ["--schema", "prompt=\(schema)"]).code == 0)
        let longer = try said(Self.good.replacing("'b'", with: "'bb'"), ["--schema", "prompt=\(schema)"])
        #expect(longer.code == 2)
        #expect(longer.errors.contains("schemaInvalid at /changes/0/value/template: "))
    }

    @Test("A broken schema in the file is one fault, and not one for each resource of its kind")
    func brokenSchema() throws {
        let finished = try said(
            """
            changes:
              - {op: put, kind: schema, name: gizmo, value: {version: 1.0.0, schema: {type: objec}}}
              - {op: put, kind: gizmo, name: a, value: 1}
            """)
        #expect(finished.code == 2)
        #expect(finished.errors.hasPrefix("FILE:2:81: schemaInvalid at /changes/0/value/schema/type: "))
        #expect(finished.errors.count { $0 == "\n" } == 1)
    }

    @Test("A bad file does not stop the others; not valid outweighs not read")
    func severalFiles() throws {
        let (good, bad) = try (Program.file("a.yaml", Self.good), Program.file("b.json", "{\"changes\": 1}"))
        let finished = try Program.run(["lint", "-f", bad, "/no/such.yaml", "/tmp", good])
        #expect(finished.code == 2)
        #expect(
            finished.errors == """
                \(bad):1:13: malformed at /changes: must be an array, is 1
                /no/such.yaml: no such file
                /tmp: is a directory; name a file in it

                """)
        #expect(finished.output == "\(good): good, 1 change\n")
        #expect(try Program.run(["lint", "/no/such.yaml", good]).code == 1)
    }

    @Test("For programs, a line of JSON for each file")
    func json() throws {
        let (good, bad) = try (Program.file("a.yaml", Self.good), Program.file("b.yaml", "changes: ["))
        let finished = try Program.run(["lint", bad, "/no/such.yaml", good, "-q", "-o", "json"])
        #expect(finished.code == 2)
        #expect(finished.errors.isEmpty)
        let lines = try finished.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        try #require(lines.count == 3)
        let broken = try #require(lines[0]["errors"]?.arrayValue?.first)
        #expect(broken["code"] == "syntax")
        #expect(broken["line"] == 2)
        #expect(broken["pointer"] == "")
        #expect(broken["message"]?.stringValue?.isEmpty == false)
        #expect(
            lines[1] == [
                "file": "/no/such.yaml", "valid": false,
                "errors": [["code": "unreadable", "pointer": "", "message": "no such file"]],
            ])
        #expect(lines[2] == ["file": .string(good), "valid": true, "errors": []])
    }

    @Test("A change set comes from standard input too")
    func standardInput() throws {
        let finished = try Program.shell("echo 'changes: []' | trelay lint -")
        #expect(finished.code == 2)
        #expect(
            finished.errors
                == "standard input:1:10: malformed at /changes: is empty; a change set changes at least one resource\n")
    }

    @Test("What is too large for the log is told")
    func sizes() throws {
        let finished = try said("changes:\n" + Changes.prompt("a", String(repeating: "x", count: 70_000)))
        #expect(finished.code == 2)
        #expect(finished.errors.hasPrefix("FILE:2:45: guardTripped at /changes/0/value: prompt/a would have "))
        let huge = try said(String(repeating: "# no\n", count: 300_000))
        #expect(huge.errors == "FILE: tooLarge: larger than 1048576 bytes; split it\n")
        #expect(huge.code == 2)
    }

    @Test(
        "A wrong command line is answered in one line",
        arguments: [
            ([], 64, "name at least one file; - is standard input; see 'trelay lint --help'"),
            (
                ["-", "-f", "-"], 64,
                "- stands twice, and standard input can be read only once; see 'trelay lint --help'"
            ),
            (["-", "--schema", "tool"], 64, "--schema 'tool': write it as KIND=FILE; see 'trelay lint --help'"),
            (["-", "--schema", "tool="], 64, "--schema 'tool=': write it as KIND=FILE; see 'trelay lint --help'"),
            (
                ["-", "--schema", "a b=x"], 64,
                "--schema: 'a b' is not a kind; use 1 to 64 characters of A-Z, a-z, 0-9, '-', '.', '_'; see 'trelay lint "
                    + "--help'"
            ),
            (["-", "--schema", "tool=/no/such.json"], 1, "/no/such.json: no such file"),
            (["-", "--shema", "x"], 64, "unknown option '--shema' for 'trelay lint'; did you mean '--schema'?"),
        ] as [([String], Int32, String)])
    func usage(arguments: [String], code: Int32, message: String) throws {
        let finished = try Program.run(["lint"] + arguments)
        #expect(finished.code == code)
        #expect(finished.errors == "trelay: \(message)\n")
        #expect(finished.output.isEmpty)
    }

    @Test("A given schema that is broken is told with its place")
    func brokenGivenSchema() throws {
        let schema = try Program.file("tool.yaml", "type: object\nrequired: size\n")
        let finished = try said(Self.good, ["--schema", "tool=\(schema)"])
        #expect(finished.code == 2)
        #expect(finished.errors.hasPrefix("trelay: \(schema):2:11: at /required: "))
        #expect(finished.errors.count { $0 == "\n" } == 1)
    }

    @Test("The story's change sets are good")
    func story() throws {
        let finished = try Program.shell("trelay lint -q '\(Checkout.path("Examples/story"))'/*.yaml")
        #expect(finished.errors == "")
    }

    @Test("CBOR is told to be no file of a change set, by lint and by publish alike")
    func binary() throws {
        let path = try Program.file("change.cbor", "\u{1}")
        let lint = try Program.run(["lint", path])
        let publish = try Program.run(["publish", "-f", path, "--bootstrap", "127.0.0.1:1"])
        for finished in [lint, publish] {
            #expect(finished.code == 2 && finished.errors.contains("is CBOR"), "\(finished.errors)")
        }
    }
}
