import Testing
import TrelayFormat
import TrelayHTTP
import TrelaySystem

@testable import TrelayGateway

@Suite("Reloads under load")
struct ReloadTests {
    /// Revision N: its own provider, model and prompt, all of which say N.
    private func resources(_ harness: GatewayHarness, _ number: Int) -> [(String, JSONValue)] {
        [
            ("provider/p\(number % 3)", harness.provider("ok")),
            ("prompt/tone", ["version": .string("v\(number)"), "template": .string("prompt \(number)")]),
            (
                "route/r",
                [
                    "match": ["model": "chat"], "retries": 0, "prompt": "tone",
                    "targets": [["provider": .string("p\(number % 3)"), "model": .string("m\(number)"), "weight": 1]],
                ]
            ),
        ]
    }

    @Test("A stream that began under one revision keeps its stamp and its target to its end")
    func streamKeepsItsRevision() throws {
        let harness = try GatewayHarness()
        try harness.apply([("provider/p", harness.provider("hold")), ("route/r", GatewayHarness.route("p"))])
        let finished = Shared<HTTPResponse?>(nil)
        harness.caller.send(harness.request(GatewayHarness.chat("hi", ["stream": true]))) { result in
            finished.change { $0 = try? result.get() }
        }
        #expect(eventually { harness.upstream.held.value.count == 1 })
        try harness.apply([("provider/q", harness.provider("ok")), ("route/r", GatewayHarness.route("q"))])
        #expect(try harness.send(GatewayHarness.chat()).header("x-trelay-revision") == "2")
        #expect(finished.value == nil)
        let exchange = try #require(harness.upstream.held.value.first)
        #expect(exchange.write(EchoUpstream.chunk("more")))
        #expect(exchange.write(EchoUpstream.event("[DONE]")))
        exchange.end()
        #expect(eventually { finished.value != nil })
        let answer = try #require(finished.value)
        #expect(answer.header("x-trelay-revision") == "1" && answer.header("x-trelay-target") == "p/m1")
        #expect(answer.text.contains("more") && answer.text.hasSuffix("data: [DONE]\n\n"))
    }

    @Test("Connections to the upstream are kept over reloads")
    func connections() throws {
        let harness = try GatewayHarness()
        for number in 0..<20 {
            try harness.apply(resources(harness, number))
            #expect(try harness.send(GatewayHarness.chat()).status == 200)
        }
        #expect(harness.upstreamServer.connectionCount == 1)
        #expect(harness.role.metricsExposition().contains("trelay_gateway_upstream_connections_total 1\n"))
    }

    @Test("An old configuration is freed when its last request ends")
    func freed() throws {
        let harness = try GatewayHarness()
        try harness.apply([("provider/p", harness.provider("hold")), ("route/r", GatewayHarness.route("p"))])
        weak let old = harness.role.snapshot
        harness.caller.send(harness.request(GatewayHarness.chat("hi", ["stream": true]))) { _ in }
        #expect(eventually { harness.upstream.held.value.count == 1 })
        try harness.apply([("provider/q", harness.provider("ok")), ("route/r", GatewayHarness.route("q"))])
        #expect(try harness.send(GatewayHarness.chat()).status == 200)
        #expect(old != nil)
        harness.upstream.held.change { $0 = [] }
        #expect(eventually { old == nil })
    }

    @Test("Many requests while the configuration changes hundreds of times: none fails, none is mixed")
    func stress() throws {
        var settings = GatewayHarness.quickSettings()
        settings.shards = 2
        let harness = try GatewayHarness(settings, upstream: EchoUpstream(keepsRecords: false))
        try harness.apply(resources(harness, 1))
        let bad = Shared<[String]>([])
        let count = Shared(0)
        let isOver = Shared(false)
        let port = harness.gateway.port
        let threads = try (0..<3).map { number in
            try OSThread(name: "caller-\(number)") {
                Self.call(port, streams: number == 2, until: isOver, count, bad)
            }
        }
        for number in 2...400 { try harness.apply(resources(harness, number)) }
        // As many again under the last one, so that swaps and requests were surely there together.
        let atEnd = count.value
        #expect(eventually { count.value > atEnd + 100 || !bad.value.isEmpty })
        isOver.change { $0 = true }
        for thread in threads { thread.join() }
        #expect(bad.value == [])
        #expect(count.value > 100)
    }

    /// Sends requests one after the other and looks for answers that are no answers, or whose parts are of different
    /// revisions.
    private static func call(
        _ port: UInt16, streams: Bool, until isOver: Shared<Bool>, _ count: Shared<Int>, _ bad: Shared<[String]>
    ) {
        guard let client = try? HTTPClient() else { return bad.change { $0.append("no client") } }
        defer { client.close() }
        let body = GatewayHarness.chat("hi", streams ? ["stream": true] : [:]).canonicalBytes()
        while !isOver.value, bad.value.isEmpty {
            let request = HTTPClientRequest(
                method: "POST", url: "http://127.0.0.1:\(port)/v1/chat/completions", body: body)
            do throws(HTTPError) {
                let answer = try client.sendAndWait(request)
                if let problem = problem(answer, streams) { bad.change { $0.append(problem) } }
                count.change { $0 += 1 }
            } catch {
                bad.change { $0.append("\(error)") }
            }
        }
    }

    private static func problem(_ answer: HTTPResponse, _ streams: Bool) -> String? {
        let revision = answer.header("x-trelay-revision") ?? "none"
        let expected = "ok|m\(revision)|prompt \(revision)|hi"
        let provider = "p\((Int(revision) ?? 0) % 3)"
        guard answer.status == 200, answer.text.contains(expected),
            answer.header("x-trelay-target") == "\(provider)/m\(revision)",
            answer.header("x-trelay-prompt-version") == "v\(revision)", !streams || answer.text.hasSuffix("[DONE]\n\n")
        else { return "\(answer.status) revision \(revision): \(answer.text.prefix(300)) \(Array(answer.headers))" }
        return nil
    }
}
