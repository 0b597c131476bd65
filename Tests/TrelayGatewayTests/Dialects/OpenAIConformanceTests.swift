import FoundationEssentials
import Testing
import TrelayFormat

@testable import TrelayGateway

/// Validates what the gateway writes with the schemas of OpenAI's API description, if the environment variable
/// TRELAY_CONFORMANCE names the folder that holds it (`openai`).
@Suite(
    "OpenAI's schemas",
    .enabled(if: OpenAISchemas.root != nil, "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct OpenAIConformanceTests {
    private let schemas: OpenAISchemas

    init() throws {
        schemas = try OpenAISchemas()
    }

    /// The data of each event but `[DONE]`.
    private func chunks(_ answer: Transcript) throws -> [JSONValue] {
        try answer.text.split(separator: "\n\n").filter { $0 != "data: [DONE]" }.map {
            try JSONParser.parse(String($0.dropFirst("data: ".count)))
        }
    }

    @Test("The schemas refuse what is wrong: they do check something")
    func schemasCheck() throws {
        #expect(try schemas.problem(with: ["error": ["message": "m"]], "ErrorResponse") != nil)
        #expect(try schemas.problem(with: ["id": "x"], "CreateChatCompletionResponse") != nil)
        #expect(try schemas.problem(with: ["choices": []], "CreateChatCompletionStreamResponse") != nil)
    }

    @Test("Whole answers of Anthropic are OpenAI's")
    func answers() throws {
        let contents = [
            #"[{"type":"text","text":"x"}]"#, "[]",
            #"[{"type":"thinking","thinking":"h"},{"type":"tool_use","id":"t","name":"f","input":{"a":[1]}}]"#,
        ]
        for content in contents {
            for reason in ["end_turn", "max_tokens", "tool_use", "refusal"] {
                let body = Array(
                    #"""
                    {"id":"msg_1","type":"message","role":"assistant","model":"c","content":\#(content),
                     "stop_reason":"\#(reason)","usage":{"input_tokens":1,"output_tokens":2,
                     "output_tokens_details":{"thinking_tokens":1}}}
                    """#.utf8)
                var context = try Sample.context(.anthropic)
                context.systemFingerprint = "fp"
                let chat = try JSONParser.parse(Transcript(context, body).text)
                #expect(try schemas.problem(with: chat, "CreateChatCompletionResponse") == nil)
                guard reason != "tool_use" else { continue }
                let completion = Transcript(try Sample.context(.anthropic, .completions), body).text
                #expect(try schemas.problem(with: JSONParser.parse(completion), "CreateCompletionResponse") == nil)
            }
        }
    }

    @Test("Streams of Anthropic are OpenAI's")
    func streams() throws {
        for wantsUsage in [false, true] {
            let answer = Transcript(
                try Sample.context(.anthropic, isStreaming: true, wantsUsage: wantsUsage),
                Sample.stream(AnthropicStreamTests.events))
            let chunks = try chunks(answer)
            #expect(chunks.count == (wantsUsage ? 10 : 9))
            for chunk in chunks {
                #expect(try schemas.problem(with: chunk, "CreateChatCompletionStreamResponse") == nil)
            }
        }
        let text = AnthropicStreamTests.events.map {
            $0.replacing(#""tool_use"},"usage""#, with: #""end_turn"},"usage""#)
        }
        let completion = Transcript(
            try Sample.context(.anthropic, .completions, isStreaming: true, wantsUsage: true), Sample.stream(text))
        let chunks = try chunks(completion)
        #expect(chunks.count == 3)
        for chunk in chunks {
            #expect(try schemas.problem(with: Self.asWhole(chunk), "CreateCompletionResponse") == nil)
        }
    }

    /// A completion's chunk with what the schema, which is that of whole answers, wants in the place of the nulls that
    /// OpenAI's streams have there.
    private static func asWhole(_ chunk: JSONValue) throws -> JSONValue {
        var object = try #require(chunk.objectValue)
        if object["usage"] == .some(.null) { object["usage"] = .none }
        let choices = (object["choices"]?.arrayValue ?? []).map { choice in
            var choice = choice.objectValue ?? [:]
            if choice["finish_reason"] == .some(.null) { choice.set("finish_reason", "stop") }
            return JSONValue.object(choice)
        }
        object.set("choices", .array(choices))
        return .object(object)
    }

    @Test("Every error has the four members, whole and inside a stream")
    func errors() throws {
        for kind in UpstreamFailure.Kind.allCases {
            let answer = ErrorAnswer(UpstreamFailure(kind, status: 500, "m"), .openAI)
            #expect(try schemas.problem(with: JSONParser.parse(answer.body), "ErrorResponse") == nil)
            let event = String(decoding: answer.error.event, as: UTF8.self)
            let data = String(event.dropFirst("data: ".count))
            #expect(try schemas.problem(with: JSONParser.parse(data), "ErrorResponse") == nil)
        }
        let faults = [
            GatewayFault.modelNotFound("m"), .missing("model"), .bodyTooLarge(maximumBytes: 1),
            .unknownPath("GET", "/"),
        ]
        for fault in faults {
            let body = ErrorAnswer(fault, .openAI).body
            #expect(try schemas.problem(with: JSONParser.parse(body), "ErrorResponse") == nil)
        }
    }

    @Test("The list of models and one of them")
    func models() throws {
        let entries = [ModelList.Entry(identifier: "a/b", owner: "x"), ModelList.Entry(identifier: "\"", owner: "y")]
        let list = try JSONParser.parse(ModelList.body(entries, created: Sample.created))
        #expect(list["data"]?.arrayValue?.count == 2)
        #expect(try schemas.problem(with: list, "ListModelsResponse") == nil)
        let model = try JSONParser.parse(ModelList.body(entries[0], created: Sample.created))
        #expect(try schemas.problem(with: model, "Model") == nil)
    }

    @Test("A request is as valid for the upstream as it was from the caller")
    func requests() throws {
        let body = #"""
            {"model":"gpt-4o","messages":[{"role":"developer","content":"d"},{"role":"user","content":[
             {"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"https://i.example/a.png","detail":"low"}}]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function",
              "function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}}],
             "tool_choice":"auto","temperature":0.7,"stream":true,"response_format":{"type":"json_object"}}
            """#
        #expect(try schemas.problem(with: JSONParser.parse(body), "CreateChatCompletionRequest") == nil)
        let insertion = MessageInsertion(
            before: [["role": "system", "content": "p"]], after: [["role": "user", "content": "q"]])
        let upstream = try JSONParser.parse(Sample.upstreamBody(body, .openAI, inserting: insertion, model: "gpt-5"))
        #expect(upstream["model"] == "gpt-5" && upstream["messages"]?.arrayValue?.count == 6)
        #expect(try schemas.problem(with: upstream, "CreateChatCompletionRequest") == nil)
    }

    @Test("The samples of the other tests that stand for an upstream are valid, and embeddings pass")
    func samples() throws {
        let embeddings =
            #"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1]}],"model":"e","#
            + #""usage":{"prompt_tokens":5,"total_tokens":5}}"#
        let answer = Transcript(try Sample.context(.openAI, .embeddings), Array(embeddings.utf8))
        #expect(try schemas.problem(with: JSONParser.parse(answer.text), "CreateEmbeddingResponse") == nil)
    }
}

/// The component schemas of the API description.
private struct OpenAISchemas {
    static let root = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"]
    private static let name = "openapi-2.3.0-chat-models-embeddings-responses.json"

    private let document: JSONValue

    init() throws {
        let data = try Data(contentsOf: URL(filePath: "\(Self.root ?? "")/openai/\(Self.name)"))
        // The bounds of a 64-bit integer, about which I-JSON has doubts, are given to the next that it is sure of.
        let text = String(decoding: data, as: UTF8.self)
            .replacing("9223372036854776000", with: "\(JSONValue.greatestInteger)")
        let limits = ParseLimits(maximumBytes: 16_777_216, maximumDepth: 200, maximumValues: 1_000_000)
        let components = try JSONParser.parse(text, limits: limits)["components"] ?? .null
        document = ["components": Self.admittingNull(components)]
    }

    private func schema(_ name: String) throws -> Schema {
        guard case .object(var members) = document else { throw Missing() }
        members.set("$ref", .string("#/components/schemas/\(name)"))
        return try Schema.compile(.object(members))
    }

    private struct Missing: Error {}

    /// Some of the schemas still say `nullable`, as OpenAPI 3.0 had it and JSON Schema does not: an answer that OpenAI
    /// gives, such as `"finish_reason":null`, would not be valid.
    private static func admittingNull(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(admittingNull))
        case .object(let members):
            let converted = JSONValue.object(JSONObject(members.map { ($0.key, admittingNull($0.value)) }))
            return members["nullable"] == .bool(true) ? ["anyOf": [converted, ["type": "null"]]] : converted
        default: return value
        }
    }

    /// What is wrong with the value; nil if it is valid.
    func problem(with value: JSONValue, _ name: String) throws -> String? {
        let outcome = try schema(name).validate(value, maximumErrors: 20)
        return outcome.isValid ? nil : "\(name): \(outcome.basicOutput) for \(value)"
    }
}
