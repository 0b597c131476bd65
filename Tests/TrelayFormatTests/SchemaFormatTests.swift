import Testing
import TrelayFormat

/// Formats, asserted.
@Suite("Schema formats")
struct SchemaFormatTests {
    static let valid: [String: [String]] = [
        "date-time": ["2030-01-31T23:59:59Z", "2016-12-31t23:59:60.5z", "2017-01-01T00:59:60+01:00"],
        "date": ["2024-02-29", "2000-02-29", "0000-01-01"],
        "time": ["00:00:00Z", "23:59:59.999999-23:59"],
        "duration": ["P1W", "P1Y2M3DT4H5M6S", "PT1H", "P3M"],
        "email": [
            "a@b", "first.last+tag@example.com", #""a b\"@"@example.com"#, "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]",
            "!#$%&'*+-/=?^_`{|}~@example.com",
        ],
        "hostname": ["a", "1.2.3", "a-b.example", "xn--bcher-kva.example", "XN--BCHER-KVA"],
        "ipv4": ["0.0.0.0", "255.255.255.255"],
        "ipv6": [
            "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "::ffff:192.0.2.1",
            "1:2:3:4:5:6:192.0.2.1", "1::2:192.0.2.1", "ABCD:ef01::",
        ],
        "uri": [
            "http://example.com", "urn:x:y", "mailto:a@b", "http://[::1]:80/?a=b#c", "http://u:p@h:1/%20", "a:",
            "http://[v1.a:b]/", "file:///a", "x://",
        ],
        "uri-reference": ["", "a/b", "//h", "?q", "#f", "a/b:c", "./a:b"],
        "uuid": ["123e4567-e89b-12d3-a456-426614174000"],
        "json-pointer": ["", "/", "/a~0b/~1", "/é"],
        "relative-json-pointer": ["0", "10#", "1/a"],
        "regex": ["a+", "(?=a)b", #"(a)\1"#, ""],
        "idn-email": ["é@bücher.example", "a@b", #""é b"@[192.0.2.1]"#, "a@例え。jp"],
        "idn-hostname": ["bücher.example", "xn--bcher-kva.example", "例え。jp", "אב.example", "a-b", "l·l"],
        "iri": ["http://bücher.example/é?\u{E000}#é", "urn:é", "http://[::1]/"],
        "iri-reference": ["", "é", "//é/é", "#é", "?\u{F0000}"],
        "uri-template": ["", "/a/{b}", "{+a,b*,c:3}", "{?x.y,%41z}", "é/%20", "{#a}{&b}"],
        "no-such-format": ["anything"],
    ]

    static let invalid: [String: [String]] = [
        "date-time": ["2030-01-31 23:59:59Z", "2030-01-31T23:59:59", "2030-01-31T23:59:60Z+", "2030-01-31T23:58:60Z"],
        "date": ["2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01", "2023-1-01", "20230101", "２023-01-01"],
        "time": ["24:00:00Z", "00:00:00", "00:00:00.Z", "00:00:00+24:00", "00:00:00+01", "12:00:60Z"],
        "duration": ["P", "PT", "P1", "P1H", "P1D1M", "P1YT", "P1W1D", "P1Y1D", "PT1H1S", "1D", "P1.5D", "P-1D"],
        "email": [
            "", "a", "@b", "a@", ".a@b", "a.@b", "a..b@c", "a@-b", "a@b_c", "a b@c", #""a@b"#, #""a"b"@c"#, "a@[1.2.3]",
            "a@[IPv6:1]", "a@[]", "é@b", "a@b@c", "a@b\n",
        ],
        "hostname": [
            "", ".", "a.", ".a", "-a", "a-", "a_b", "a b", "é", "xn--", "xn--a", "xn--abc-", "xn--\u{3000}",
            String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "a",
        ],
        "ipv4": ["1.2.3", "1.2.3.4.5", "256.1.1.1", "01.1.1.1", "1.1.1.1 ", "a.1.1.1", "1..1.1"],
        "ipv6": [
            "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "1::2::3", "12345::", "g::",
            "::1%eth0", "::1/64", "1:2:3:4:5:6:7:192.0.2.1", "::192.0.2", "192.0.2.1", "192.0.2.1::",
            ":1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:", "1:2::192.0.2.1:3",
        ],
        "uri": [
            "", "a", "//h", "/a", "1a:b", "http://a b", "http://a/%2", "http://[::1", "http://[1]/", "http://a:b/",
            "http://a/é", "http://a/<b>", "a:[b]", "http://[v.a]/", ":a", "http://[::1]x/", "a#b",
        ],
        "uri-reference": ["a:b c", "1:b", "\\", "%", "a#b#c", "//a:b", "[a]"],
        "uuid": ["", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g"],
        "json-pointer": ["a", "/~", "/~2", "#/a"],
        "relative-json-pointer": ["", "-1", "01", "1#/a", "/a", "#", "0a"],
        "regex": ["(", "[", "*"],
        "idn-email": ["é", "@é", "é@", "é é@b", "a@-b", "a@é\u{302E}"],
        "idn-hostname": [
            "", "é.", "-é", "é-", "aé--b.é--", "xn--a", "\u{301}a", "é b", "0.אב", "aאב", "l·a", "é_b", "ab–c",
            String(repeating: "é", count: 60),
        ],
        "iri": ["é", "/é", "http://a/\u{E000}", "é:b", "http://é é", "http://a/\u{FFFF}", "http://[é]/"],
        "iri-reference": ["\u{E000}", "#\u{E000}", "a é", "\\é", "\u{80}"],
        "uri-template": ["{", "}", "{}", "{a", "{a b}", "{a:0}", "{a:10000}", "{a.}", "{-a}", "a b", "%4", "<", "{é}"],
    ]

    @Test("strings of a format are accepted", arguments: valid.keys.sorted())
    func accepted(_ format: String) throws {
        let schema = try Schema.compile(["format": .string(format)], options: SchemaOptions(assertsFormats: true))
        for text in Self.valid[format] ?? [] { #expect(schema.isValid(.string(text)), "\(text)") }
        #expect(schema.isValid(7) && schema.isValid([]))
    }

    @Test("other strings are refused, but only if formats are asserted", arguments: invalid.keys.sorted())
    func refused(_ format: String) throws {
        let schema = try Schema.compile(["format": .string(format)], options: SchemaOptions(assertsFormats: true))
        let annotation = try Schema.compile(["format": .string(format)])
        for text in Self.invalid[format] ?? [] {
            #expect(!schema.isValid(.string(text)), "\(text)")
            #expect(annotation.isValid(.string(text)))
        }
    }
}
