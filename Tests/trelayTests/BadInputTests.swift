import Foundation
import Testing
import TrelayFormat
import TrelaySystem

@testable import trelay

/// One thing done wrong, and how it is answered.
private struct Mistake: Sendable, CustomTestStringConvertible {
    var what: String
    var file: (name: String, text: String)?
    var arguments: [String] = []
    var code: Int32
    /// The whole of standard error after `trelay: `, with FILE for the file's path.
    var message: String

    var testDescription: String { what }
}

@Suite("Bad input is answered in one line, and nothing is published")
struct BadInputTests {
    /// Of its own, so that nobody else moves the end of its log.
    private static let broker = Result { try Broker() }

    private static let valid = "reason: test\nchanges:\n" + Changes.prompt("a", "b")

    private static func json(_ changes: String) -> String { "{\"reason\": \"test\", \"changes\": [\(changes)]}" }

    private static func put(_ name: String, _ bytes: Int) -> String {
        let text = String(repeating: "x", count: bytes)
        return
            "{\"op\":\"put\",\"kind\":\"prompt\",\"name\":\"\(name)\",\"value\":{\"version\":\"1\",\"template\":\"\(text)\"}}"
    }

    private static let files: [Mistake] = [
        Mistake(
            what: "an empty file", file: ("a.yaml", "\n"), code: 2,
            message: "FILE: is empty; see 'trelay publish --help'"),
        Mistake(
            what: "only a comment", file: ("a.yaml", "# nothing\n"), code: 2,
            message: "FILE: malformed: a change set must be an object, is null"),
        Mistake(
            what: "wrong indentation",
            file: ("a.yaml", "reason: x\nchanges:\n  - op: put\n    kind: route\n   name: c\n"),
            code: 2,
            message:
                "FILE:5:4: this line begins with 3 spaces, which fits no line above; the list that begins at line 3 "
                + "has 2 spaces before its items"),
        Mistake(
            what: "broken JSON", file: ("a.json", "{\"reason\": \"x\", \"changes\": [}"), code: 2,
            message: "FILE:1:29: a value is missing before '}'"),
        Mistake(
            what: "a key twice in YAML", file: ("a.yaml", "reason: x\nreason: y\nchanges: []\n"), code: 2,
            message: "FILE:2:1: the key 'reason' stands twice in one mapping (the first value is at line 1); remove one"
        ),
        Mistake(
            what: "a key twice in JSON", file: ("a.json", "{\"reason\":\"x\",\"reason\":\"y\"}"), code: 2,
            message:
                "FILE:1:15: the key \"reason\" occurs twice in this object, first at line 1, column 2: keep one of them"
        ),
        Mistake(
            what: "yes for true", file: ("a.yaml", "reason: yes\nchanges: []\n"), code: 2,
            message: "FILE:1:9: 'yes' is a string to some readers and true to others; quote it or write true"),
        Mistake(
            what: "an unknown kind",
            file: ("a.json", json("{\"op\":\"put\",\"kind\":\"rout\",\"name\":\"c\",\"value\":{}}")),
            code: 2,
            message: "FILE:1:51: unknownKind at /changes/0/kind: there is no kind \"rout\"; the kinds are cache, "
                + "consumer, credential, flag, limit, model, prompt, provider, route, rules, schema; did you mean "
                + "\"route\"?; nothing was published"),
        Mistake(
            what: "a wrong type",
            file: ("a.yaml", "changes:\n  - {op: put, kind: route, name: c, value: {targets: x}}\n"), code: 2,
            message: "FILE:2:54: schemaInvalid at /changes/0/value/targets: expected array, found string \"x\""),
        Mistake(
            what: "an unknown field",
            file: ("a.yaml", "changes:\n  - {op: put, kind: route, name: c, valu: {}}\n"), code: 2,
            message:
                "FILE:2:43: malformed at /changes/0/valu: unknown field \"valu\" in a change; did you mean \"value\"?"),
        Mistake(
            what: "a namespace that is no name", file: ("a.yaml", "namespace: \"Shop EU\"\nchanges: []\n"), code: 2,
            message:
                "FILE:1:12: malformed at /namespace: \"Shop EU\" is not a namespace; use 1 to 100 characters of a-z, "
                + "0-9, '.', '_', '/', '-'"),
        Mistake(
            what: "a file over 1 MiB", file: ("a.json", json(put("a", 1_100_000))), code: 2,
            message: "FILE: larger than 1048576 bytes; split it"),
        Mistake(
            what: "501 changes", file: ("a.json", json((0...500).map { put("p\($0)", 1) }.joined(separator: ","))),
            code: 2,
            message:
                "FILE:1:31: guardTripped at /changes: 501 changes in one set, and at most 500 are allowed; split it"),
        Mistake(
            what: "a value over 64 KiB", file: ("a.json", json(put("a", 70_000))), code: 2,
            message: "FILE:1:79: guardTripped at /changes/0/value: prompt/a would have 70029 bytes, and at most 65536 "
                + "are allowed; refer to large content by digest"),
        Mistake(
            what: "a record over the limit",
            file: ("a.json", json((0..<16).map { put("p\($0)", 60_000) }.joined(separator: ","))), code: 2,
            message: "FILE:1:1: tooLarge: the change set has 961384 bytes, and at most 900000 are read; split it, or "
                + "refer to large values by digest"),
    ]

