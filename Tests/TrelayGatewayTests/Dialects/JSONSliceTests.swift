import Testing
import TrelayFormat

@testable import TrelayGateway

@Suite("Looking at JSON where it lies")
struct JSONSliceTests {
    private func slice(_ text: String) -> JSONSlice? { JSONSlice(Array(text.utf8)) }

    @Test("Members and elements come in their order, byte for byte")
    func parts() throws {
        let object = try #require(slice(#" { "z" : [1.0, {"a":"]"} ,"x"] , "a":{},"é":null,"z2" : -1e5 } "#))
        var seen: [String] = []
        #expect(
            object.forEachMember {
                seen.append(String(decoding: $0.key.text + [0x3D] + $0.value.text, as: UTF8.self))
                return true
            })
        #expect(seen == [#""z"=[1.0, {"a":"]"} ,"x"]"#, #""a"={}"#, #""é"=null"#, #""z2"=-1e5"#])
        let elements = object["z"]?.elements?.map { String(decoding: $0.text, as: UTF8.self) }
        #expect(elements == ["1.0", #"{"a":"]"}"#, #""x""#])
        #expect(object["é"] != nil && object.present("é") == nil && object["none"] == nil)
    }

    @Test("Of members with one key the last one counts; keys with escapes are found")
    func keys() {
        #expect(slice(#"{"a":1,"a":2}"#)?["a"]?.integer == 2)
        #expect(slice(#"{"\u0061\"b":3}"#)?["a\"b"]?.integer == 3)
    }

    @Test(
        "Strings are resolved as the parser does",
        arguments: [
            #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#, #""\u00e9é\u20AC""#, #""\ud83d\ude00 😀""#, #""\u0000""#,
        ])
    func strings(text: String) throws {
        #expect(slice(text)?.string == (try JSONParser.parse(text)).stringValue)
    }

    @Test(
        "What the parser refuses becomes the replacement character",
        arguments: [
            (#""\ud83d""#, "\u{FFFD}"), (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"),
            (#""\u12""#, "\u{FFFD}12"), (#""\u+123""#, "\u{FFFD}+123"), (#""\q""#, "q"),
        ])
    func brokenStrings(text: String, expected: String) {
        #expect(slice(text)?.string == expected)
    }

    @Test("Numbers, booleans and types")
    func scalars() {
        #expect(slice("12")?.integer == 12 && slice("1.2e1")?.integer == 12 && slice("1.5")?.integer == nil)
        #expect(slice("9223372036854775808")?.integer == nil && slice("1e400")?.integer == nil)
        #expect(slice(#""12""#)?.integer == nil && slice("-0.5")?.double == -0.5)
        #expect(slice("true")?.bool == true && slice("false")?.bool == false && slice("null")?.bool == nil)
        #expect(slice("[]")?.typeName == "an array" && slice("nul")?.isNull == false)
    }

    @Test(
        "What is no value, or more than one, is nil",
        arguments: ["", " ", "{", "[1", "\"a", "\"a\\\"", "1 2", "{}x", "}", ",", "]", "{\"a\":\"}"])
    func broken(text: String) {
        #expect(slice(text) == nil)
    }

    @Test(
        "Containers whose inside is broken have no parts",
        arguments: [#"{"a" 1}"#, #"{"a":1,}"#, "{1:2}", #"{"a":}"#, "{]}"])
    func brokenObjects(text: String) {
        #expect(slice(text)?.forEachMember { _ in true } != true)
        #expect(slice("[1,]")?.elements == nil && slice("[1 2]")?.elements == nil && slice("[,]")?.elements == nil)
    }

    @Test("Nesting of any depth is delimited without recursion")
    func depth() {
        let text = String(repeating: "[", count: 500_000) + String(repeating: "]", count: 500_000)
        #expect(slice(text)?.isArray == true)
    }

    @Test("Members are replaced in place and added at the end")
    func edits() {
        var edit = MemberEdit()
        edit.set("b", Array("9".utf8))
        edit.set("new", Array("[]".utf8))
        let edited = { (text: String) in
            let bytes = JSONSlice(Array(text.utf8)).flatMap { edit.apply(to: $0) }
            return bytes.map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(edited(#"{ "a" : 1 , "b":{"b":2} , "c":3 }"#) == #"{ "a" : 1 , "b":9 , "c":3 ,"new":[]}"#)
        #expect(edited("{}") == #"{"b":9,"new":[]}"#)
        #expect(slice(#"{"a" 1}"#).flatMap { edit.apply(to: $0) } == nil)
    }

    @Test("Texts are written with the escapes that JSON needs")
    func writing() throws {
        let strings = ["", "a\"b\\", "\u{0}\u{1F}\n\r\t", "é😀\u{7F}\u{2028}"]
        var text = JSONText()
        text.beginArray()
        for string in strings { text.string(string) }
        text.beginObject()
        text.key("k\"")
        text.bool(true)
        text.key("n")
        text.null()
        text.endObject()
        text.integer(-5)
        text.endArray()
        let expected: JSONValue = [
            .string(strings[0]), .string(strings[1]), .string(strings[2]), .string(strings[3]),
            ["k\"": true, "n": nil], -5,
        ]
        #expect(try JSONParser.parse(text.bytes) == expected)
    }
}
