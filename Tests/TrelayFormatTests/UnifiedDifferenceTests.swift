import Testing
import TrelayFormat

@Suite("Unified differences")
struct UnifiedDifferenceTests {
    private func text(_ old: JSONValue?, _ new: JSONValue?, _ maximumLines: Int = 100) -> String {
        UnifiedDifference.text(UnifiedDifference.lines(from: old, to: new, maximumLines: maximumLines))
    }

    @Test("A scalar is one line on each side")
    func scalars() {
        #expect(
            text(["targets": [["weight": 90]]], ["targets": [["weight": 80]]])
                == """
                @@ /targets/0/weight @@
                -90
                +80

                """)
        #expect(
            UnifiedDifference.lines(from: 1, to: "1")
                == [.heading("(whole value)"), .removed("1"), .added("\"1\"")])
        #expect(text(["a": nil], [:]) == "@@ /a @@\n-null\n")
        #expect(text(nil, nil) == "")
        #expect(text(["a": [1, nil]], ["a": [1, nil]]) == "")
    }

    @Test("Arrays and objects are printed on several lines, and wholly new ones at once")
    func containers() {
        #expect(
            text([["name": "a"]], [["name": "b", "tags": [1, []]], ["name": "a"]])
                == """
                @@ /0 @@
                +{
                +  "name": "b",
                +  "tags": [
                +    1,
                +    []
                +  ]
                +}

                """)
        #expect(text(["a": []], ["a": ["b": 1]]) == "@@ /a @@\n-[]\n+{\n+  \"b\": 1\n+}\n")
    }

    @Test("A change behind an insertion says where it was and where it is")
    func moved() {
        let old: JSONValue = [["name": "a", "weight": 90]]
        let new: JSONValue = [["name": "b", "weight": 1], ["name": "a", "weight": 80]]
        #expect(text(old, new).hasSuffix("@@ /0/weight -> /1/weight @@\n-90\n+80\n"))
    }

    static let prompt = (1...30).map { "line \($0)" }

    private func prompt(_ lines: [String]) -> JSONValue {
        ["prompt": .string(lines.joined(separator: "\n"))]
    }

    @Test("Changed lines of a text stand between three unchanged ones, in pieces")
    func lines() {
        var new = Self.prompt
        new[9] = "line ten"
        new.insert("new", at: 13)
        new.remove(at: 28)
        #expect(
            text(prompt(Self.prompt), prompt(new))
                == """
                @@ /prompt -7,10 +7,11 @@
                 line 7
                 line 8
                 line 9
                -line 10
                +line ten
                 line 11
                 line 12
                 line 13
                +new
                 line 14
                 line 15
                 line 16
                @@ /prompt -25,6 +26,5 @@
                 line 25
                 line 26
                 line 27
                -line 28
                 line 29
                 line 30

                """)
    }

    @Test("Changes at both ends, and a line break at the end, are shown")
    func ends() {
        #expect(text("a\nb", "a\nb\n") == "@@ (whole value) -1,2 +1,3 @@\n a\n b\n+\n")
        #expect(text("a\nb", "b") == "@@ (whole value) -1,2 +1 @@\n-a\n b\n")
        #expect(text("b", "a\nb") == "@@ (whole value) -1 +1,2 @@\n+a\n b\n")
        #expect(text(nil, "a\nb") == "@@ (whole value) @@\n+a\n+b\n")
        #expect(text("a\nb", nil) == "@@ (whole value) @@\n-a\n-b\n")
        // The number 5 is not taken for the text.
        #expect(text(5, "5\n6") == "@@ (whole value) @@\n-5\n+\"5\\n6\"\n")
    }

    @Test("Control characters and changes of direction are made visible")
    func escapes() {
        #expect(
            text("a\n\u{1B}[31m\r\tx\u{202E}", "a\n\u{85}é😀")
                == "@@ (whole value) -1,2 +1,2 @@\n a\n-\\u001b[31m\\u000d\tx\\u202e\n+\\u0085é😀\n")
        #expect(text(["k\u{9B}": "\u{7F}"], [:]) == "@@ /k\\u009b @@\n-\"\\u007f\"\n")
        // Texts that look the same are still different.
        #expect(text("\\u001b\n", "\u{1B}\n") == "@@ (whole value) -1,2 +1,2 @@\n-\\u001b\n+\\u001b\n \n")
    }

    @Test("Equivalent but different texts are different lines")
    func equivalence() {
        #expect(text("é\n", "e\u{301}\n").utf8.count { $0 == UInt8(ascii: "\n") } == 4)
    }

    @Test("Too many lines are cut off, which is said")
    func limit() {
        let old = JSONValue.array((0..<100).map { JSONValue($0) })
        let new = JSONValue.array((0..<100).map { JSONValue($0 + 1000) })
        let lines = UnifiedDifference.lines(from: old, to: new, maximumLines: 10)
        #expect(lines.count == 11)
        #expect(lines.last == .heading("further differences are left out"))
        #expect(UnifiedDifference.lines(from: old, to: new, maximumLines: 300).count == 300)
    }

    @Test("Applied to the old text, the pieces give the new one", arguments: PropertyTests.seeds)
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let old = (0..<Int.random(in: 2...40, using: &generator)).map { _ in
                "line \(Int.random(in: 0..<6, using: &generator))"
            }
            var new = old
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let index = Int.random(in: 0...new.count, using: &generator)
                if Bool.random(using: &generator) || index == new.count || new.count == 1 {
                    new.insert("new", at: index)
                } else {
                    new.remove(at: index)
                }
            }
            let lines = UnifiedDifference.lines(
                from: .string(old.joined(separator: "\n")), to: .string(new.joined(separator: "\n")),
                maximumLines: .max)
            #expect(patched(old, lines) == new)
        }
    }

    /// What `patch` does, and nil if a piece is not about these lines.
    private func patched(_ old: [String], _ lines: [UnifiedDifference.Line]) -> [String]? {
        var result: [String] = []
        var index = 0
        for line in lines {
            switch line {
            case .heading(let text):
                // `(whole value) -7,10 +7,11`
                let numbers = text.split(whereSeparator: { " -,+()".contains($0) }).compactMap { Int($0) }
                guard let first = numbers.first else { return nil }
                let start = text.contains(",0 ") ? first : first - 1
                guard start >= index, start <= old.count else { return nil }
                result += old[index..<start]
                index = start
            case .context(let text):
                guard index < old.count, old[index] == text else { return nil }
                result.append(text)
                index += 1
            case .removed(let text):
                guard index < old.count, old[index] == text else { return nil }
                index += 1
            case .added(let text):
                result.append(text)
            }
        }
        return result + old[index...]
    }
}
