import Testing
import TrelayDashboard

@Suite("Text on a terminal")
struct TextTests {
    @Test(
        "Characters are as wide as they are drawn",
        arguments: [
            ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ｶ", 1), ("한글", 4), ("😀", 2), ("👩‍👩‍👧", 2),
            ("🇨🇭", 2), ("❤\u{FE0F}", 2), ("–…·", 3), ("█▁", 2),
        ])
    func width(text: String, columns: Int) {
        #expect(TerminalText.width(text) == columns)
    }

    @Test(
        "Nothing in data steers the terminal",
        arguments: [
            ("a\u{1B}[31mred\u{1B}[0m", "ared"), ("\u{1B}]0;title\u{7}x", "]0;titlex"), ("a\nb\tc", "a b c"),
            ("\u{9B}2Jx", "x"), ("\u{202E}evil", "evil"), ("a\u{2028}b", "a b"), ("\u{1B}", ""), ("日本\u{0}", "日本"),
        ])
    func sanitized(text: String, clean: String) {
        #expect(TerminalText.sanitized(text) == clean)
    }

    @Test("A cell of nothing but combining marks stays bounded")
    func boundedMarks() {
        let text = "a" + String(repeating: "\u{301}", count: 100_000)
        #expect(TerminalText.sanitized(text).unicodeScalars.count < 3_000)
    }

    @Test(
        "Cutting never splits a wide character and says that it cut",
        arguments: [("漢字漢字", 5, "漢字…"), ("漢字漢字", 4, "漢…"), ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc", 0, "")])
    func truncated(text: String, columns: Int, expected: String) {
        #expect(TerminalText.truncated(text, to: columns) == expected)
    }

    @Test("A styled line is cut over its pieces")
    func truncatedPieces() {
        var text = StyledText("abc", .good)
        text.append("def", .bad)
        for columns in 0...8 {
            let cut = text.truncated(to: columns)
            #expect(cut.width == min(columns, 6))
            #expect(cut.plain.hasSuffix("…") == (1..<6).contains(columns))
        }
    }

    @Test("Wide characters stay in their columns")
    func alignedTable() {
        var table = TextTable([.init("NAME"), .init("COUNT", alignsRight: true), .init("NOTE", shrinksTo: 4)])
        table.add(["日本", "1", "first"])
        table.add(["gateway", "12", "second"])
        table.add(["😀"])
        #expect(
            table.render(style: .plain, width: 40) == [
                "NAME     COUNT  NOTE",
                "日本         1  first",
                "gateway     12  second",
                "😀",
            ])
        #expect(
            table.render(style: .plain, width: 20) == [
                "NAME     COUNT  NOTE",
                "日本         1  fir…",
                "gateway     12  sec…",
                "😀",
            ])
    }

    @Test("A table of plain strings cuts its last column only")
    func plainTable() {
        var table = TextTable(["WHAT", "WHY"])
        table.add(["\u{1B}[32mput\u{1B}[0m", "because it was asked for"])
        #expect(table.render(style: .colored, width: 12).last == "put   becau…")
    }

    @Test("No line of a table is wider than the terminal", arguments: 1...60)
    func narrowTable(width: Int) {
        var table = TextTable([.init("WORKER", shrinksTo: 4), .init("STATE"), .init("REASON", shrinksTo: 0)])
        table.add(["gateway-日本-7", "LOG_DIVERGED", "the log is not the one that it had read"])
        for line in table.render(style: .plain, width: width) { #expect(TerminalText.width(line) <= width) }
    }

    @Test("Colour is only there when asked for")
    func colour() {
        #expect(Style.plain.good("ok") == "ok")
        #expect(Style.colored.good("ok") == "\u{1B}[32mok\u{1B}[0m")
        #expect(Style.colored.bad("\u{1B}[2Jx") == "\u{1B}[31mx\u{1B}[0m")
    }

    @Test(
        "Durations read as people say them",
        arguments: [
            (-5, "0 ms"), (0, "0 ms"), (999, "999 ms"), (4_250, "4.2 s"), (12_000, "12 s"), (60_000, "1 min"),
            (200_000, "3 min 20 s"), (7_500_000, "2 h 5 min"), (273_600_000, "3 d 4 h"),
        ] as [(Int64, String)])
    func durations(milliseconds: Int64, text: String) {
        #expect(Wording.duration(milliseconds: milliseconds) == text)
    }

    @Test("A hundred percent is said of all only")
    func percent() {
        #expect(Wording.percent(0.999_9) == "99 %")
        #expect(Wording.percent(1) == "100 %")
        #expect(Wording.percent(0.75) == "75 %")
        #expect(Wording.percent(nil) == "–")
    }
}
