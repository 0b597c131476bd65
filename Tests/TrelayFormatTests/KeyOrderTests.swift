import Testing
import TrelayFormat

@Suite("Keys that come in any order")
struct KeyOrderTests {
    /// Keys that differ late, are prefixes of each other, or sort differently as UTF-8 and as UTF-16.
    private static let pieces = [
        "", "a", "b", "key", "eight by", "eight byt", "a key with more than eight bytes", "é", "€", "\u{E000}",
        "\u{FFFF}",
        "😀", "\u{10FFFF}", "\n", "\"",
    ]

    private static func keys(_ count: Int, using generator: inout SeededGenerator) -> [String] {
        var keys: [String: [UInt16]] = [:]
        while keys.count < count {
            let key = (0..<Int.random(in: 0...4, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            keys[key] = Array(key.utf16)
        }
        return keys.sorted { $0.value.lexicographicallyPrecedes($1.value) }.map(\.key)
    }

    private static func text(_ keys: [String]) -> String {
        "{" + keys.map { JSONValue.string($0).canonicalString() + ":0" }.joined(separator: ",") + "}"
    }

    @Test("Members are in the order of UTF-16 code units, however they came", arguments: PropertyTests.seeds.prefix(5))
    func order(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<PropertyTests.rounds {
            let count = Int.random(in: 0...(Bool.random(using: &generator) ? 8 : 80), using: &generator)
            let sorted = Self.keys(count, using: &generator)
            for keys in [sorted, sorted.shuffled(using: &generator), sorted.reversed()] {
                let object = try #require(try JSONParser.parse(Self.text(keys)).objectValue)
                #expect(object.keys.map { Array($0.utf8) } == sorted.map { Array($0.utf8) })
            }
            let parsed = try JSONParser.parseText(Array(Self.text(sorted).utf8))
            #expect(parsed.isCanonical || sorted.contains { $0.contains("\n") || $0.contains("\"") })
        }
    }

    @Test("A key that occurs twice is found among any others", arguments: PropertyTests.seeds.prefix(5))
    func duplicates(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<PropertyTests.rounds {
            let count = Int.random(in: 1...(Bool.random(using: &generator) ? 8 : 80), using: &generator)
            var keys = Self.keys(count, using: &generator)
            if Bool.random(using: &generator) { keys.shuffle(using: &generator) }
            let index = Int.random(in: 0..<count, using: &generator)
            let place = Int.random(in: index + 1...count, using: &generator)
            keys.insert(keys[index], at: place)
            let error = #expect(throws: FormatError.self) { try JSONParser.parse(Self.text(keys)) }
            #expect(error?.code == .duplicateKey)
            #expect(error?.pointer == JSONPointer(tokens: [keys[index]]))
            let before = Self.text(Array(keys[..<place]))
            #expect(error?.position == SourcePosition(line: 1, column: before.unicodeScalars.count + 1))
        }
    }
}
