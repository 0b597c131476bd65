import Testing
import TrelayFormat
import TrelayKafka
import TrelaySystem

@testable import trelay

@Suite("The life of a worker")
struct WorkerLifecycleTests {
    @Test("Killed it is SILENT, restarted it is CURRENT again, asked to leave it is RETIRED")
    func life() throws {
        let broker = try Broker.shared.get()
        let state = Program.newPath("life")
        let name = "life"
        try broker.publish(Changes.prompt("greeting", "hello"), namespace: name)
        func start() throws -> WorkerUnderTest {
            try WorkerUnderTest("gateway", "gw", namespace: name, options: broker.options, stateDirectory: state)
        }
        let first = try start()
        #expect(try broker.run("wait", "--expect", "gw:gateway", namespace: name).code == 0)
        let incarnation = try broker.waitFor("gw", "CURRENT", namespace: name)["incarnation"]

        first.process.signal(SystemSignal.kill)
        #expect(first.process.wait(timeout: patience) == .signalled(SystemSignal.kill))
        let silent = try broker.waitFor("gw", "SILENT", namespace: name)
        #expect(silent["revision"]?.integerValue == 1)
        #expect(silent["isExpected"]?.boolValue == true)
        try broker.publish(Changes.prompt("greeting", "good evening"), namespace: name)

        let second = try start()
        let restored = try second.waitForLine("serving last known good")
        #expect(restored["revision"]?.stringValue == "1")
        #expect(try broker.run("wait", "--revision", "2", namespace: name).code == 0)
        let current = try broker.waitFor("gw", "CURRENT", namespace: name)
        #expect(current["revision"]?.integerValue == 2)
        #expect(current["incarnation"] != incarnation)

        second.process.signal(SystemSignal.terminate)
        #expect(second.process.wait(timeout: patience) == .exited(0))
        #expect(try broker.worker("gw", namespace: name)?["state"]?.stringValue == "RETIRED")
    }

    @Test("With the broker away it serves what it last knew, and says that it is stale")
    func withoutBroker() throws {
        let broker = try Broker()
        defer { broker.cluster.close() }
        let state = Program.newPath("stale")
        let name = "stale"
        let options = broker.options
        try broker.publish(Changes.prompt("greeting", "hello"), namespace: name)
        let before = try WorkerUnderTest("gateway", "gw", namespace: name, options: options, stateDirectory: state)
        #expect(try broker.run("wait", "--expect", "gw:gateway", namespace: name).code == 0)
        before.process.signal(SystemSignal.terminate)
        #expect(before.process.wait(timeout: patience) == .exited(0))

        try broker.cluster.setDown()
        let after = try WorkerUnderTest("gateway", "gw", namespace: name, options: options, stateDirectory: state)
        let endpoint = try #require(try after.waitForLine("worker started")["endpoint"]?.stringValue)
        _ = try after.waitForLine("serving last known good")
        let answer = try WorkerUnderTest.get(endpoint, "/v1/config")
        #expect(answer.status == 200)
        let configuration = try JSONParser.parse(answer.body)
        #expect(configuration["revision"]?.integerValue == 1)
        #expect(configuration["resources"]?["prompt"]?["greeting"]?["template"]?.stringValue == "hello")
        let health = try eventually("stale") { () -> (status: Int, body: String)? in
            let health = try WorkerUnderTest.get(endpoint, "/readyz")
            return try JSONParser.parse(health.body)["status"]?.stringValue == "stale" ? health : nil
        }
        #expect(health.status == 200)

        try broker.cluster.setUp()
        try broker.publish(Changes.prompt("greeting", "welcome back"), namespace: name)
        #expect(try broker.run("wait", "--revision", "2", namespace: name).code == 0)
        try broker.waitFor("gw", "CURRENT", namespace: name)
    }
}
