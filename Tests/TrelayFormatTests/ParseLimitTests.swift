import Testing
import TrelayFormat

@Suite("Limits of the JSON parser")
struct ParseLimitTests {
    @Test("A text of exactly the limit is accepted, one more byte is not")
    func bytes() {
        let limits = ParseLimits(maximumBytes: 4)
        #expect(code("1234", limits) == nil)
        #expect(code("12345", limits) == .tooLarge)
    }

    @Test("Nesting to exactly the limit is accepted, one more is not")
    func depth() {
        let limits = ParseLimits(maximumDepth: 2)
        #expect(code("[[1], {\"a\": 2}]", limits) == nil)
        #expect(code("[[[]]]", limits) == .tooDeep)
        #expect(code("[{\"a\": {}}]", limits) == .tooDeep)
        #expect(code("1", ParseLimits(maximumDepth: 0)) == nil)
        #expect(code("[]", ParseLimits(maximumDepth: 0)) == .tooDeep)
    }

    @Test("No limit lets a text nest more deeply than a stack can bear")
    func greatestDepth() {
        let limits = ParseLimits(maximumDepth: .max)
        let accepted = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(code(accepted, limits) == nil)
        #expect(code(String(repeating: "[", count: 100_000), limits) == .tooDeep)
        #expect(code(String(repeating: "{\"a\":", count: 100_000), limits) == .tooDeep)
    }

    @Test("Values are counted with their containers")
    func values() {
        let limits = ParseLimits(maximumValues: 4)
        #expect(code("[1, {\"a\": 2}]", limits) == nil)
        #expect(code("[1, {\"a\": 2}, 3]", limits) == .tooManyValues)
    }

    @Test("A string's limit counts the bytes that it has without escapes, keys included")
    func strings() {
        let limits = ParseLimits(maximumStringBytes: 3)
        #expect(code("\"abc\"", limits) == nil)
        #expect(code("\"abcd\"", limits) == .tooLarge)
        #expect(code(#""\u0061\u0062\u0063""#, limits) == nil)
        #expect(code(#""\u0061\u0062\u0063\u0064""#, limits) == .tooLarge)
        #expect(code("{\"abcd\": 1}", limits) == .tooLarge)
    }

    @Test("A number of endless digits is refused")
    func numbers() {
        #expect(code(String(repeating: "1", count: 2_000)) == .tooLarge)
        #expect(code("0." + String(repeating: "3", count: 900)) == nil)
    }

    private func code(_ text: String, _ limits: ParseLimits = .default) -> FormatError.Code? {
        do {
            _ = try JSONParser.parse(text, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }
}
