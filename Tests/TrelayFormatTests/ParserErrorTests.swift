import Testing
import TrelayFormat

@Suite("Errors of the JSON parser")
struct ParserErrorTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let text: String
        let error: String
        var testDescription: String { text.debugDescription }

        init(_ text: String, _ error: String) {
            self.text = text
            self.error = error
        }
    }

    static let samples = [
        Sample("", "line 1, column 1: the text is empty: expected a JSON value"),
        Sample(" \n", "line 2, column 1: the text ends where a value is expected"),
        Sample(
            "[1,]", "line 1, column 4: there is a comma before ']': JSON allows none after the last element, remove it"),
        Sample(
            "{\"a\": 1,\n}",
            "line 2, column 1: there is a comma before '}': JSON allows none after the last member, remove it"),
        Sample("[1 2]", "line 1, column 4: there must be ',' or ']', but there is '2'"),
        Sample("{\"a\" 1}", "line 1, column 6: there must be ':' after a key, but there is '1' (at /a)"),
        Sample("{a: 1}", "line 1, column 2: keys stand in double quotes: write \"a\""),
        Sample("{'a': 1}", "line 1, column 2: keys stand in double quotes, not in single ones"),
        Sample("['a']", "line 1, column 2: strings stand in double quotes, not in single ones (at /0)"),
        Sample("{\"a\": True}", "line 1, column 7: 'True' is not JSON: write it in lower case (at /a)"),
        Sample("[NaN]", "line 1, column 2: 'NaN' is not JSON: a number must be finite, write null or a string (at /0)"),
        Sample("[None]", "line 1, column 2: 'None' is not JSON: write null (at /0)"),
        Sample("// hi\n1", "line 1, column 1: JSON has no comments: remove it"),
        Sample("[1, # hi\n2]", "line 1, column 5: JSON has no comments: remove it (at /1)"),
        Sample("[+1]", "line 1, column 2: a number has no leading '+': remove it (at /0)"),
        Sample("[.5]", "line 1, column 2: a number begins with a digit: write '0.' instead of '.' (at /0)"),
        Sample("[01]", "line 1, column 2: a number has no leading zeros: remove them, or write a string (at /0)"),
        Sample("[1.]", "line 1, column 4: there must be a digit after '.', but there is ']' (at /0)"),
        Sample("[1e]", "line 1, column 4: there must be a digit in the exponent, but there is ']' (at /0)"),
        Sample("[-]", "line 1, column 3: there must be a digit after '-', but there is ']' (at /0)"),
        Sample("1 2", "line 1, column 3: there is '2' after the end of the value: remove it"),
        Sample("[1", "line 1, column 1: the array that begins here is not closed: ']' is missing"),
        Sample("{\"a\": 1", "line 1, column 1: the object that begins here is not closed: '}' is missing"),
        Sample("[\"a", "line 1, column 2: the text ends inside the string that begins here: '\"' is missing (at /0)"),
        Sample(
            "[\"a\nb\"]",
            "line 1, column 4: a string ends on its line: close it with '\"', or write \\n for a line break (at /0)"),
        Sample("[\"a\tb\"]", "line 1, column 4: a tab inside a string is written \\t (at /0)"),
        Sample("\"\u{1}\"", "line 1, column 2: this control character inside a string is written \\u0001"),
        Sample("\"\\u12x4\"", "line 1, column 2: \\u must be followed by four hexadecimal digits, as in \\u00e9"),
        Sample(
            "\"\\x\"",
            "line 1, column 2: there is no such escape: write \\\\ for a backslash itself, or one of \\\" \\/ \\b \\f \\n \\r \\t \\u"
        ),
        Sample("\u{FEFF}1", "line 1, column 1: the text begins with a byte order mark: save it as UTF-8 without one"),
        Sample(
            "[\u{A0}1]",
            "line 1, column 2: there must be a value, but there is the character U+A0, which looks like a space or like nothing: remove it, or write a space (at /0)"
        ),
    ]

    @Test("A syntax error says where, what and what to do", arguments: samples)
    func syntax(_ sample: Sample) throws {
        let error = try #require(failure(sample.text))
        #expect(error.description == sample.error)
        #expect(error.code == .syntax)
    }

    @Test("The column counts code points and the line all kinds of line ends")
    func position() {
        let error = failure("{\"ключ\": [\r\n\"😀\",\r1,\n  \"é\" x]}")
        #expect(error?.position == SourcePosition(line: 4, column: 7))
        #expect(error?.pointer == JSONPointer("/ключ"))
    }

    @Test("An error deep inside names the whole path, with its special characters escaped")
    func pointer() {
        #expect(failure(#"{"a": [0, {"b/c~d": [tru]}]}"#)?.pointer.description == "/a/1/b~1c~0d/0")
    }

    @Test(
        "A number or a word that goes on where it cannot names itself, and not its container",
        arguments: [
            (#"{"a": [true, 0xFF]}"#, "/a/1"), (#"{"a": [[], 1.2.3]}"#, "/a/1"), (#"{"a": {"b": trueish}}"#, "/a/b"),
            (#"{"b": 1, "a": 1_000}"#, "/a"), ("[1-2]", "/0"), (#"{"a": 1 x}"#, ""), (#"[1 "x"]"#, ""), ("1.2.3", ""),
        ])
    func overlongValues(text: String, pointer: String) {
        #expect(failure(text)?.code == .syntax)
        #expect(failure(text)?.pointer.description == pointer)
    }

    @Test("A duplicate key is refused at its second place, however it is spelt and wherever it stands")
    func duplicates() {
        let error = failure("{\"routes\": {\"b\": {\"b\": 1},\n \"a\": [2],\n \"\\u0062\": 3, \"a\": 4}}")
        #expect(error?.code == .duplicateKey)
        #expect(error?.position == SourcePosition(line: 3, column: 2))
        #expect(error?.pointer == JSONPointer("/routes/b"))
        #expect(
            error?.message == "the key \"b\" occurs twice in this object, first at line 1, column 13: keep one of them")
        #expect(failure("{\"a\":1,\"a\":1}")?.code == .duplicateKey)
    }

    @Test("Every half of a surrogate pair is refused", arguments: ["\\ud800", "\\udc00", "\\ud800\\u0041", "\\ud800x"])
    func surrogates(_ text: String) {
        #expect(failure("[\"ab\(text)\"]")?.code == .loneSurrogate)
        #expect(failure("[\"ab\(text)\"]")?.position == SourcePosition(line: 1, column: 5))
    }

    @Test(
        "Bytes that are not UTF-8 are refused where they stand",
        arguments: [
            [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
            [0xF0, 0x80, 0x80],
        ] as [[UInt8]])
    func encoding(_ bytes: [UInt8]) {
        let prefix = Array("[\"é".utf8)
        for middle in ["", "\\n"] {
            let error = failure(prefix + bytes + Array(middle.utf8) + Array("\"]".utf8))
            #expect(error?.code == .invalidUTF8)
            #expect(error?.position == SourcePosition(line: 1, column: 4))
        }
        #expect(failure(bytes)?.code == .syntax)
    }

    private func failure(_ text: String) -> FormatError? {
        failure(Array(text.utf8))
    }

    private func failure(_ bytes: [UInt8]) -> FormatError? {
        do {
            _ = try JSONParser.parse(bytes)
            return nil
        } catch {
            return error
        }
    }
}
