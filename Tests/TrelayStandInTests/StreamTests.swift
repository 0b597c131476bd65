import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayStandIn

@Suite("Streams")
struct StreamTests {
    @Test("OpenAI: the chunks make up the same text as a whole answer, and [DONE] ends them", arguments: [1, 4, 33])
    func openAI(chunks: Int) throws {
        try withUpstream { caller throws in
            let whole = try caller.chat("é🦉").content
            let answer = try caller.chat("é🦉", ["stream": true], ["x-stand-in": "chunks=\(chunks)"])
            #expect(answer.headers[first: "content-type"]?.hasPrefix("text/event-stream") == true)
            #expect(EventStream(answer.body).isDone)
            let events = try answer.events
            let deltas = events.compactMap { $0["choices"]?.arrayValue?.first?["delta"]?["content"]?.stringValue }
            // The first delta carries the role and an empty text.
            #expect(deltas.count == chunks + 1)
            let text = deltas.joined()
            #expect(Echo(text)?.user == .whole("é🦉"))
            #expect(Echo(text)?.upstream == Echo(whole)?.upstream)
            #expect(events.first?["choices"]?.arrayValue?.first?["delta"]?["role"] == "assistant")
            #expect(events.last?["choices"]?.arrayValue?.first?["finish_reason"] == "stop")
            #expect(Set(events.compactMap { $0["id"]?.stringValue }).count == 1)
            #expect(events.allSatisfy { $0["usage"] == nil })
        }
    }

    @Test("OpenAI: with include_usage every chunk has a null and one more has the figures")
    func usage() throws {
        try withUpstream { caller throws in
            let events = try caller.chat("x", ["stream": true, "stream_options": ["include_usage": true]]).events
            #expect(events.dropLast().allSatisfy { $0["usage"] == JSONValue.null })
            #expect(events.last?["choices"] == [])
            #expect(events.last?["usage"]?["completion_tokens"]?.integerValue ?? 0 > 0)
        }
    }

    @Test("OpenAI: tool calls come in pieces by index")
    func tools() throws {
        try withUpstream { caller throws in
            let tools: JSONValue = [
                ["type": "function", "function": ["name": "f"]], ["type": "function", "function": ["name": "g"]],
            ]
            let events = try caller.chat("x", ["stream": true, "tools": tools]).events
            var names: [Int: String] = [:]
            var arguments: [Int: String] = [:]
            for call in events.flatMap({ $0["choices"]?.arrayValue?.first?["delta"]?["tool_calls"]?.arrayValue ?? [] })
            {
                let index = try #require(call["index"]?.integerValue)
                if let name = call["function"]?["name"]?.stringValue { names[index] = name }
                arguments[index, default: ""] += call["function"]?["arguments"]?.stringValue ?? ""
            }
            #expect(names == [0: "f", 1: "g"])
            #expect(try JSONParser.parse(try #require(arguments[1]))["echo"] != nil)
            #expect(events.last?["choices"]?.arrayValue?.first?["finish_reason"] == "tool_calls")
        }
    }

    @Test("Anthropic: events in the order of its API")
    func anthropic() throws {
        try withUpstream { caller throws in
            let events = try caller.message("Hello", ["stream": true], ["x-stand-in": "chunks=2"]).events
            let types = events.compactMap { $0["type"]?.stringValue }
            #expect(
                types == [
                    "message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta",
                    "content_block_stop", "message_delta", "message_stop",
                ])
            let text = events.compactMap { $0["delta"]?["text"]?.stringValue }.joined()
            #expect(Echo(text)?.user == .whole("Hello"))
            #expect(events[6]["delta"]?["stop_reason"] == "end_turn")
        }
    }

    @Test("Anthropic: each tool has a block of its own, with its input in pieces")
    func anthropicTools() throws {
        try withUpstream { caller throws in
            let tools: JSONValue = [["name": "f"], ["name": "g"]]
            let events = try caller.message("x", ["stream": true, "tools": tools], ["x-stand-in": "chunks=1"]).events
            let types = events.compactMap { $0["type"]?.stringValue }
            #expect(
                types == [
                    "message_start", "content_block_start", "ping", "content_block_delta", "content_block_stop",
                    "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
                ])
            let indices = events.compactMap { $0["index"]?.integerValue }
            #expect(indices == [0, 0, 0, 1, 1, 1])
            let input = try #require(events[6]["delta"]?["partial_json"]?.stringValue)
            #expect(try JSONParser.parse(input)["echo"] != nil)
            #expect(events[8]["delta"]?["stop_reason"] == "tool_use")
        }
    }

    @Test("Completions stream too")
    func completions() throws {
        try withUpstream { caller throws in
            let answer = try caller.post("/v1/completions", ["model": "m", "prompt": "Once", "stream": true])
            let text = try answer.events.compactMap { $0["choices"]?.arrayValue?.first?["text"]?.stringValue }.joined()
            #expect(Echo(text)?.user == .whole("Once"))
            #expect(EventStream(answer.body).isDone)
        }
    }
}
