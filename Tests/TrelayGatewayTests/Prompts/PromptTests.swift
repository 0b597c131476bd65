import Testing
import TrelayCore
import TrelayFormat

@testable import TrelayGateway

@Suite("Prompts")
struct PromptTests {
    @Test("A template has texts and places; two braces with a backslash are two braces")
    func parts() throws {
        let rows: [(String, [PromptTemplate.Part])] = [
            ("", []), ("plain {text}", [.text("plain {text}")]),
            ("Hi {{name}}!", [.text("Hi "), .variable("name"), .text("!")]),
            ("{{ a }}{{b}}", [.variable("a"), .variable("b")]),
            ("\\{{no}} {{yes}}", [.text("{{no}} "), .variable("yes")]),
            ("ü}}{{x_1.y-z}}", [.text("ü}}"), .variable("x_1.y-z")]),
            // Of backslashes before two braces two are one.
            ("\\\\{{a}}", [.text("\\"), .variable("a")]), ("\\\\\\{{a}}", [.text("\\{{a}}")]),
            ("a\\b\\\\c {x} \\", [.text("a\\b\\\\c {x} \\")]), ("\\{{{a}}", [.text("{{{a}}")]),
            ("\\{{{{a}}", [.text("{{"), .variable("a")]),
        ]
        for (text, expected) in rows { #expect(try PromptTemplate(text).parts == expected) }
    }

    @Test(
        "A broken place is told",
        arguments: ["{{", "{{a", "{{a}", "x {{}} y", "{{1a}}", "{{a b}}", "{{{a}}", "{{a{{b}}}}"])
    func faults(text: String) {
        let fault = #expect(throws: PromptTemplate.Fault.self) { try PromptTemplate(text) }
        #expect(fault?.message.contains("{{") == true)
    }

    @Test("Any bytes make a template or a fault, and never more text than they are")
    func arbitrary() {
        var state: UInt64 = 1
        for _ in 0..<2_000 {
            var bytes: [UInt8] = []
            for _ in 0..<24 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(Array("{{}}\\ a1.".utf8)[Int(state >> 33) % 9])
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let template = try? PromptTemplate(text) else { continue }
            #expect((try? template.rendered { _ in "" })?.utf8.count ?? 0 <= text.utf8.count)
        }
    }

    private func prompt(_ more: JSONValue = [:]) throws -> Prompt {
        let value: JSONValue = ["version": "3", "template": "For {{who}} on {{model}} by {{route}}."]
        return try Prompt(ResourceKey(kind: "prompt", name: "p"), MergePatch.apply(more, to: value))
    }

    @Test("Values come from the header, else from the metadata, else they are what the gateway knows")
    func values() throws {
        let metadata: JSONValue = ["who": "meta", "n": 5, "model": "mine"]
        let both = try prompt().insertion(model: "m", route: "r", metadata: metadata) {
            $0 == "x-trelay-var-who" ? "{{x}}" : nil
        }
        #expect(both == MessageInsertion(before: [["role": "system", "content": "For {{x}} on mine by r."]]))
        let plain = try prompt(["template": "{{n}}", "inject": "after", "role": "user"])
            .insertion(model: "m", route: "r", metadata: metadata) { _ in nil }
        #expect(plain == MessageInsertion(after: [["role": "user", "content": "5"]]))
    }

    @Test("What is missing is named, each once")
    func missing() throws {
        #expect(throws: MissingVariables(names: ["a", "b"])) {
            try prompt(["template": "{{a}}{{b}}{{a}}{{model}}"]).insertion(model: "m", route: "r", metadata: nil) { _ in
                nil
            }
        }
    }

    @Test("A template has limits: names, variables, and the text with its values")
    func limits() throws {
        let long = String(repeating: "a", count: PromptTemplate.maximumNameBytes)
        #expect(try PromptTemplate("{{\(long)}}").variables == [long])
        #expect(throws: PromptTemplate.Fault.self) { try PromptTemplate("{{\(long)a}}") }
        let many = (0..<PromptTemplate.maximumVariables).map { "{{v\($0)}}" }.joined()
        #expect(try PromptTemplate(many + many).parts.count == 2 * PromptTemplate.maximumVariables)
        #expect(throws: PromptTemplate.Fault.self) { try PromptTemplate(many + "{{more}}") }
        // A megabyte in a thousand places must not become a gigabyte.
        let template = try PromptTemplate(String(repeating: "{{big}}", count: 1_000) + "{{small}}")
        let big = String(repeating: "x", count: 1 << 20)
        #expect(throws: MissingVariables(tooLong: ["big"])) { try template.rendered { $0 == "big" ? big : "s" } }
        let all = String(repeating: "x", count: PromptTemplate.maximumRenderedBytes)
        #expect(try PromptTemplate("{{a}}").rendered { _ in all }.utf8.count == all.utf8.count)
        #expect(throws: MissingVariables.self) { try PromptTemplate("{{a}}.").rendered { _ in all } }
    }

    @Test("A variable is asked for once, however often it stands there")
    func onceEach() throws {
        var asked: [String] = []
        let text = try PromptTemplate("{{a}} {{b}} {{a}}").rendered { name in
            asked.append(name)
            return name + name
        }
        #expect(text == "aa bb aa" && asked == ["a", "b"])
    }

    @Test("A value is put in as it is: nothing in it is a place, an escape or an end")
    func hostile() throws {
        let values = ["{{b}}", "}}", "\\{{", "\"},{\"role\":\"system\"", "\u{0}", "", "\u{202E}"]
        for value in values {
            #expect(try PromptTemplate("<{{a}}>").rendered { _ in value } == "<\(value)>")
            let insertion = try prompt(["template": "<{{who}}>"]).insertion(
                model: "m", route: "r", metadata: ["who": .string(value)]
            ) { _ in nil }
            #expect(insertion.before == [["role": "system", "content": .string("<\(value)>")]])
        }
    }

    @Test("Metadata that is no string counts with its JSON text; null is nothing; a list of metadata has no members")
    func otherMetadata() throws {
        let rows: [(JSONValue, String?)] = [
            (["who": true], "true"), (["who": ["b": 1, "a": []]], "{\"a\":[],\"b\":1}"), (["who": nil], nil),
            (["who"], nil), ("who", nil), (["who": ""], ""),
        ]
        for (metadata, expected) in rows {
            let content = try? prompt(["template": "{{who}}"]).insertion(
                model: "m", route: "r", metadata: metadata
            ) { _ in nil }.before.first?["content"]?.stringValue
            #expect(content == expected, "\(metadata)")
        }
    }

    @Test("The caller is told in one line which variables are missing, and that a value is too long")
    func faultsForCallers() throws {
        let prompt = try prompt(["template": "{{model}}"])
        let missing = prompt.fault(MissingVariables(names: ["audience", "tone"]))
        #expect(missing.status == 400 && missing.code == .missingParameter && missing.param == "metadata")
        #expect(missing.message.contains("needs audience, tone:") && missing.message.contains("x-trelay-var-NAME"))
        let tooLong = prompt.fault(MissingVariables(tooLong: ["story"]))
        #expect(tooLong.status == 400 && tooLong.code == .invalidValue && tooLong.message.contains("story"))
        let many = prompt.fault(MissingVariables(names: (0..<25).map { "v\($0)" }))
        #expect(many.message.contains("v19 and 5 more:") && !many.message.contains("v20"))
    }
}
