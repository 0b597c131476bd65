import Testing
import TrelayDashboard

@Suite("Frames on the wire")
struct FrameWriterTests {
    private func text(_ previous: [String]?, _ next: [String]) -> String {
        String(decoding: FrameWriter.encode(previous: previous, next: next), as: UTF8.self)
    }

    @Test("The first frame clears the screen and writes every line, in one synchronized update")
    func first() {
        #expect(
            text(nil, ["a", "b"])
                == "\u{1B}[?2026h\u{1B}[0m\u{1B}[2J\u{1B}[1;1Ha\u{1B}[K\u{1B}[2;1Hb\u{1B}[K\u{1B}[?2026l")
    }

    @Test("Later frames write what has changed")
    func changed() {
        #expect(text(["a", "b", "c"], ["a", "x", "c"]) == "\u{1B}[?2026h\u{1B}[2;1Hx\u{1B}[K\u{1B}[?2026l")
        #expect(text(["a", "b"], ["a"]) == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[J\u{1B}[?2026l")
        #expect(text(["a"], ["a"]).isEmpty)
    }

    @Test("Equivalent text in other bytes is another line")
    func bytes() {
        #expect(!text(["é"], ["e\u{301}"]).isEmpty)
    }
}
