import Testing
import TrelayFormat
import TrelaySystem

@testable import trelay

@Suite("trelay format validate: JSON Schema without a broker")
struct FormatValidateTests {
    private static let schema = """
        $id: https://example.com/schemas/route
        type: object
        properties:
          name: {type: string}
          since: {format: date}
          targets: {items: {$ref: common/target}}
        required: [name]
        """
    private static let target = #"{"required": ["provider"], "properties": {"weight": {"maximum": 50}}}"#

    /// A folder with `common/` + the file.
    private static func folder(_ name: String, _ text: String) throws -> String {
        let folder = Program.newPath("schemas")
        try DurableFile.createDirectory(folder + "/common")
        try DurableFile.replace(folder + "/common/" + name, with: Array(text.utf8), synchronize: false)
        return folder
    }

    private func validate(_ arguments: [String]) throws -> Finished {
        try Program.run(["format", "validate"] + arguments)
    }

    @Test("Faults are lines with place, pointer and message; a bad file does not stop the others")
    func lines() throws {
        let schema = try Program.file("schema.json", #"{"properties": {"a": {"type": "integer"}}, "required": ["b"]}"#)
        let bad = try Program.file("bad.yaml", "# one\na: x\n")
        let good = try Program.file("good.json", #"{"a": 1, "b": null}"#)
        let broken = try Program.file("broken.json", "{\n\"a\" 1}")
        let finished = try validate(["-s", schema, bad, "/no/such.json", broken, good])
        #expect(finished.code == 2)
        #expect(finished.output == "\(good): valid\n")
        let lines = finished.errors.split(separator: "\n")
        try #require(lines.count == 4)
        #expect(lines.contains("\(bad):2:1: the property \"b\" is missing"))
        #expect(lines.contains("\(bad):2:4: at /a: expected integer, found string \"x\""))
        #expect(lines[2] == "/no/such.json: no such file")
        #expect(lines[3].hasPrefix("\(broken):2:5: "))
        #expect(try validate(["-s", schema, "/no/such.json", good]).code == 1)
        #expect(try validate(["-s", schema, "-q", good]).output.isEmpty)
    }

    @Test("For programs, a line of JSON for each file, in the words of the specification")
    func json() throws {
        let folder = try Self.folder("target.json", Self.target)
        let schema = try Program.file("schema.yaml", Self.schema)
        let bad = try Program.file("bad.yaml", "name: x\ntargets:\n  - {provider: a, weight: 80}\n")
        let good = try Program.file("good.yaml", "name: x\n")
        let finished = try validate([
            "-s", schema, "--resolve", "https://example.com/schemas/=\(folder)", "-o", "json", bad, good, "/no/such",
        ])
        #expect(finished.code == 2)
        #expect(finished.errors.isEmpty)
        let lines = try finished.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
        #expect(
            lines == [
                [
                    "file": .string(bad), "valid": false,
                    "errors": [
                        [
                            "instanceLocation": "/targets/0/weight",
                            "keywordLocation": "/properties/targets/items/$ref/properties/weight/maximum",
                            "absoluteKeywordLocation":
                                "https://example.com/schemas/common/target#/properties/weight/maximum",
                            "error": "expected at most 50, found 80", "line": 3, "column": 27,
                        ]
                    ],
                ],
                ["file": .string(good), "valid": true, "errors": []],
                ["file": "/no/such", "valid": false, "errors": [["error": "no such file"]]],
            ])
    }

    @Test("The prefix may end with a slash or not, and the file may have an ending or not")
    func resolution() throws {
        let document = try Program.file("a.yaml", "name: x\ntargets: [{provider: a, weight: 80}]\n")
        let schema = try Program.file("schema.yaml", Self.schema)
        for (name, text) in [
            ("target", Self.target), ("target.json", Self.target), ("target.yaml", "maxProperties: 1"),
        ] {
            let folder = try Self.folder(name, text)
            for prefix in ["https://example.com/schemas", "https://example.com/schemas/", "https://"] {
                let path = prefix == "https://" ? folder + "/nothing" : folder
                try DurableFile.createDirectory(path)
                let finished = try validate(["-s", schema, "--resolve", "\(prefix)=\(path)", document])
                #expect(finished.code == 2)
                #expect(finished.errors.contains(prefix == "https://" ? "nothing is known under" : ": at /targets/0"))
            }
        }
        let (folder, other) = try (Self.folder("target", "true"), Self.folder("target", "false"))
        let longest = try validate([
            "-s", schema, "--resolve", "https://=\(other)", "--resolve", "https://example.com/schemas/=\(folder)",
            document,
        ])
        #expect(longest.code == 0, "the longest prefix comes first")
    }

    @Test(
        "A reference does not lead out of its folder",
        arguments: [
            "%2e%2e/secret.json", "a/%2E%2E/%2e%2e/secret.json", "%2e%2e%2fsecret", "common%2f..%2f..%2fsecret",
        ])
    func containment(rest: String) throws {
        let folder = try Self.folder("target", "true")
        let secret = folder.prefix { $0 != "#" }.split(separator: "/").dropLast().joined(separator: "/")
        try DurableFile.replace("/\(secret)/secret.json", with: Array("true".utf8), synchronize: false)
        let schema = try Program.file("schema.json", "{\"$ref\": \"https://example.com/\(rest)\"}")
        let document = try Program.file("a.json", "{}")
        let finished = try validate(["-s", schema, "--resolve", "https://example.com/=\(folder)", document])
        #expect(finished.code == 2)
        #expect(finished.errors.contains("the URI leads out of the folder"))
        #expect(finished.errors.count { $0 == "\n" } == 1)
    }

    @Test("Without a folder the reference is said to be unknown, and what helps")
    func unresolved() throws {
        let finished = try validate(["-s", try Program.file("schema.yaml", Self.schema), "-"])
        #expect(finished.code == 2)
        #expect(
            finished.errors.contains(".yaml:6:27: at /properties/targets/items/$ref: nothing is known under the URI"))
        #expect(finished.errors.hasSuffix("; --resolve PREFIX=DIR says where its file is\n"))
    }

