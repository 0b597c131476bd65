import Testing
import TrelayFormat

@Suite("What is wrong with a schema, all at once")
struct SchemaAdviceTests {
    private func errors(_ text: String, _ options: SchemaOptions = SchemaOptions(), maximum: Int = 20) throws
        -> [String]
    {
        let document = try JSONParser.parse(text)
        let errors = Schema.errors(in: document, options: options, maximum: maximum)
        do throws(SchemaError) {
            _ = try Schema.compile(document, options: options)
            #expect(errors.isEmpty)
        } catch {
            #expect(errors.contains(error), "what compile says is among them")
        }
        return errors.map { "\($0.code) \($0.documentURI)#\($0.pointer)" }
    }

    @Test(
        "A schema that can be compiled has no errors",
        arguments: ["{}", "true", ##"{"properties":{"a":{"$ref":"#"}}}"##])
    func good(text: String) throws {
        #expect(try errors(text).isEmpty)
    }

    @Test("Everything that breaks the metaschema is told, each place once")
    func metaschema() throws {
        let text =
            #"{"type":"objec","properties":{"a":{"minLength":-1},"b":{"required":true,"type":["string","strng"]}}}"#
        #expect(
            Set(try errors(text)) == [
                "invalidSchema #/type", "invalidSchema #/properties/a/minLength",
                "invalidSchema #/properties/b/required", "invalidSchema #/properties/b/type/1",
            ])
        #expect(try errors(text, maximum: 2).count == 2)
    }

    @Test("Else every regular expression and every reference that is wrong is told")
    func references() throws {
        let text = ##"""
            {"properties": {"a": {"pattern": "("}, "b": {"pattern": "(?=x)"}, "c": {"$ref": "#/$defs/none"},
              "d": {"$ref": "http://none/"}, "e": {"$ref": "http://bad/"}, "f": {"pattern": "["}}}
            """##
        let options = SchemaOptions(documents: ["http://bad/": ["items": ["type": "strng", "maxItems": -1]]])
        #expect(
            Set(try errors(text, options)) == [
                "invalidPattern #/properties/a/pattern", "invalidPattern #/properties/b/pattern",
                "invalidPattern #/properties/f/pattern", "unresolvedReference #/properties/c/$ref",
                "unresolvedReference #/properties/d/$ref", "invalidSchema http://bad/#/items/type",
                "invalidSchema http://bad/#/items/maxItems",
            ])
        #expect(try errors(text, options, maximum: 3).count == 3)
    }

    @Test("A document whose metaschema is unknown is told so, and not asked for again and again")
    func unknownMetaschema() throws {
        let options = SchemaOptions(documents: ["http://a/": ["$schema": "http://unknown/"]])
        let error = #expect(throws: SchemaError.self) {
            try Schema.compile(["$ref": "http://a/"], options: options)
        }
        #expect(error?.code == .unresolvedReference)
        #expect(error?.message.contains("http://unknown/") == true, "\(String(describing: error))")
    }

    // MARK: Keywords

    @Test(
        "A keyword that is misspelt is told with its place and what was meant",
        arguments: [
            (#"{"typ":"string"}"#, "/typ", "type"), (#"{"Type":"string"}"#, "/Type", "type"),
            (#"{"properties":{"a":{"minlength":1}}}"#, "/properties/a/minlength", "minLength"),
            (#"{"allOf":[{"requred":[]}]}"#, "/allOf/0/requred", "required"),
            (##"{"ref":"#/x"}"##, "/ref", "$ref"), (#"{"id":"x"}"#, "/id", "$id"), (#"{"$def":{}}"#, "/$def", "$defs"),
            (#"{"additionalProperty":false}"#, "/additionalProperty", ""),
            (#"{"aditionalPropertis":false}"#, "/aditionalPropertis", "additionalProperties"),
            (#"{"definitions":{"a":{"enun":[1]}}}"#, "/definitions/a/enun", "enum"),
        ])
    func misspelt(text: String, pointer: String, suggestion: String) throws {
        let found = Schema.misspeltKeywords(in: try JSONParser.parse(text))
        guard !suggestion.isEmpty else { return #expect(found.isEmpty) }
        try #require(found.count == 1)
        #expect(found[0].pointer.description == pointer)
        #expect(found[0].suggestion == suggestion)
        #expect(found[0].message.contains("did you mean \"\(suggestion)\"?") && !found[0].message.contains("\n"))
    }

    @Test(
        "Keywords that are known, one's own or unlike any, and what is no schema, are left alone",
        arguments: [
            #"{"x-typ":1,"title":"t","deprecated":true,"dependencies":{},"$comment":"c"}"#,
            #"{"properties":{"typ":true,"tpye":{}},"required":["typ"]}"#, #"{"const":{"typ":1},"enum":[{"typ":1}]}"#,
            #"{"default":{"typ":1},"examples":[{"typ":1}]}"#, #"{"somethingElse":1,"ownKeyword":2,"unit":"ms"}"#,
            #"{"$schema":"http://own/meta","typ":1}"#, "true", "7", "[]",
        ])
    func fine(text: String) throws {
        #expect(Schema.misspeltKeywords(in: try JSONParser.parse(text)).isEmpty)
    }

    @Test("They are told in the order of the document's members, and no more than are wanted")
    func order() throws {
        let document: JSONValue = ["items": ["typ": 1], "typ": 1, "properties": ["b": ["typ": 1], "a": ["typ": 1]]]
        let all = Schema.misspeltKeywords(in: document).map(\.pointer.description)
        #expect(all == ["/typ", "/items/typ", "/properties/a/typ", "/properties/b/typ"])
        #expect(Schema.misspeltKeywords(in: document, maximum: 2).count == 2)
    }
}
