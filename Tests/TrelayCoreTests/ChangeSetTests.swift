import Testing
import TrelayFormat

@testable import TrelayCore

@Suite("Change sets")
struct ChangeSetTests {
    @Test("A change set comes back from its own body")
    func roundTrip() throws {
        let digest = Sample.provider.digest()
        var set = Sample.changeSet(
            id: "e1",
            [
                Sample.put("provider/main", Sample.provider), Sample.patch("route/chat", ["retries": .null]),
                Sample.delete("prompt/old"),
            ], base: ChangeSet.Base(revision: 3, digest: digest))
        set.expect = digest
        #expect(try ChangeSet.decode(set.json()) == set)
    }

    @Test("A file may leave out what the publisher knows, and what it says counts")
    func defaults() throws {
        let change: JSONValue = ["op": "delete", "kind": "prompt", "name": "a"]
        let defaults = ChangeSet.Defaults(namespace: "shop", id: "e9", author: "ana", reason: "why")
        let bare = try ChangeSet.decode(["changes": [change]], defaults: defaults)
        #expect(bare.namespace == "shop" && bare.id == "e9" && bare.author == "ana" && bare.reason == "why")
        let full = try ChangeSet.decode(["changes": [change], "author": "bo", "reason": ""], defaults: defaults)
        #expect(full.author == "bo" && full.reason.isEmpty)
    }

    private static func body(_ edit: (inout JSONObject) -> Void) -> JSONValue {
        var object: JSONObject = [
            "namespace": "shop", "id": "e1", "author": "ana",
            "changes": [["op": "put", "kind": "prompt", "name": "a", "value": Sample.prompt]],
        ]
        edit(&object)
        return .object(object)
    }

    private static func change(_ name: String, _ value: JSONValue?) -> JSONValue {
        var change: JSONObject = ["op": "put", "kind": "prompt", "name": "a", "value": Sample.prompt]
        change[name] = value
        return body { $0.set("changes", [.object(change)]) }
    }

    static let faults: [(JSONValue, String, String)] = [
        ([], "", "object"),
        (body { $0["namespace"] = nil }, "/namespace", "missing"),
        (body { $0.set("namespace", "Shop!") }, "/namespace", "a-z"),
        (body { $0["id"] = nil }, "/id", "missing"),
        (body { $0.set("id", "two words") }, "/id", "visible"),
        (body { $0["author"] = nil }, "/author", "missing"),
        (body { $0.set("author", "") }, "/author", "empty"),
        (body { $0.set("author", .string(String(repeating: "a", count: 201))) }, "/author", "200"),
        (body { $0.set("reason", 5) }, "/reason", "string"),
        (body { $0.set("chnages", []) }, "/chnages", "did you mean \"changes\"?"),
        (body { $0.set("changes", []) }, "/changes", "empty"),
        (body { $0.set("changes", .object([:])) }, "/changes", "array"),
        (body { $0["changes"] = nil }, "/changes", "missing"),
        (body { $0.set("base", .object([:])) }, "/base", "names no revision"),
        (body { $0.set("base", ["revision": -1]) }, "/base/revision", "whole number"),
        (body { $0.set("base", ["revision": 1.5]) }, "/base/revision", "1.5"),
        (body { $0.set("base", ["digest": "sha256:12"]) }, "/base/digest", "64"),
        (body { $0.set("base", ["revison": 1]) }, "/base/revison", "did you mean \"revision\"?"),
        (body { $0.set("expect", .object([:])) }, "/expect", "digest"),
        (change("op", "putt"), "/changes/0/op", "did you mean \"put\"?"),
        (change("op", nil), "/changes/0/op", "missing"),
        (change("op", "delete"), "/changes/0/value", "no value"),
        (change("kind", "no kind"), "/changes/0/kind", "not a kind"),
        (change("name", "-a"), "/changes/0/name", "letter or digit"),
        (change("value", nil), "/changes/0/value", "missing"),
        (change("valeu", 1), "/changes/0/valeu", "did you mean \"value\"?"),
    ]

