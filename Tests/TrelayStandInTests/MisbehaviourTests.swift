import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayStandIn

@Suite("Misbehaviour on demand")
struct MisbehaviourTests {
    @Test(
        "OpenAI's errors by status",
        arguments: [
            (400, "invalid_request_error", JSONValue.null), (401, "invalid_request_error", "invalid_api_key"),
            (429, "requests", "rate_limit_exceeded"), (500, "server_error", nil), (503, "server_error", nil),
        ])
    func openAIErrors(status: Int, type: String, code: JSONValue) throws {
        try withUpstream { caller throws in
            let answer = try caller.chat("please stand-in:\(status) now")
            #expect(answer.status == status)
            let error = try #require(try answer.json["error"])
            #expect(error["type"] == .string(type))
            #expect(error["code"] == code)
            #expect(error["param"] == JSONValue.null)
            #expect(answer.headers[first: "retry-after"] == (status == 429 ? "1" : nil))
        }
    }

    @Test(
        "Anthropic's errors by status",
        arguments: [
            (401, "authentication_error"), (429, "rate_limit_error"), (500, "api_error"), (529, "overloaded_error"),
        ])
    func anthropicErrors(status: Int, type: String) throws {
        try withUpstream { caller throws in
            let answer = try caller.message("stand-in:\(status)")
            #expect(answer.status == status)
            #expect(try answer.json["type"] == "error")
            #expect(try answer.json["error"]?["type"] == .string(type))
        }
    }

