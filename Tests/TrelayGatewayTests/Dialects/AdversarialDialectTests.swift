import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayGateway

/// Whatever comes in, from callers or upstreams: nothing traps, and what goes out is in order.
@Suite("Adversarial input")
struct AdversarialDialectTests {
    private static let rounds = 3_000

    /// Text with a few bytes changed, taken out, doubled or put in.
    private func mutate(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var result = bytes
        let words = [
            "\"", "\\", "\\u", "\\ud800", "{", "}", "[", "]", ",", ":", "null", "-1", "1e999", "\n", "\r", "\u{0}",
        ]
        for _ in 0...Int.random(in: 0...2, using: &generator) where !result.isEmpty {
            let place = Int.random(in: 0..<result.count, using: &generator)
            switch Int.random(in: 0...4, using: &generator) {
            case 0: result[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: result.remove(at: place)
            case 2: result.removeSubrange(place..<min(result.count, place + 30))
            case 3: result.insert(contentsOf: result[place..<min(result.count, place + 20)], at: place)
            default: result.insert(contentsOf: Array((words.randomElement(using: &generator) ?? "").utf8), at: place)
            }
        }
        return result
    }

    private static let requests = [
        #"""
        {"model":"m","stream":true,"stream_options":{"include_usage":false},"messages":[{"role":"system","content":"s"},
        {"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}}]},
        {"role":"assistant","tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},
        {"role":"tool","tool_call_id":"i","content":"r"}],"tools":[{"type":"function","function":{"name":"f","parameters":
        {"type":"object"}}}],"tool_choice":"auto","stop":["a"],"max_tokens":5,"temperature":0.5,"user":"u"}
        """#,
        #"{"model":"m","prompt":["a\u00e9"],"n":1,"stream":true,"seed":9223372036854775807}"#,
        #"{"model":"m","input":[[1,2],[3]],"encoding_format":"base64","inputs":[{}]}"#,
    ]

    @Test("Requests with errors in them are translated to JSON or refused")
    func requests() throws {
        var generator = SeededGenerator(seed: 11)
        let insertion = MessageInsertion(before: [["role": "system", "content": "p"]], after: [["role": "user"]])
        let endpoints = [Endpoint.chatCompletions, .completions, .embeddings, .infer(model: "m", version: nil)]
        var translated = 0
        for round in 0..<Self.rounds {
            let body = mutate(Array(Self.requests[round % Self.requests.count].utf8), &generator)
            for endpoint in endpoints {
                guard let request = try? CallerRequest(endpoint: endpoint, body: body) else { continue }
                for dialect in Dialect.allCases {
                    for insertion in [insertion, .none] {
                        let target = Sample.target(dialect)
                        guard let upstream = try? target.request(for: request, inserting: insertion) else { continue }
                        translated += 1
                        #expect(throws: Never.self, "\(String(decoding: upstream.body, as: UTF8.self))") {
                            try CallerJSON.parse(upstream.body, limits: ParseLimits(maximumDepth: 300))
                        }
                    }
                }
            }
        }
        #expect(translated > 1_000)
    }

    @Test("Streams with errors in them end in order, with events of JSON or one error")
    func streams() throws {
        var generator = SeededGenerator(seed: 12)
        let openAI = Sample.stream(OpenAIStreamTests.chunks + [OpenAIStreamTests.usage, OpenAIStreamTests.done])
        let anthropic = Sample.stream(AnthropicStreamTests.events)
        let cases = [
            (try Sample.context(.openAI, isStreaming: true), openAI),
            (try Sample.context(.anthropic, isStreaming: true, wantsUsage: true), anthropic),
            (try Sample.context(.anthropic, .completions, isStreaming: true), anthropic),
        ]
        var outcomes: [String: Int] = [:]
        for round in 0..<Self.rounds {
            let (context, bytes) = cases[round % cases.count]
            let broken = mutate(bytes, &generator)
            let whole = Transcript(context, broken)
            #expect(whole.breaches.isEmpty && whole.outcome != nil)
            #expect(whole.text.hasSuffix("data: [DONE]\n\n") == (whole.outcome == "complete"))
            #expect(Transcript(context, pieces: broken.cut(&generator, longest: 64)) == whole)
            if context.dialect == .anthropic { try expectEvents(whole) }
            outcomes[whole.outcome ?? "", default: 0] += 1
        }
        #expect(outcomes["complete", default: 0] > 100 && outcomes["truncatedStream", default: 0] > 10)
        #expect(outcomes["malformedAnswer", default: 0] > 100)
    }

    /// That every event is one line of JSON.
    private func expectEvents(_ transcript: Transcript) throws {
        for event in transcript.text.split(separator: "\n\n") where event != "data: [DONE]" {
            #expect(JSONSlice(Array(event.dropFirst("data: ".count).utf8))?.isObject == true, "\(event)")
        }
    }

    @Test("Whole answers with errors in them are answers or failures")
    func answers() throws {
        var generator = SeededGenerator(seed: 13)
        let message = #"""
            {"id":"msg_1","type":"message","model":"c","content":[{"type":"text","text":"a\n"},
             {"type":"tool_use","id":"t","name":"f","input":{"a":"b"}}],"stop_reason":"end_turn","usage":{"input_tokens":1}}
            """#
        let cases = [
            (try Sample.context(.openAI), AnswerReaderTests.answer), (try Sample.context(.anthropic), message),
            (try Sample.context(.openInference, .infer(model: "m", version: nil)), #"{"outputs":[]}"#),
        ]
        for round in 0..<Self.rounds {
            let (context, text) = cases[round % cases.count]
            let body = mutate(Array(text.utf8), &generator)
            let status = [200, 200, 400, 429, 500].randomElement(using: &generator) ?? 200
            let answer = Transcript(context, status: status, body)
            #expect(answer.breaches.isEmpty && answer.outcome != nil)
            #expect((answer.status == nil) == (answer.outcome != "complete"))
            if context.dialect == .anthropic, answer.outcome == "complete" {
                #expect(JSONSlice(Array(answer.text.utf8))?.isObject == true, "\(answer.text)")
            }
            guard let failure = answer.failure else { continue }
            for form in [ErrorForm.openAI, .openInference] {
                #expect(JSONSlice(ErrorAnswer(failure, form).body)?["error"] != nil)
            }
        }
    }

    @Test("Random bytes are no JSON, no event and no trap")
    func noise() throws {
        var generator = SeededGenerator(seed: 14)
        let contexts = [
            try Sample.context(.openAI, isStreaming: true), try Sample.context(.anthropic, isStreaming: true),
            try Sample.context(.openAI), try Sample.context(.anthropic),
        ]
        let alphabet = Array("{}[]\",:\\udata: \n\r0e-.tfn".utf8)
        for _ in 0..<Self.rounds {
            let bytes = (0..<Int.random(in: 0...60, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            for context in contexts { #expect(Transcript(context, bytes).breaches.isEmpty) }
            if let slice = JSONSlice(bytes) {
                _ = (slice.string, slice.integer, slice.double, slice.elements, slice["a"], UpstreamError(slice))
            }
            _ = JSONEscapes.resolved(bytes[...])
            _ = Endpoint.match(method: "POST", path: String(decoding: bytes, as: UTF8.self))
            _ = HTTPDate.seconds(String(decoding: bytes, as: UTF8.self))
        }
    }
}
