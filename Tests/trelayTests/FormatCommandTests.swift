import Testing
import TrelayFormat
import TrelaySystem

@testable import trelay

@Suite("trelay format: canonical, digest, convert, diff, patch")
struct FormatCommandTests {
    private static let yaml = "# a route\nname: chat\nweight: 90.0\ntext: |\n  one\n  two\n"
    private static let canonical = #"{"name":"chat","text":"one\ntwo\n","weight":90}"#

    private func format(_ arguments: String...) throws -> Finished {
        try Program.run(["format"] + arguments)
    }

    // MARK: canonical and digest

    @Test("The canonical form is exactly its bytes, and the digest is of them")
    func canonical() throws {
        let path = try Program.file("a.yaml", Self.yaml)
        let finished = try format("canonical", path)
        #expect(finished.code == 0)
        #expect(finished.output == Self.canonical)
        let digest = try format("digest", path)
        #expect(digest.code == 0)
        #expect(digest.output == "\(try JSONParser.parse(Self.canonical).digest())\n")
        let other = try Program.shell("trelay format canonical '\(path)' | sha256sum")
        #expect("sha256:" + other.output.prefix(64) + "\n" == digest.output)
    }

    @Test("Several digests are a line each; a bad file does not stop the others")
    func digests() throws {
        let (good, bad) = try (Program.file("a.yaml", "1"), Program.file("b.json", "{]"))
        let finished = try format("digest", bad, good, "/no/such")
        #expect(finished.code == 2)
        #expect(finished.output == "\(JSONValue(1).digest())  \(good)\n")
        #expect(finished.errors.hasPrefix("trelay: \(bad):1:2: "))
        #expect(finished.errors.hasSuffix("\ntrelay: /no/such: no such file\n"))
        let json = try format("digest", good, "-o", "json").json
        #expect(
            json == ["file": .string(good), "digest": .string("\(JSONValue(1).digest())"), "bytes": 1])
    }

    // MARK: convert

    @Test("A document keeps its value through every form", arguments: ["json", "pretty", "yaml", "cbor"])
    func conversion(form: String) throws {
        let path = try Program.file("a.yaml", Self.yaml)
        let finished = try Program.shell(
            "trelay format convert --to \(form) '\(path)' | trelay format canonical -")
        #expect(finished.code == 0)
        #expect(finished.errors.isEmpty)
        #expect(finished.output == Self.canonical)
    }

    @Test("Each form is written as it is called")
    func forms() throws {
        let path = try Program.file("a.json", Self.canonical)
        #expect(try format("convert", "--to", "json", path).output == Self.canonical + "\n")
        #expect(
            try format("convert", path).output
                == "{\n  \"name\": \"chat\",\n  \"text\": \"one\\ntwo\\n\",\n  \"weight\": 90\n}\n")
        #expect(try format("convert", "--to=yaml", path).output == "name: chat\ntext: |\n  one\n  two\nweight: 90\n")
        let cbor = try Program.shell("trelay format convert --to cbor '\(path)' | od -An -tx1 | head -1")
        #expect(cbor.output.hasPrefix(" a3 64 6e 61 6d 65 64 63 68 61 74"))
    }

    @Test("The form is known by the name, then by the first byte, or told")
    func detection() throws {
        let flow = "{a: 1}"
        let yaml = try Program.file("a.yaml", flow)
        #expect(try format("canonical", yaml).output == #"{"a":1}"#)
        let nameless = try Program.file("a", flow)
        let refused = try format("canonical", nameless)
        #expect(refused.code == 2)
        #expect(refused.errors.hasPrefix("trelay: \(nameless):1:2: "))
        #expect(try format("canonical", "--from", "yaml", nameless).output == #"{"a":1}"#)
        #expect(try Program.shell("printf '\\241\\141a\\001' | trelay format canonical -").output == #"{"a":1}"#)
        #expect(try Program.shell("printf '\\001' | trelay format canonical --from cbor -").output == "1")
        // White space of a text is a number here.
        #expect(try Program.shell("printf '\\012' | trelay format canonical --from cbor -").output == "10")
        let broken = try Program.shell("printf '\\241\\141a' | trelay format canonical -")
        #expect(broken.code == 2)
        #expect(broken.errors.hasPrefix("trelay: standard input: "))
    }

    // MARK: diff

    @Test("A difference is shown by path; only --exit-code makes it an exit code")
    func difference() throws {
        let old = try Program.file("old.yaml", Self.yaml)
        let new = try Program.file("new.json", #"{"name":"chat","text":"one\n2\n","weight":80}"#)
        let finished = try format("diff", old, new)
        #expect(finished.code == 0)
        #expect(finished.output.hasPrefix("--- \(old)\n+++ \(new)\n@@ /text"))
        #expect(finished.output.contains("\n one\n-two\n+2\n"))
        #expect(finished.output.hasSuffix("@@ /weight @@\n-90\n+80\n"))
        #expect(try format("diff", "--exit-code", old, new).code == 2)
        let same = try format("diff", "--exit-code", old, try Program.file("same.json", Self.canonical))
        #expect(same.code == 0)
        #expect(same.output.isEmpty)
    }

    @Test("A patch made by diff gives the new document", arguments: ["merge-patch", "json-patch"])
    func patches(form: String) throws {
        let old = try Program.file("old.yaml", Self.yaml + "list: [1, 2, 3]\n")
        let new = try Program.file("new.yaml", Self.yaml + "list: [1, 3]\nmore: {a: b}\n")
        let made = try format("diff", "--as", form, old, new)
        #expect(made.code == 0)
        let patch = try Program.file("patch.json", made.output)
        let option = form == "json-patch" ? ["--json-patch"] : []
        let patched = try Program.run(["format", "patch", "--to", "json", patch, old] + option)
        #expect(patched.code == 0)
        #expect(patched.output == (try format("convert", "--to", "json", new).output))
    }

    @Test("A merge patch that cannot say what differs is refused, with the place")
    func nulls() throws {
        let (old, new) = try (Program.file("old.json", "{}"), Program.file("new.json", "{\n\"a\": {\"b\": null}}"))
        let finished = try format("diff", "--as", "merge-patch", old, new)
        #expect(finished.code == 2)
        #expect(finished.output.isEmpty)
        #expect(
            finished.errors
                == "trelay: \(new):2:12: at /a/b: no merge patch gives this value, because null in one means to "
                + "remove; use --as json-patch\n")
        #expect(try format("diff", "--as", "json-patch", old, new).code == 0)
    }

    // MARK: patch

    @Test("An operation that fails is named with its path and its place in the patch")
    func failingOperation() throws {
        let patch = try Program.file(
            "patch.yaml", "- {op: add, path: /a, value: 1}\n- {op: remove, path: /b/c}\n")
        let target = try Program.file("a.json", "{}")
        let finished = try format("patch", "--json-patch", patch, target)
        #expect(finished.code == 2)
        #expect(finished.output.isEmpty)
        #expect(finished.errors.hasPrefix("trelay: \(patch):2:22: at /1/path: operation 1 (remove \"/b/c\"): "))
        let notOne = try format("patch", "--json-patch", target, target)
        #expect(notOne.code == 2)
        #expect(notOne.errors.hasPrefix("trelay: \(target):1:1: a JSON Patch is an array of operations"))
    }

    @Test("A JSON Patch that is applied as a merge patch is done, and noted")
    func mistakenPatch() throws {
        let patch = try Program.file("patch.json", #"[{"op":"remove","path":"/a"}]"#)
        let finished = try format("patch", patch, try Program.file("a.json", "{}"), "--to", "json")
        #expect(finished.code == 0)
        #expect(finished.output == #"[{"op":"remove","path":"/a"}]"# + "\n")
        #expect(finished.errors.hasPrefix("trelay: \(patch) looks like a JSON Patch, "))
    }

    @Test("A document of more than a mebibyte is read, and a limit is kept")
    func size() throws {
        let path = try Program.file("a.json", "[\"" + String(repeating: "x", count: 2_000_000) + "\"]")
        #expect(try format("digest", path).code == 0)
        let refused = try format("digest", "--max-bytes", "1000", path)
        #expect(refused.code == 2)
        #expect(refused.errors == "trelay: \(path): larger than 1000 bytes; raise --max-bytes\n")
    }

    @Test(
        "Wrong input is answered in one line",
        arguments: [
            (["canonical", "/no/such"], 1, "/no/such: no such file"),
            (["digest", "/tmp"], 1, "/tmp: is a directory; name a file in it"),
            (["convert"], 64, "'trelay format convert' needs FILE; see 'trelay format convert --help'"),
            (
                ["convert", "--to", "toml", "-"], 64,
                "option '--to' must be one of json, pretty, yaml, cbor, not 'toml'; see 'trelay format convert --help'"
            ),
            (
                ["diff", "-", "-"], 64,
                "- stands twice, and standard input can be read only once; see 'trelay format diff --help'"
            ),
            (
                ["digest", "--max-bytes", "0", "-"], 64,
                "option '--max-bytes' needs a whole number from 1 to 1073741824, not '0'; see 'trelay format digest --help'"
            ),
            (["diff", "--as", "patch", "-", "a"], 64, "option '--as' must be one of human, merge-patch, json-patch"),
            (["patch", "--jsonpatch", "a", "b"], 64, "unknown option '--jsonpatch' for 'trelay format patch'"),
        ] as [([String], Int32, String)])
    func mistakes(arguments: [String], code: Int32, message: String) throws {
        let finished = try Program.run(["format"] + arguments)
        #expect(finished.code == code)
        #expect(finished.errors.hasPrefix("trelay: \(message)"), "\(finished.errors)")
        #expect(finished.errors.count { $0 == "\n" } == 1)
        #expect(finished.output.isEmpty)
    }

    @Test("An empty input is said")
    func empty() throws {
        let finished = try Program.shell("trelay format digest - < /dev/null")
        #expect(finished.code == 2)
        #expect(finished.errors == "trelay: standard input: is empty; there must be a value\n")
    }
}
