import Testing
import TrelayFormat

@testable import TrelayStandIn

@Suite("Answers that are prepared")
struct TemplateTests {
    static let bodies: [JSONValue] = [
        chatBody("Hello"), chatBody("\"quoted\"\n\\ é🦉", ["temperature": 0.5, "user": "x\"y"]),
        chatBody(String(repeating: "long ", count: 300)),
        ["model": "m", "messages": [["role": "system", "content": "Be brief."], ["role": "user", "content": ""]]],
    ]
    static let headers: [[(name: String, value: String)]] = [
        [], [("authorization", "Bearer sk-1")],
        [("x-api-key", "k"), ("traceparent", "00-aa-bb-01"), ("x-trelay-key", "a\"b\\"), ("accept", "*/*")],
    ]

    @Test(
        "A prepared answer is byte for byte the one that is written step by step", arguments: bodies.indices,
        headers.indices)
    func equal(body: Int, header: Int) throws {
        let request = WireRequest(
            method: "POST", target: "/v1/chat/completions", headers: Self.headers[header],
            body: Self.bodies[body].canonicalBytes(), keepsAlive: true)
        let moment = Answers.Moment(
            number: 0xABCDEF, seconds: 1_700_000_000, behaviour: Behaviour(), misbehaves: { _ in true })
        var cache = PreparedAsks()
        let answers = Answers(name: "east", models: [])
        let prepared = answers.answer(request, .chat, moment, &cache)
        let ask = try Ask(chat: Self.bodies[body], dialect: .openAI)
        var echo = ask.echo(upstream: "east")
        let facts = EchoedHeaders(request)
        echo.credential = facts.credential
        echo.headers = facts.headers
        let reply = Reply(
            ask: ask, behaviour: Behaviour(), number: moment.number, created: moment.seconds, content: echo.bytes)
        let composer = AnswerComposer(request: request, kind: .chat, moment: moment, name: "east")
        #expect(prepared.steps == composer.text(reply).steps)
        #expect(answers.answer(request, .chat, moment, &cache).steps == prepared.steps, "also the second time")
        #expect(cache.count == 1)
    }

    @Test("What was prepared is kept within limits, by its kind")
    func limits() throws {
        var cache = PreparedAsks()
        for number in 0..<1_000 {
            _ = try cache.prepared(.chat, chatBody("\(number)").canonicalBytes(), upstream: "east")
            #expect(cache.count <= PreparedAsks.maximumEntries)
        }
        let before = cache.count
        let long = chatBody(String(repeating: "x", count: 9_000)).canonicalBytes()
        #expect(try cache.prepared(.chat, long, upstream: "east").ask.model == "small")
        #expect(cache.count == before)
        let body = chatBody("x", ["max_tokens": 1, "prompt": "y"]).canonicalBytes()
        #expect(try cache.prepared(.chat, body, upstream: "east").ask.dialect == .openAI)
        #expect(try cache.prepared(.messages, body, upstream: "east").ask.dialect == .anthropic)
        #expect(try cache.prepared(.completions, body, upstream: "east").ask.user == "y")
    }
}
