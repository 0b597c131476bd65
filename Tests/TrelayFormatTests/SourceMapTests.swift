import Testing
import TrelayFormat

@Suite("Places of values")
struct SourceMapTests {
    private let text = """
        {
          "routes": [
            {"name": "é", "weight": 1},
            {"weight": 2, "name": "b"}
          ]
        }
        """

    @Test(
        "Each value has the place where it begins",
        arguments: [
            ("", 1, 1), ("/routes", 2, 13), ("/routes/0", 3, 5), ("/routes/0/name", 3, 14), ("/routes/0/weight", 3, 29),
            ("/routes/1/weight", 4, 16), ("/routes/1/name", 4, 27),
        ])
    func places(pointer: String, line: Int, column: Int) throws {
        let document = try JSONParser.parseDocument(Array(text.utf8))
        let place = document.sourceMap.position(of: try #require(JSONPointer(pointer)))
        #expect(place == SourcePosition(line: line, column: column))
    }

    @Test("A value that is not there has the place of its nearest ancestor")
    func ancestors() throws {
        let document = try JSONParser.parseDocument(Array(text.utf8))
        let missing = try #require(JSONPointer("/routes/1/target/provider"))
        #expect(document.sourceMap.position(of: missing) == SourcePosition(line: 4, column: 5))
        #expect(SourceMap().position(of: missing) == nil)
    }

    @Test("A document's value is the one that plain parsing gives")
    func value() throws {
        #expect(try JSONParser.parseDocument(Array(text.utf8)).value == JSONParser.parse(text))
    }
}
