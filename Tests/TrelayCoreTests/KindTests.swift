import Testing
import TrelayFormat

@testable import TrelayCore

@Suite("Kinds of resources")
struct KindTests {
    static let legalValues: [(String, JSONValue)] = [
        ("model", ["version": "1.2.3-rc.1+build.5"]),
        (
            "model",
            [
                "version": "0.1.0", "hyperparameters": ["temperature": 0.7, "stop": ["a", .null]], "inputSchema": true,
                "outputSchema": ["type": "object"], "description": "d", "x-team": .null,
                "artifact": [
                    "uri": "s3://bucket/m.bin", "size": 12,
                    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                ],
            ]
        ),
        ("provider", ["type": "open-inference", "baseURL": "http://10.0.0.1:8080", "models": ["a"]]),
        ("provider", ["type": "anthropic", "baseURL": "https://a.example", "credential": "env:KEY_1"]),
        (
            "provider",
            ["type": "openai", "baseURL": "https://a", "credential": "file:/run/k", "timeoutMilliseconds": 5]
        ),
        ("prompt", ["version": "v2", "template": "Hi {{name}}", "variables": ["name"], "inject": "after"]),
        (
            "route",
            [
                "match": ["model": "gpt", "path": "/v1"], "retries": 10, "timeoutMilliseconds": 1_000, "prompt": "p",
                "targets": [["provider": "a", "weight": 0], ["provider": "b", "model": "m", "weight": 1_000_000]],
                "fallbacks": [["provider": "c"]],
            ]
        ),
        (
            "route",
            [
                "targets": [["provider": "a", "weight": 1]],
                "timeouts": [
                    "connectMilliseconds": 1, "firstByteMilliseconds": 2, "idleMilliseconds": 3,
                    "totalMilliseconds": 3_600_000,
                ],
            ]
        ),
        (
            "provider",
            [
                "type": "anthropic", "baseURL": "https://a", "defaultMaximumTokens": 4_096,
                "timeouts": ["idleMilliseconds": 5, "x-why": "slow"],
            ]
        ),
    ]

    @Test("Legal values pass", arguments: legalValues)
    func legal(kind: String, value: JSONValue) throws {
        let kind = try #require(ResourceKind.named(kind))
        #expect(kind.rejection(of: value, at: .root) == nil)
    }

    static let illegalValues: [(String, JSONValue, String)] = [
        ("model", "text", ""),
        ("model", .object([:]), "/version"),
        ("model", ["version": "1.2"], "/version"),
        ("model", ["version": "01.2.3"], "/version"),
        ("model", ["version": "1.2.3-"], "/version"),
        ("model", ["version": "1.2.3-a..b"], "/version"),
        ("model", ["version": "1.2.3-01"], "/version"),
        ("model", ["version": "1.0.0", "hyperparameters": []], "/hyperparameters"),
        ("model", ["version": "1.0.0", "artifact": .object([:])], "/artifact/uri"),
        ("model", ["version": "1.0.0", "artifact": ["uri": "s3:x", "size": -1]], "/artifact/size"),
        ("model", ["version": "1.0.0", "artifact": ["uri": "s3:x", "sha256": "AB"]], "/artifact/sha256"),
        ("model", ["version": "1.0.0", "description": .null], "/description"),
        ("model", ["version": "1.0.0", "descripton": "d"], "/descripton"),
        ("provider", ["type": "opnai", "baseURL": "https://a"], "/type"),
        ("provider", ["type": "openai", "baseURL": "ftp://a"], "/baseURL"),
        ("provider", ["type": "openai", "baseURL": "https://"], "/baseURL"),
        ("provider", ["type": "openai", "baseURL": "https://me:secret@a"], "/baseURL"),
        ("provider", ["type": "openai", "baseURL": "https://a b"], "/baseURL"),
        ("provider", ["type": "openai", "baseURL": "https://a", "credential": "sk-123"], "/credential"),
        ("provider", ["type": "openai", "baseURL": "https://a", "credential": "env:1A"], "/credential"),
        ("provider", ["type": "openai", "baseURL": "https://a", "models": ["a", ""]], "/models/1"),
        ("provider", ["type": "openai", "baseURL": "https://a", "timeoutMilliseconds": 0], "/timeoutMilliseconds"),
        (
            "provider", ["type": "openai", "baseURL": "https://a", "defaultMaximumTokens": 0], "/defaultMaximumTokens"
        ),
        (
            "provider", ["type": "openai", "baseURL": "https://a", "timeouts": ["idleMilliseconds": 0]],
            "/timeouts/idleMilliseconds"
        ),
        ("prompt", ["version": 1, "template": "t"], "/version"),
        ("prompt", ["version": "1", "template": ""], "/template"),
        ("prompt", ["version": "1", "template": "t", "inject": "middle"], "/inject"),
        ("route", .object([:]), "/targets"),
        ("route", ["targets": []], "/targets"),
        ("route", ["targets": [["provider": "a", "weight": 0]]], "/targets"),
        ("route", ["targets": [["provider": "a"]]], "/targets/0/weight"),
        ("route", ["targets": [["provider": "a", "weight": 1.5]]], "/targets/0/weight"),
        ("route", ["targets": [["provider": "a", "weight": 1_000_001]]], "/targets/0/weight"),
        ("route", ["targets": [["provider": "a", "weight": 1]], "retries": 11], "/retries"),
        ("route", ["targets": [["provider": "a", "weight": 1]], "timeouts": ["idle": 5]], "/timeouts/idle"),
        ("route", ["targets": [["provider": "a b", "weight": 1]]], "/targets/0/provider"),
        (
            "route", ["targets": [["provider": "a", "weight": 1]], "fallbacks": [["provder": "b"]]],
            "/fallbacks/0/provder"
        ),
    ]

    @Test("A value that is not legal is refused with the place", arguments: illegalValues)
    func illegal(kind: String, value: JSONValue, pointer: String) throws {
        let kind = try #require(ResourceKind.named(kind))
        let rejection = try #require(kind.rejection(of: value, at: JSONPointer(tokens: ["v"])))
        #expect(rejection.code == .schemaInvalid)
        #expect(rejection.pointer.description == "/v" + pointer)
    }

    @Test("Mistyped fields and words get a suggestion")
    func suggestions() throws {
        let provider = try #require(ResourceKind.named("provider"))
        let field = provider.rejection(of: ["type": "openai", "baseURl": "https://a"], at: .root)
        #expect(field?.message.contains("did you mean \"baseURL\"?") == true)
        let word = provider.rejection(of: ["type": "opnai", "baseURL": "https://a"], at: .root)
        #expect(word?.message.contains("did you mean \"openai\"?") == true)
    }

    @Test("A secret in the place of its reference is not repeated in the message")
    func secret() throws {
        let provider = try #require(ResourceKind.named("provider"))
        let rejection = provider.rejection(
            of: ["type": "openai", "baseURL": "https://a", "credential": "sk-live-12345"], at: .root)
        #expect(rejection?.message.contains("env:NAME") == true)
        #expect(rejection?.message.contains("sk-live") == false)
    }
}