    @Test("What is wrong in a body is refused with the place and the remedy", arguments: faults)
    func malformed(body: JSONValue, pointer: String, words: String) {
        #expect {
            try ChangeSet.decode(body)
        } throws: { error in
            guard let rejection = error as? Rejection else { return false }
            return rejection.code == .malformed && rejection.pointer.description == pointer
                && rejection.message.contains(words) && !rejection.message.contains("\n")
        }
    }

    @Test("What a later version decides is refused instead of ignored", arguments: ["rollout", "target"])
    func laterFeatures(field: String) {
        #expect(
            throws: Rejection(
                code: .unsupportedVersion, pointer: JSONPointer(tokens: [field]),
                message: "\"\(field)\" is not supported by this version; leave it out")
        ) {
            try ChangeSet.decode(Self.body { $0.set(field, .object([:])) })
        }
    }

    @Test("Two changes of one resource in one set are ambiguous")
    func twice() {
        let set = Sample.changeSet(
            id: "e1", [Sample.put("prompt/a", Sample.prompt), Sample.delete("prompt/b"), Sample.delete("prompt/a")])
        #expect {
            try ChangeSet.decode(set.json())
        } throws: { error in
            (error as? Rejection)?.pointer.description == "/changes/2" && "\(error)".contains("/changes/0")
        }
    }

    @Test("A check without a state finds unknown kinds and values that are not legal")
    func check() throws {
        try Sample.changeSet(id: "e1", [Sample.put("prompt/a", Sample.prompt)]).check()
        // A kind that is not built in may be one that a schema in the log makes: that the state has to tell.
        let mistyped = Sample.changeSet(id: "e1", [Sample.put("promt/a", Sample.prompt)])
        try mistyped.check()
        #expect {
            try mistyped.checkKinds(on: NamespaceState(namespace: "shop"))
        } throws: { error in
            (error as? Rejection)?.code == .unknownKind && "\(error)".contains("did you mean \"prompt\"?")
        }
        #expect(throws: Rejection.self) {
            try Sample.changeSet(id: "e1", [Sample.put("prompt/a", .object([:]))]).check()
        }
    }

    @Test("Keys are read and ordered by kind and name")
    func keys() {
        #expect(ResourceKey("model/llama/3:8b")?.name == "llama/3:8b")
        for text in ["", "model", "model/", "/a", "model/ a", "mo del/a", "model/é"] {
            #expect(ResourceKey(text) == nil)
        }
        #expect(ResourceKey(kind: "model", name: "z") < ResourceKey(kind: "route", name: "a"))
        #expect(ResourceKey(kind: "model", name: "a") < ResourceKey(kind: "model", name: "b"))
    }

    @Test("A rejection keeps neither endless pointers nor endless or many-lined messages")
    func bounded() {
        let long = String(repeating: "x", count: 600)
        let rejection = Rejection(
            code: .malformed, pointer: JSONPointer(tokens: [long, long]),
            message: String(repeating: "line\n", count: 1_000))
        #expect(rejection.pointer.tokens.count == 1)
        #expect(rejection.message.utf8.count < 4_000 && !rejection.message.contains("\n"))
    }
}

@Suite("Suggestions")
struct SuggestionTests {
    @Test("A typing error finds its word, and another word does not")
    func nearest() {
        let words = ["model", "provider", "route", "prompt"]
        #expect(Suggestion.nearest(to: "rotue", among: words) == "route")
        #expect(Suggestion.nearest(to: "Provder", among: words) == "provider")
        #expect(Suggestion.nearest(to: "prompts", among: words) == "prompt")
        #expect(Suggestion.nearest(to: "banana", among: words) == nil)
        #expect(Suggestion.nearest(to: "", among: words) == nil)
        #expect(Suggestion.nearest(to: String(repeating: "m", count: 10_000), among: words) == nil)
    }
}