    private static let options: [Mistake] = [
        Mistake(
            what: "a file that is not there", arguments: ["-f", "/no/such.yaml"], code: 1,
            message: "/no/such.yaml: no such file"),
        Mistake(
            what: "a folder as file", arguments: ["-f", "/tmp"], code: 1,
            message: "/tmp: is a directory; name a file in it"),
        Mistake(
            what: "no file", arguments: [], code: 64,
            message: "'trelay publish' needs the option '--file FILE'; see 'trelay publish --help'"),
        Mistake(
            what: "an unknown option", file: ("a.yaml", valid), arguments: ["--bas", "1"], code: 64,
            message: "unknown option '--bas' for 'trelay publish'; did you mean '--base'?"),
        Mistake(
            what: "a base below zero", file: ("a.yaml", valid), arguments: ["--base", "-1"], code: 64,
            message: "option '--base' needs a whole number from 0 to 9007199254740991, not '-1'; see 'trelay publish "
                + "--help'"),
        Mistake(
            what: "an id with a blank", file: ("a.yaml", valid), arguments: ["--id", "a b"], code: 64,
            message: "'a b' is not an event id; use 1 to 200 visible ASCII characters, for example a UUID; see 'trelay "
                + "publish --help'"),
        Mistake(
            what: "a threshold above all", file: ("a.yaml", valid), arguments: ["--threshold", "101%"], code: 64,
            message: "--threshold '101%': write a share as 95% or 0.95; see 'trelay publish --help'"),
        Mistake(
            what: "a time without unit", file: ("a.yaml", valid), arguments: ["--timeout", "5"], code: 64,
            message: "option '--timeout' needs a duration such as 500ms, 10s, 5m or 1h, not '5'; see 'trelay publish "
                + "--help'"),
        Mistake(
            what: "a wrong choice", file: ("a.yaml", valid), arguments: ["--wait", "effectiv"], code: 64,
            message: "option '--wait' must be one of effective, not 'effectiv'; did you mean 'effective'?"),
        Mistake(
            what: "an unknown Kafka setting", file: ("a.yaml", valid), arguments: ["-X", "foo=bar"], code: 64,
            message: "unknown Kafka property 'foo': see librdkafka's CONFIGURATION.md"),
        Mistake(
            what: "a Kafka setting without value", file: ("a.yaml", valid), arguments: ["-X", "foo"], code: 64,
            message: "-X 'foo': write it as KEY=VALUE; see 'trelay publish --help'"),
        Mistake(
            what: "a roster that is none", file: ("a.yaml", valid), arguments: ["--expect", "gw-1"], code: 64,
            message: "--expect 'gw-1': write it as WORKER:ROLE; see 'trelay publish --help'"),
        Mistake(
            what: "a prefix that no topic can have", file: ("a.yaml", valid), arguments: ["--topic-prefix", "a b"],
            code: 64,
            message: "'a b' cannot begin a topic's name; use a-z, A-Z, 0-9, '.', '_', '-'; see 'trelay publish --help'"),
        Mistake(
            what: "a cluster without the topic", file: ("a.yaml", valid), arguments: ["--topic-prefix", "nope."],
            code: 1,
            message:
                "not published: topic 'nope.changes' does not exist; create it with 'trelay topics apply'; nothing "
                + "is in the log, try again with --id ID"),
    ]

    @Test("Publishing", arguments: files + options)
    private func publishing(mistake: Mistake) throws {
        let broker = try Self.broker.get()
        var arguments = ["publish"]
        var path = ""
        if let file = mistake.file {
            path = try Program.file(file.name, file.text)
            arguments += ["-f", path]
        }
        let finished = try Program.run(arguments + broker.options + ["-n", "bad-input"] + mistake.arguments)
        let said = finished.errors.replacing(path.isEmpty ? "FILE" : path, with: "FILE")
            .replacing(/--id [0-9a-f-]{36}/, with: "--id ID")
        #expect(said == "trelay: \(mistake.message)\n")
        #expect(finished.code == mistake.code)
        #expect(finished.output.isEmpty)
        #expect(try broker.logEnd() == 0)
    }