    @Test("A broken document that a schema refers to is told with its own place")
    func brokenReference() throws {
        let schema = try Program.file("schema.yaml", Self.schema)
        for (text, place) in [("{\"type\": \"objec\"}", ":1:10: at /type: "), ("{\"type\"", ":1:8: ")] {
            let folder = try Self.folder("target.json", text)
            let finished = try validate(["-s", schema, "--resolve", "https://example.com/schemas=\(folder)", "-"])
            #expect(finished.code == 2)
            #expect(finished.errors.hasPrefix("trelay: \(folder)/common/target.json\(place)"), "\(finished.errors)")
        }
    }

    @Test("Formats count only when they are asked to")
    func formats() throws {
        let folder = try Self.folder("target.json", "true")
        let schema = try Program.file("schema.yaml", Self.schema)
        let document = try Program.file("a.yaml", "name: x\nsince: yesterday\n")
        let arguments = ["-s", schema, "--resolve", "https://example.com/schemas=\(folder)", document]
        #expect(try validate(arguments).code == 0)
        let asserted = try validate(arguments + ["--assert-format"])
        #expect(asserted.code == 2)
        #expect(asserted.errors.hasPrefix("\(document):2:8: at /since: "))
    }

    @Test("Trelay's own schemas are known")
    func ownSchemas() throws {
        let document = try Program.file("route.yaml", "targets: [{provider: a, weight: -1}]\n")
        for option in ["", "--bundle"] {
            let finished = try Program.shell(
                "trelay schema show \(option) route | trelay format validate -s - '\(document)'")
            #expect(finished.code == 2)
            #expect(finished.errors == "\(document):1:33: at /targets/0/weight: expected at least 0, found -1\n")
        }
    }

    @Test(
        "Wrong input is answered in one line",
        arguments: [
            (
                ["a"], 64,
                "'trelay format validate' needs the option '--schema SCHEMA'; see 'trelay format validate --help'"
            ),
            (["-s", "-", "-"], 64, "- stands twice, and standard input can be read only once"),
            (["-s", "/no/such", "-"], 1, "/no/such: no such file"),
            (["-s", "/tmp", "-"], 1, "/tmp: is a directory; name a file in it"),
            (["-s", "/dev/null", "-"], 2, "/dev/null: is empty; there must be a value"),
            (["-s", "-", "--resolve", "x", "a"], 64, "--resolve 'x': write it as PREFIX=DIR; see "),
            (["-s", "-", "--resolve", "=x", "a"], 64, "--resolve '=x': write it as PREFIX=DIR; see "),
            (["-s", "-", "--resolve", "x=/no/such", "a"], 1, "--resolve 'x=/no/such': no such folder '/no/such'"),
            (["-s", "-", "--assert-formats", "a"], 64, "unknown option '--assert-formats'"),
        ] as [([String], Int32, String)])
    func mistakes(arguments: [String], code: Int32, message: String) throws {
        let finished = try validate(arguments)
        #expect(finished.code == code)
        #expect(finished.errors.hasPrefix("trelay: \(message)"), "\(finished.errors)")
        #expect(finished.errors.count { $0 == "\n" } == 1)
        #expect(finished.output.isEmpty)
    }
}
