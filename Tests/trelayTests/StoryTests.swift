import Foundation
import Testing
import TrelayFormat
import TrelaySystem

@testable import trelay

/// The story of the demo, step by step through the commands' JSON: exit codes and field names are promises.
@Suite("The story of a fleet")
struct StoryTests {
    private static let namespace = "story"

    private static let folder = Checkout.path("Examples/story/")

    private let broker: Broker
    private let state = Program.newPath("story")

    init() throws { broker = try Broker.shared.get() }

    private func start() throws -> [WorkerUnderTest] {
        try ["gateway", "model", "audit"].map { role in
            try WorkerUnderTest(
                role, "\(role)-1", namespace: Self.namespace, options: broker.options,
                stateDirectory: state + "/\(role)")
        }
    }

    /// Publishes a file of the story and checks the exit code.
    private func publish(_ index: Int, code: Int32, _ more: String...) throws -> JSONValue {
        let finished = try Program.run(
            ["publish", "-f", Self.folder + Story.files[index], "--output", "json"] + more + broker.options
                + ["-n", Self.namespace])
        #expect(finished.code == code, "\(finished.errors)")
        return try finished.json
    }

    private func fields(_ json: JSONValue?) -> [String] { json?.objectValue?.keys ?? [] }

    @Test("Every step ends as the demo says, and every question about it is answered")
    func story() throws {
        let workers = try start()
        for worker in workers { try broker.waitFor(worker.name, "CURRENT", namespace: Self.namespace) }

        let first = try publish(0, code: 0, "--wait", "effective", "--id", "story-1")
        #expect(
            fields(first) == [
                "convergence", "digest", "eventID", "isDuplicate", "namespace", "offset", "outcome", "partition",
                "revision", "traceID",
            ])
        #expect(
            fields(first["convergence"]) == [
                "effective", "expected", "needed", "outcome", "revision", "summary", "workers",
            ])
        #expect(first["convergence"]?["outcome"]?.stringValue == "converged")
        #expect(first["convergence"]?["effective"]?.integerValue == 3)

        let again = try publish(0, code: 0, "--id", "story-1")
        #expect(again["isDuplicate"]?.boolValue == true)
        // A digest of the state now would not belong to the revision of the first outcome.
        #expect(again["digest"] == nil)
        #expect(again["revision"]?.integerValue == 1)
        #expect(again["offset"] == nil)

        _ = try publish(1, code: 0, "--wait", "effective")
        _ = try publish(2, code: 0, "--wait", "effective", "--base", "2")

        let refused = try publish(3, code: 3, "--wait", "effective")
        #expect(refused["outcome"]?.stringValue == "accepted")
        #expect(refused["convergence"]?["outcome"]?.stringValue == "nacked")
        let gateway = try broker.waitFor("gateway-1", "NACKED", namespace: Self.namespace)
        #expect(gateway["code"]?.stringValue == "credentialMissing")
        #expect(gateway["path"]?.stringValue == "/provider/openai/credential")

        let stale = try publish(4, code: 2, "--id", "story-5")
        #expect(try publish(4, code: 2, "--id", "story-5")["isDuplicate"]?.boolValue == true)
        #expect(fields(stale).contains("path"))
        #expect(stale["outcome"]?.stringValue == "rejected")
        #expect(stale["code"]?.stringValue == "conflict")
        let beyond = try publish(1, code: 2, "--base", "99")
        #expect(beyond["code"]?.stringValue == "conflict")

        let back = try Program.run(
            ["rollback", "--to", "3", "--wait", "effective", "-o", "json"] + broker.options + ["-n", Self.namespace])
        #expect(back.code == 0)
        #expect(try back.json["revision"]?.integerValue == 5)
        let nothing = try broker.json("rollback", "--to", "3", namespace: Self.namespace)
        #expect(nothing["outcome"]?.stringValue == "unchanged")

        try questions()
        try record(workers)
    }

    private func questions() throws {
        let name = Self.namespace
        let waited = try broker.run("wait", "--revision", "5", "--role", "gateway", namespace: name)
        #expect(waited.code == 0)
        #expect(waited.output == "converged: revision 5 is served by 1 of 1 worker of role gateway\n")
        let half = try broker.run("wait", "--threshold", "50%", namespace: name)
        #expect(half.output == "converged: revision 5 is served by 3 of 3 workers, 2 needed\n")
        let absent = try broker.run("wait", "--expect", "nobody:model", "--timeout", "2s", namespace: name)
        #expect(absent.code == 2)
        #expect(absent.output.contains("nobody NEVER_SEEN"))
        let future = try broker.run("wait", "--revision", "99", "--timeout", "1s", namespace: name)
        #expect(future.code == 2)
        #expect(future.output.hasPrefix("not converged in time: revision 99 is served by 0 of 3 workers"))

        let all = try broker.json("get", namespace: name)
        #expect(fields(all) == ["chain", "digest", "namespace", "resources", "revision"])
        let resource = [
            "changedBy", "changedRevision", "createdRevision", "digest", "kind", "name", "value",
        ]
        #expect(fields(try broker.json("get", "route/chat", namespace: name)) == resource)
        let earlier = try broker.json("get", "route/chat", "--at", "1", namespace: name)
        #expect(earlier["value"]?["targets"]?.arrayValue?.first?["weight"]?.integerValue == 90)

        let diff = try broker.json("diff", "1", "2", namespace: name)
        #expect(fields(diff) == ["changes", "fromRevision", "namespace", "toRevision"])
        let values = try #require(diff["changes"]?.arrayValue?.first?["values"]?.arrayValue)
        #expect(values.first == ["path": "/targets/0/weight", "old": 90, "new": 50])
        #expect(try broker.json("diff", "3", namespace: name)["changes"]?.arrayValue?.isEmpty == true)

        let history = try #require(try broker.json("history", namespace: name).arrayValue)
        #expect(history.map { $0["revision"]?.integerValue } == [5, nil, nil, 4, 3, 2, 1])
        #expect(
            fields(history.last) == [
                "author", "eventID", "isDuplicate", "namespace", "offset", "outcome", "partition", "reason",
                "resources",
                "revision", "timestamp",
            ])
        let event = try broker.json("history", "--event", "story-1", namespace: name)
        #expect(event.arrayValue?.count == 1)

        let trace = try broker.json("trace", "4", namespace: name)
        #expect(
            fields(trace) == [
                "change", "isPartial", "publishMilliseconds", "spreadMilliseconds", "startedAt", "workers",
            ])
        let rows = try #require(trace["workers"]?.arrayValue)
        #expect(Set(rows.compactMap { $0["outcome"]?.stringValue }) == ["effective", "nacked"])
        let drawn = try broker.run("trace", "story-1", namespace: name)
        #expect(drawn.output.contains("3 of 3 workers answered"))
        #expect(!drawn.output.contains("0.0 ms"))

        let status = try broker.json("status", namespace: name)
        #expect(
            fields(status) == [
                "at", "chain", "counters", "current", "debtMilliseconds", "digest", "expected", "isOpen",
                "maximumLagMilliseconds", "namespace", "ratio", "recentChanges", "revision", "roles", "workers",
            ])
        #expect(status["ratio"] == 1)
        #expect(status["digest"] == all["digest"])
        let why = try broker.run("status", "--why", "gateway-1", namespace: name)
        #expect(why.output.contains("CURRENT       yes"))
        #expect(!why.output.contains("\u{1B}"))
    }

    /// The record of the audit worker says the same, with the broker's help no longer needed.
    private func record(_ workers: [WorkerUnderTest]) throws {
        let database = state + "/audit/audit.sqlite"
        let log = try eventually("the audit record") {
            let log = try Program.run(["audit", "log", "-d", database, "-n", Self.namespace, "-o", "json"]).json
            return log["changes"]?.arrayValue.flatMap { $0.count == 7 ? $0 : nil }
        }
        #expect(log.map { $0["revision"]?.integerValue } == [5, nil, nil, 4, 3, 2, 1])
        for worker in workers { worker.process.signal(SystemSignal.terminate) }
        for worker in workers { #expect(worker.process.wait(timeout: patience) == .exited(0)) }
        let verified = try Program.run(["audit", "verify", "-d", database, "-o", "json"])
        #expect(verified.code == 0)
        let json = try verified.json
        #expect(json["sound"]?.boolValue == true)
        #expect(json["namespaces"]?[Self.namespace]?["revision"]?.integerValue == 5)
        for worker in workers {
            #expect(try broker.worker(worker.name, namespace: Self.namespace)?["state"]?.stringValue == "RETIRED")
        }
    }

    @Test("The demo plays to its end without a terminal, and leaves nothing behind")
    func demo() throws {
        let folder = Program.newPath("demo")
        try DurableFile.createDirectory(folder)
        let finished = try Program.run(["demo", "--story", Self.folder], adding: ["TMPDIR": folder])
        #expect(finished.code == 0, "\(finished.errors)")
        #expect(finished.output.contains("3 of 3 workers CURRENT (100 %)"))
        #expect(finished.output.contains("Try next"))
        #expect(!finished.output.contains("\u{1B}"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test("The demo plays on an embedded broker of another process, in a namespace of its own")
    func demoElsewhere() throws {
        let finished = try Program.run(["demo", "--story", Self.folder] + broker.options)
        #expect(finished.code == 0, "\(finished.errors)")
        #expect(finished.output.contains("namespace 'demo-"))
    }
}
