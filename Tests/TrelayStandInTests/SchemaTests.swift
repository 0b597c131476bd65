import FoundationEssentials
import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayStandIn

/// Validates answers against OpenAI's own description of its API, if the environment variable TRELAY_CONFORMANCE names
/// the folder that holds it in `openai`.
@Suite(
    "Answers are those of OpenAI's schemas",
    .enabled(if: OpenAISchemas.root != nil, "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct SchemaTests {
    @Test("Chats: whole, with tools, with several choices")
    func chats() throws {
        let schema = try OpenAISchemas.schema("CreateChatCompletionResponse")
        let tools: JSONValue = [
            ["type": "function", "function": ["name": "f"]], ["type": "function", "function": ["name": "g"]],
        ]
        try withUpstream { caller throws in
            for more in [[:], ["n": 2], ["tools": tools]] as [JSONObject] {
                let answer = try caller.chat("x", more).json
                #expect(schema.isValid(answer), "\(schema.validate(answer))")
                var broken = try #require(answer.objectValue)
                broken.set("choices", "x")
                #expect(!schema.isValid(.object(broken)), "the schema must be able to say no")
            }
        }
    }

    @Test("Streams: each chunk, with usage and with tools")
    func streams() throws {
        let schema = try OpenAISchemas.schema("CreateChatCompletionStreamResponse")
        let tools: JSONValue = [["type": "function", "function": ["name": "f"]]]
        try withUpstream { caller throws in
            let usage: JSONValue = ["include_usage": true]
            for more in [[:], ["stream_options": usage], ["tools": tools]] as [JSONObject] {
                var more = more
                more.set("stream", true)
                for event in try caller.chat("x", more).events {
                    #expect(schema.isValid(event), "\(event) \(schema.validate(event))")
                }
            }
        }
    }

    @Test("Completions, embeddings, models and errors")
    func others() throws {
        try withUpstream { caller throws in
            let completion = try caller.post("/v1/completions", ["model": "m", "prompt": "Once"]).json
            #expect(try OpenAISchemas.schema("CreateCompletionResponse").isValid(completion))
            let embedding = try caller.post("/v1/embeddings", ["model": "m", "input": "x"]).json
            #expect(try OpenAISchemas.schema("CreateEmbeddingResponse").isValid(embedding))
            #expect(try OpenAISchemas.schema("ListModelsResponse").isValid(try caller.get("/v1/models").json))
            #expect(try OpenAISchemas.schema("Model").isValid(try caller.get("/v1/models/stand-in-small").json))
            let errors = try OpenAISchemas.schema("ErrorResponse")
            for status in [400, 401, 404, 429, 500, 503] {
                #expect(errors.isValid(try caller.chat("stand-in:\(status)").json), "\(status)")
            }
            #expect(errors.isValid(try caller.post("/v1/chat/completions", [:]).json))
        }
    }
}

private enum OpenAISchemas {
    static let root: String? = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"]

    static func schema(_ name: String) throws -> Schema {
        let folder = (root ?? ".") + "/openai"
        let file = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".json") })
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + file)))
        var limits = ParseLimits(
            maximumBytes: 50_000_000, maximumDepth: 512, maximumValues: 10_000_000, maximumStringBytes: 10_000_000)
        limits.acceptsGreatExactIntegers = true
        // Its `seed` has limits that no double holds exactly; they say no more than that it is a 64-bit integer.
        let text = String(decoding: bytes, as: UTF8.self).replacing("9223372036854776000", with: "1")
        let schemas = try #require(try JSONParser.parse(text, limits: limits)["components"]?["schemas"])
        var root = JSONObject()
        root.set("components", ["schemas": nullable(schemas)])
        root.set("$ref", .string("#/components/schemas/\(name)"))
        return try Schema.compile(.object(root))
    }

    /// OpenAPI 3.0 writes `nullable: true` where JSON Schema has a type `null`.
    private static func nullable(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(nullable))
        case .object(let object):
            let mapped = JSONValue.object(JSONObject(object.map { ($0.key, nullable($0.value)) }))
            return object["nullable"] == true ? ["anyOf": [mapped, ["type": "null"]]] : mapped
        default: return value
        }
    }
}
