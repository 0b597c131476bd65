import Testing
import TrelayFormat

@testable import TrelayTelemetry

@Suite("The log")
struct LoggerTests {
    private func lines(
        _ level: Logger.Level, _ form: Logger.Form = .text, _ body: (Logger) -> Void
    ) -> [String] {
        let written = Box<[String]>([])
        body(Logger(label: "worker-1", level: level, form: form) { line in written.change { $0.append(line) } })
        return written.value
    }

    @Test("Lines below the level are not written, and their texts not made")
    func levels() {
        var made = 0
        func text() -> String {
            made += 1
            return "text"
        }
        let written = lines(.warning) { logger in
            for level in Logger.Level.allCases { logger.log(level, text()) }
        }
        #expect(written.count == 3)
        #expect(made == 3)
        #expect(Logger.Level.allCases == Logger.Level.allCases.sorted())
        #expect(Logger.Level(rawValue: "notice") == .notice)
    }

    @Test("A line of text has time, level, label, message and sorted metadata")
    func text() throws {
        let line = LogLine(
            milliseconds: 1_709_210_096_789, level: .error, label: "worker-1", message: "nacked",
            metadata: ["revision": "7", "code": "schema invalid", "empty": "", "quote": "a\"b"])
        #expect(
            line.text == "2024-02-29T12:34:56.789Z error worker-1: nacked code=\"schema invalid\" empty=\"\" "
                + "quote=\"a\\\"b\" revision=7\n")
        let written = lines(.info) { $0.with(["a": "1"]).info("hello", ["b": "2"]) }
        #expect(try #require(written.first).hasSuffix("Z info worker-1: hello a=1 b=2\n"))
    }

    @Test("Nothing that is logged ends a line, moves a cursor or turns the text around")
    func injection() {
        let evil = "a\nb\r\nc\u{1B}[2Jd\u{9B}e\u{202E}f\u{2028}g\0"
        for line in lines(.info, .text, { $0.info(evil, [evil: evil]) }) {
            #expect(line.utf8.filter { $0 == 0x0A }.count == 1)
            let harmful = line.dropLast().unicodeScalars.filter {
                $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || [0x202E, 0x2028].contains($0.value)
            }
            #expect(harmful.isEmpty)
        }
    }

    @Test("A line of JSON is one object that metadata cannot forge")
    func json() throws {
        let written = lines(.info, .json) { $0.error("a\nb", ["level": "info", "x": "\"y\""]) }
        let line = try #require(written.first)
        #expect(line.utf8.filter { $0 == 0x0A }.count == 1)
        let object = try JSONParser.parse(Array(line.utf8.dropLast()))
        #expect(object["level"] == "error" && object["label"] == "worker-1" && object["message"] == "a\nb")
        #expect(object["metadata"] == ["level": "info", "x": "\"y\""])
        #expect(object["time"]?.stringValue?.hasSuffix("Z") == true)
    }

    @Test("A very long message is cut")
    func long() {
        let written = lines(.info) { $0.info(String(repeating: "x", count: 100_000)) }
        #expect((written.first?.utf8.count ?? 0) < 9_000)
    }

    @Test(
        "Times are right on both sides of the epoch and of leap days",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ])
    func times(milliseconds: Int64, expected: String) {
        #expect(LogLine.time(milliseconds) == expected)
    }
}
