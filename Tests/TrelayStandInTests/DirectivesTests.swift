import Testing

@testable import TrelayStandIn

@Suite("Directives")
struct DirectivesTests {
    @Test(
        "They are found in a text of other things",
        arguments: [
            ("stand-in:429", "429"), ("gpt-4 stand-in:429,retry-after-ms=20 please", "429,retry-after-ms=20"),
            ("say stand-in:503.", "503."), ("s s stand-in stand-in:hang\nmore", "hang"), ("stand-in:", ""),
            ("sstand-in:close", "close"),
        ])
    func found(text: String, directives: String) {
        #expect(Directives.find(in: text).map(String.init) == directives)
    }

    @Test("Most texts have none", arguments: ["", "s", "stand-in", "standing still", "strong stand-i"])
    func none(text: String) {
        #expect(Directives.find(in: text) == nil)
    }

    @Test("A full stop or a space behind them does not count")
    func trimmed() throws {
        #expect(try Directives.parse("503.").status == 503)
        #expect(try Directives.parse(" 503 , page ").isPage)
        #expect(try Directives.parse("") == Behaviour())
    }

    @Test("A limit of requests tells when to come again, unless it is told not to")
    func retryAfter() throws {
        #expect(try Directives.parse("429").retryAfterMilliseconds == 1_000)
        #expect(try Directives.parse("429,retry-after=7").retryAfterMilliseconds == 7_000)
        #expect(try Directives.parse("retry-after-ms=20,429").retryAfterMilliseconds == 20)
        #expect(try Directives.parse("429,retry-after=none").retryAfterMilliseconds == nil)
        #expect(try Directives.parse("503").retryAfterMilliseconds == nil)
    }

    @Test("Durations, sizes and counts are read with their units")
    func values() throws {
        let behaviour = try Directives.parse("slow-first-byte=500ms,slow-chunks=2s,huge=3k,chunks=9,finish=length")
        #expect(behaviour.slowFirstByte == .milliseconds(500))
        #expect(behaviour.slowChunks == .seconds(2))
        #expect(behaviour.fillerBytes == 3_072)
        #expect(behaviour.chunks == 9)
        #expect(behaviour.finish == "length")
        #expect(try Directives.parse("huge=2m").fillerBytes == 2_097_152)
    }

    @Test("A stream that is cut has a chunk more than it shows")
    func cut() throws {
        let behaviour = try Directives.parse("error-after=9")
        #expect(behaviour.cut == .error(after: 9))
        #expect(behaviour.chunks == 10)
        #expect(try Directives.parse("half-frame").cut == .halfFrame(after: 1))
        #expect(try Directives.parse("close-after=0").cut == .close(after: 0))
        #expect(try Directives.parse("end-after=2").cut == .end(after: 2))
    }

    @Test("A schedule fails by 500 unless it says how, and is counted by its text unless it names a key")
    func schedule() throws {
        let plain = try Directives.parse("fail-first=2")
        #expect(plain.status == 500)
        #expect(plain.schedule == .init(rule: .first(2), key: "fail-first=2"))
        let named = try Directives.parse("key=a,fail-every=3,close")
        #expect(named.status == nil)
        #expect(named.silence == .close)
        #expect(named.schedule == .init(rule: .every(3), key: "a"))
    }

    @Test(
        "What is not known is refused, not taken for good",
        arguments: [
            "200", "600", "42", "429=1", "slow", "slow-first-byte", "slow-first-byte=5", "slow-chunks=-1ms", "chunks=0",
            "huge=1g", "huge=999m", "finish=tired", "echo=all", "fail-every=0", "close=1", "error-after=x",
        ])
    func unknown(text: String) {
        #expect(throws: StandInError.self) { try Directives.parse(text[...]) }
    }
}