    @Test("The header counts before the model, the model before the message")
    func precedence() throws {
        try withUpstream { caller throws in
            #expect(try caller.chat("stand-in:500", ["model": "m-stand-in:501"], ["x-stand-in": "502"]).status == 502)
            #expect(try caller.chat("stand-in:500", ["model": "m-stand-in:501"]).status == 501)
            #expect(try caller.chat("stand-in:500").status == 500)
            #expect(try caller.post("/v1/embeddings", ["model": "stand-in:429", "input": "x"]).status == 429)
            #expect(
                try caller.post("/v2/models/stand-in:503/infer", ["inputs": [["name": "i", "data": [1]]]]).status == 503
            )
        }
    }

    @Test("When to come again, in seconds and in milliseconds")
    func retryAfter() throws {
        try withUpstream { caller throws in
            let seconds = try caller.chat("stand-in:429,retry-after=3").headers
            #expect(seconds[first: "retry-after"] == "3")
            #expect(seconds[first: "retry-after-ms"] == nil)
            let fine = try caller.chat("stand-in:429,retry-after-ms=20").headers
            #expect(fine[first: "retry-after-ms"] == "20")
        }
    }

    @Test("A page for people in the place of an error")
    func page() throws {
        try withUpstream { caller throws in
            let answer = try caller.chat("stand-in:502,page")
            #expect(answer.status == 502)
            #expect(answer.headers[first: "content-type"] == "text/html")
            #expect(answer.body.starts(with: Array("<html>".utf8)))
        }
    }

    @Test("An error inside a stream, in both dialects, and then no end of the dialect's own")
    func errorInside() throws {
        try withUpstream { caller throws in
            let openAI = try caller.chat("stand-in:error-after=2", ["stream": true])
            #expect(openAI.status == 200)
            let events = try openAI.events
            #expect(events.count == 4)
            #expect(events.last?["error"]?["type"] == "server_error")
            #expect(!EventStream(openAI.body).isDone)
            let anthropic = try caller.message("stand-in:error-after=1", ["stream": true]).events
            #expect(anthropic.last?["error"]?["type"] == "overloaded_error")
            #expect(anthropic.filter { $0["type"] == "content_block_delta" }.count == 1)
        }
    }

    @Test("A stream that ends in order without the dialect's end")
    func endAfter() throws {
        try withUpstream { caller throws in
            let answer = try caller.chat("stand-in:end-after=1", ["stream": true])
            #expect(try answer.events.count == 2)
            #expect(!EventStream(answer.body).isDone)
        }
    }

    @Test("A stream whose connection closes between two frames, or in the middle of one")
    func cutStreams() throws {
        try withUpstream { caller throws in
            #expect(throws: HTTPError.self) { try caller.chat("stand-in:close-after=1", ["stream": true]) }
            let closed = try RawClient(port: caller.upstream.port)
            closed.post("/v1/chat/completions", chatBody("stand-in:close-after=2", ["stream": true]))
            #expect(closed.receiveAll() == .closed)
            #expect(closed.body.hasSuffix("}\n\n\r\n"))
            #expect(closed.body.split(separator: "data: ").count - 1 == 3)
            let half = try RawClient(port: caller.upstream.port)
            half.post("/v1/chat/completions", chatBody("stand-in:half-frame=2", ["stream": true]))
            #expect(half.receiveAll() == .closed)
            #expect(half.body.split(separator: "data: ").count - 1 == 4)
            #expect(!half.body.hasSuffix("\n\n\r\n"))
            #expect(!half.body.hasSuffix("0\r\n\r\n"))
            #expect(caller.eventually { $0.broken == 3 && $0.inFlight == 0 })
        }
    }

    @Test("A connection that closes, or is reset, before an answer")
    func silence() throws {
        try withUpstream { caller throws in
            for (directive, end) in [("close", RawClient.End.closed), ("reset", .reset)] {
                let raw = try RawClient(port: caller.upstream.port)
                raw.post("/v1/chat/completions", chatBody("stand-in:\(directive)"))
                #expect(raw.receiveAll() == end)
                #expect(raw.received.isEmpty)
            }
            #expect(caller.upstream.statistics.answers == ["none": 2])
        }
    }

    @Test("No answer at all: the client gives up, and the upstream notices")
    func hang() throws {
        try withUpstream { caller throws in
            var request = caller.request("/v1/chat/completions", chatBody("stand-in:hang"))
            request.totalTimeout = .milliseconds(100)
            let error = #expect(throws: HTTPError.self) { try caller.client.sendAndWait(request) }
            #expect(error?.code == .timedOut)
            #expect(caller.eventually { $0.cancelled == 1 && $0.inFlight == 0 && $0.cancelledStreams == 0 })
        }
    }

    @Test("A body shorter than its Content-Length")
    func truncated() throws {
        try withUpstream { caller throws in
            let raw = try RawClient(port: caller.upstream.port)
            raw.post("/v1/chat/completions", chatBody("stand-in:truncate"))
            #expect(raw.receiveAll() == .closed)
            let line = raw.text.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            let promised = try #require(line.flatMap { Int($0.dropFirst("Content-Length: ".count)) })
            #expect(raw.body.utf8.count == promised / 2)
            let error = #expect(throws: HTTPError.self) { try caller.chat("stand-in:truncate") }
            #expect(error?.code == .connectionLost)
        }
    }

    @Test("A body, or a frame, that is no JSON")
    func malformed() throws {
        try withUpstream { caller throws in
            let answer = try caller.chat("stand-in:malformed")
            #expect(answer.status == 200)
            #expect(throws: FormatError.self) { try answer.json }
            let stream = try caller.chat("stand-in:malformed", ["stream": true])
            #expect(throws: FormatError.self) { try stream.events }
        }
    }

    @Test("A huge answer, whole and as a stream")
    func huge() throws {
        try withUpstream { caller throws in
            let answer = try caller.chat("stand-in:huge=5m")
            let text = try answer.content
            #expect(text.utf8.count > 5 * 1_048_576)
            #expect(Echo(text)?.upstream == "east")
            let stream = try caller.chat("stand-in:huge=5m", ["stream": true])
            #expect(stream.body.count > 5 * 1_048_576)
            #expect(EventStream(stream.body).isDone)
        }
    }

    @Test("A stream without an end: it goes on until the client goes, which counts as cancelled")
    func endless() throws {
        try withUpstream { caller throws in
            for body in [chatBody("stand-in:endless", ["stream": true]), chatBody("stand-in:endless")] {
                let raw = try RawClient(port: caller.upstream.port)
                raw.post("/v1/chat/completions", body)
                #expect(raw.receive(through: "\r\n\r\n"))
                // More than any socket holds: it would have ended by now if it had an end.
                #expect(raw.receive(atLeast: 3_000_000))
                #expect(caller.upstream.statistics.inFlight == 1)
            }
            #expect(caller.eventually { $0.cancelled == 2 && $0.cancelledStreams == 1 && $0.inFlight == 0 })
        }
    }

    @Test("Slow answers pause before the first byte and between the chunks")
    func slow() throws {
        let pauses = try steps("slow-first-byte=300ms,slow-chunks=20ms,chunks=3", streams: true).compactMap { step in
            if case .pause(let duration) = step { duration } else { nil }
        }
        #expect(pauses == [.milliseconds(300), .milliseconds(20), .milliseconds(20), .milliseconds(20)])
        #expect(try steps("slow-first-byte=300ms", streams: false).first == .pause(.milliseconds(300)))
        #expect(try steps("429,slow-first-byte=300ms", streams: false).first == .pause(.milliseconds(300)))
        try withUpstream { caller throws in
            let answer = try caller.chat("stand-in:slow-first-byte=20ms,slow-chunks=2ms", ["stream": true])
            #expect(EventStream(answer.body).isDone)
        }
    }

    private func steps(_ directives: String, streams: Bool) throws -> [Step] {
        let answers = Answers(name: "east", models: [])
        let request = WireRequest(
            method: "POST", target: "/v1/chat/completions", headers: [("x-stand-in", directives)],
            body: chatBody("x", ["stream": .bool(streams)]).canonicalBytes(), keepsAlive: true)
        let moment = Answers.Moment(number: 1, seconds: 1, behaviour: Behaviour(), misbehaves: { _ in true })
        var cache = PreparedAsks()
        return answers.answer(request, .chat, moment, &cache).steps
    }

    @Test("Another reason to finish")
    func finish() throws {
        try withUpstream { caller throws in
            let choice = try caller.chat("stand-in:finish=content_filter").json["choices"]?.arrayValue?.first
            #expect(choice?["finish_reason"] == "content_filter")
            #expect(try caller.message("stand-in:finish=length").json["stop_reason"] == "max_tokens")
        }
    }

    @Test("The first requests fail and the later ones work, each key for itself")
    func failFirst() throws {
        try withUpstream { caller throws in
            let statuses = try (0..<4).map { _ in try caller.chat("stand-in:fail-first=2,503,key=a").status }
            #expect(statuses == [503, 503, 200, 200])
            #expect(try caller.chat("stand-in:fail-first=2,503,key=b").status == 503)
            let every = try (0..<4).map { _ in try caller.chat("stand-in:fail-every=2").status }
            #expect(every == [200, 500, 200, 500])
            caller.upstream.resetStatistics()
            #expect(try caller.chat("stand-in:fail-first=2,503,key=a").status == 503)
        }
    }

    @Test("The whole upstream can be told how to behave, by its configuration, its owner and over HTTP")
    func behave() throws {
        var configuration = StandInConfiguration(name: "east")
        configuration.behaviour = "503"
        try withUpstream(configuration) { caller throws in
            #expect(try caller.chat("x").status == 503)
            #expect(try caller.chat("stand-in:429").status == 429, "a request's own directives count first")
            try caller.upstream.behave("")
            #expect(try caller.chat("x").status == 200)
            var request = HTTPClientRequest(method: "POST", url: caller.upstream.address + "/stand-in/behaviour")
            request.body = Array("529".utf8)
            #expect(try caller.client.sendAndWait(request).status == 200)
            #expect(try caller.message("x").status == 529)
            request.body = Array("nonsense".utf8)
            #expect(try caller.client.sendAndWait(request).status == 400)
            #expect(try caller.get("/stand-in/behaviour").json["behaviour"] == "529")
            #expect(throws: StandInError.self) { try caller.upstream.behave("nonsense") }
        }
    }

    @Test("The statistics tell requests by kind and model, answers by status, and begin anew")
    func statistics() throws {
        try withUpstream { caller throws in
            _ = try caller.chat("x")
            _ = try caller.chat("stand-in:429", ["model": "large"])
            _ = try caller.message("x", ["stream": true])
            let told = try caller.get("/stand-in/stats").json
            #expect(told["requests"] == ["chat": 2, "messages": 1])
            #expect(told["models"] == ["small": 1, "large": 1, "opus": 1])
            #expect(told["answers"] == ["200": 2, "429": 1])
            #expect(told["streams"] == 1)
            #expect(told["in_flight"] == 0)
            #expect(told["open_connections"]?.integerValue ?? 0 >= 1)
            let reset = HTTPClientRequest(method: "POST", url: caller.upstream.address + "/stand-in/stats")
            let last = try caller.client.sendAndWait(reset).json
            #expect(last["requests"] == told["requests"])
            let after = caller.upstream.statistics
            #expect(after.total == 0)
            #expect(after.openConnections >= 1)
        }
    }

    @Test("A stopped upstream refuses connections, and a taken port is refused")
    func stop() throws {
        let upstream = try StandInUpstream()
        #expect(throws: StandInError.self) { try StandInUpstream(StandInConfiguration(port: upstream.port)) }
        upstream.stop()
        upstream.stop()
        let client = try HTTPClient()
        defer { client.close() }
        let error = #expect(throws: HTTPError.self) {
            try client.sendAndWait(HTTPClientRequest(url: upstream.address + "/v2/health/live"))
        }
        #expect(error?.code == .cannotConnect)
    }
}