    @Test(
        "No broker is named: every command that needs one says how to name it",
        arguments: [
            ["get"], ["diff", "1"], ["history"], ["status"], ["dashboard"], ["wait"], ["trace", "latest"],
            ["rollback", "--to", "1"], ["topics", "plan"], ["topics", "apply"], ["worker", "--role", "model"],
        ])
    func noBroker(arguments: [String]) throws {
        let finished = try Program.run(arguments)
        #expect(finished.code == 64)
        #expect(
            finished.errors == "trelay: no broker given: use --bootstrap HOST:PORT, TRELAY_BOOTSTRAP, or "
                + "bootstrap.servers in --config FILE (to try things out: trelay broker)\n")
    }

    @Test(
        "A broker that cannot be reached is said within the timeout",
        arguments: [
            ["get"], ["status"], ["trace", "latest"], ["publish", "-f", "FILE"], ["topics", "plan"],
        ])
    func unreachable(arguments: [String]) throws {
        let file = try Program.file("a.yaml", Self.valid)
        // Port 1 is reserved: connections to it are refused at once.
        let finished = try Program.run(
            arguments.map { $0 == "FILE" ? file : $0 } + ["--bootstrap", "127.0.0.1:1", "--timeout", "300ms"])
        #expect(finished.code == 1)
        #expect(finished.errors.hasPrefix("trelay: "))
        #expect(finished.errors.contains("no broker of 127.0.0.1:1 can be reached"))
        #expect(finished.errors.count { $0 == "\n" } == 1)
    }

    @Test("A wrong line in a properties file is named with its place")
    func properties() throws {
        let file = try Program.file("kafka.properties", "bootstrap.servers=127.0.0.1:1\nfoo=bar\n")
        let finished = try Program.run(["get", "--config", file])
        #expect(finished.code == 1)
        #expect(finished.errors == "trelay: \(file): unknown Kafka property 'foo': see librdkafka's CONFIGURATION.md\n")
    }

    @Test("A reader that goes away ends the program quietly")
    func closedPipe() throws {
        let finished = try Program.shell("trelay manual | head -1; echo ${PIPESTATUS[0]}")
        #expect(finished.output.hasSuffix("\n0\n"))
        #expect(finished.errors.isEmpty)
    }

    @Test("A change set comes from standard input too")
    func standardInput() throws {
        let finished = try Program.shell("echo 'reason: [' | trelay publish -f - -b 127.0.0.1:1")
        #expect(finished.code == 2)
        #expect(finished.errors.hasPrefix("trelay: standard input:2:1: "))
    }

    @Test(
        "Kinds, revisions and records that are not there are said",
        arguments: [
            (["get", "rout"], 64, "there is no kind 'rout'; the kinds are cache, consumer, credential, flag, limit,"),
            (["get", "route/none"], 1, "no route/none in namespace 'empty' at revision 0; see: trelay get"),
            (["get", "--at", "3"], 1, "namespace 'empty' has no revision 3; the latest is 0"),
            (["get", "--at", "noon"], 64, "'noon' is neither a revision nor a time (as 2026-11-23T21:00:00Z)"),
            (["rollback", "--to", "3"], 1, "namespace 'empty' has no revision 3; the latest is 0"),
            (["trace", "latest"], 1, "no change was accepted in namespace 'empty' yet; see: trelay history"),
            (["trace", "3"], 1, "no change '3' in namespace 'empty'; see: trelay history"),
            (["status", "--why", "nobody"], 1, "no worker 'nobody' in namespace 'empty'; see: trelay status"),
            (
                ["history", "--event", "e-1"], 2,
                "no event 'e-1' is in the log: it was not published, and may be published again with this id"
            ),
        ] as [([String], Int32, String)])
    func absent(arguments: [String], code: Int32, message: String) throws {
        let broker = try Self.broker.get()
        let finished = try Program.run(arguments + broker.options + ["-n", "empty"])
        #expect(finished.code == code)
        #expect(finished.errors.hasPrefix("trelay: \(message)"))
        #expect(finished.errors.count { $0 == "\n" } == 1)
    }

    @Test("An embedded cluster's topics are there; what it cannot tell is said")
    func embeddedTopics() throws {
        let broker = try Self.broker.get()
        for verb in ["plan", "apply"] {
            let finished = try Program.run(["topics", verb, "--output", "json"] + broker.options)
            #expect(finished.code == 0)
            let steps = try #require(try finished.json.arrayValue)
            #expect(steps.map { $0["action"]?.stringValue } == ["nothing", "nothing", "nothing", "nothing"])
        }
        let more = try Program.run(["topics", "plan", "--partitions", "2"] + broker.options)
        #expect(more.code == 2)
        #expect(more.output.contains("has 1 partition, not 2"))
    }

    @Test("An audit record that is none is said", arguments: ["/tmp", "/no/such.sqlite"])
    func auditRecord(path: String) throws {
        let finished = try Program.run(["audit", "verify", "-d", path])
        #expect(finished.code == 1)
        #expect(finished.errors.hasPrefix("trelay: \(path)"))
        #expect(finished.errors.count { $0 == "\n" } == 1)
    }
}
