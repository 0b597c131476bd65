import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

@Suite("When an upstream fails")
struct ProxyFailureTests {
    private func harness(_ first: JSONValue, _ more: JSONValue = [:]) throws -> GatewayHarness {
        let harness = try GatewayHarness()
        try harness.apply([
            ("provider/first", first), ("provider/second", harness.provider("ok")),
            ("route/r", GatewayHarness.route("first", more)),
        ])
        return harness
    }

    private func behaving(_ behaviour: String, _ more: JSONValue = [:]) throws -> GatewayHarness {
        let harness = try GatewayHarness()
        try harness.apply([
            ("provider/first", harness.provider(behaviour)), ("provider/second", harness.provider("ok")),
            ("route/r", GatewayHarness.route("first", more)),
        ])
        return harness
    }

    private static let fallback: JSONValue = ["fallbacks": [["provider": "second", "model": "m2"]]]

    @Test("The next of the chain answers", arguments: ["500", "429", "529", "503", "broken"], [false, true])
    func fallsBack(behaviour: String, streams: Bool) throws {
        let harness = try behaving(behaviour, Self.fallback)
        let answer = try harness.send(GatewayHarness.chat("hi", streams ? ["stream": true] : [:]))
        #expect(answer.status == 200)
        #expect(answer.text.contains("ok|m2||hi"))
        #expect(answer.header("x-trelay-target") == "second/m2")
        #expect(harness.upstream.seen.map(\.behaviour) == [behaviour, "ok"])
    }

    @Test("A refused connection is a failure like others")
    func refusedConnection() throws {
        let more: JSONValue = ["type": "openai", "baseURL": "http://127.0.0.1:1/v1"]
        let harness = try harness(more, Self.fallback)
        #expect(try harness.send(GatewayHarness.chat()).content == "ok|m2||hi")
    }

    @Test("A fault of the caller's is no reason to ask another, and the upstream's words reach the caller")
    func refused() throws {
        let harness = try behaving("400", Self.fallback)
        let answer = try harness.send(GatewayHarness.chat())
        #expect(answer.status == 400 && answer.isOpenAIError)
        #expect(answer.json["error"]?["message"] == "upstream says 400")
        #expect(harness.upstream.seen.count == 1)
        #expect(answer.header("x-trelay-target") == "first/m1")
    }

    @Test("Retries are made at the same target, with a pause, as many as the route says")
    func retries() throws {
        let harness = try behaving("500", ["retries": 2])
        let answer = try harness.send(GatewayHarness.chat())
        #expect(answer.status == 502 && answer.isOpenAIError)
        #expect(harness.upstream.seen.count == 3)
        #expect(Set(harness.upstream.seen.map { $0.headers[first: "x-request-id"] ?? "" }).count == 1)
    }

    @Test("An upstream that says nothing is a 504, an idle one in a stream an error event")
    func timeouts() throws {
        let harness = try behaving("silent", ["timeouts": ["firstByteMilliseconds": 60]])
        let answer = try harness.send(GatewayHarness.chat())
        #expect(answer.status == 504 && answer.isOpenAIError)
        #expect(answer.json["error"]?["code"] == "upstream_timeout")
        #expect(eventually { harness.upstream.closed.value == 1 })

        let stream = try behaving("hold", ["timeouts": ["idleMilliseconds": 60]])
        let broken = try stream.send(GatewayHarness.chat("hi", ["stream": true]))
        #expect(broken.status == 200)
        #expect(broken.text.contains("hold|m1||hi") && broken.text.contains("\"upstream_timeout\""))
        #expect(!broken.text.contains("[DONE]"))
    }

    @Test("The route's time limit holds for all attempts together; a provider's leaves time for another")
    func totals() throws {
        let harness = try behaving("silent", MergePatch.apply(["timeoutMilliseconds": 80], to: Self.fallback))
        #expect(try harness.send(GatewayHarness.chat()).status == 504)

        let other = try GatewayHarness()
        try other.apply([
            ("provider/first", other.provider("silent", ["timeoutMilliseconds": 60])),
            ("provider/second", other.provider("ok")), ("route/r", GatewayHarness.route("first", Self.fallback)),
        ])
        #expect(try other.send(GatewayHarness.chat()).content == "ok|m2||hi")
    }

    @Test("Once the caller has a byte, nothing is tried again")
    func noRetryAfterFirstByte() throws {
        let harness = try behaving(
            "half", MergePatch.apply(["retries": 3], to: Self.fallback))
        let answer = try harness.send(GatewayHarness.chat("hi", ["stream": true]))
        #expect(answer.status == 200)
        #expect(answer.text.contains("hold|m1||hi"))
        #expect(answer.text.contains("\"error\"") && !answer.text.contains("[DONE]"))
        #expect(harness.upstream.seen.count == 1)
    }

    @Test("A provider that fails several times in a row rests, and others are asked at once")
    func health() throws {
        let harness = try GatewayHarness()
        try harness.apply([
            ("provider/first", harness.provider("500", ["health": ["failures": 2]])),
            ("provider/second", harness.provider("ok")), ("route/r", GatewayHarness.route("first", Self.fallback)),
        ])
        for _ in 0..<6 { #expect(try harness.send(GatewayHarness.chat()).status == 200) }
        #expect(harness.upstream.seen.count { $0.behaviour == "500" } == 2)
    }

    @Test(
        "A caller that leaves ends the upstream request, while it waits and while it streams",
        arguments: [
            "silent", "hold", "flood",
        ])
    func callerLeaves(behaviour: String) throws {
        let harness = try behaving(behaviour)
        var request = harness.request(GatewayHarness.chat("hi", ["stream": true]))
        request.firstByteTimeout = behaviour == "silent" ? .milliseconds(80) : patience
        request.idleTimeout = .milliseconds(80)
        request.maximumResponseBytes = 100_000
        // The client gives up and closes its connection: a time-out, or more bytes than it takes.
        #expect(throws: HTTPError.self) { try harness.caller.sendAndWait(request) }
        #expect(eventually { harness.upstream.closed.value == 1 })
        #expect(eventually { harness.gateway.connectionCount == 0 })
    }
}
