import Testing
import TrelayDashboard

@Suite("Keys")
struct KeyDecoderTests {
    @Test(
        "Bytes become keys",
        arguments: [
            ("q", [.character("q")]), ("\u{1B}[A\u{1B}[B", [.up, .down]), ("\u{1B}OA", [.up]),
            ("\u{1B}[5~\u{1B}[6~", [.pageUp, .pageDown]), ("\u{1B}[H\u{1B}[4~", [.home, .end]), ("\r", [.enter]),
            ("\u{7F}", [.backspace]), ("\u{3}", [.interrupt]), ("日", [.character("日")]),
            ("\u{1B}[99~x", [.character("x")]),
            ("\u{1B}x", [.escape, .character("x")]), ("\u{1}", []),
        ] as [(String, [Key])])
    func keys(text: String, keys: [Key]) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(Array(text.utf8)) == keys)
        #expect(!decoder.isPending)
    }

    @Test("A sequence may arrive byte by byte")
    func parts() {
        var decoder = KeyDecoder()
        var keys: [Key] = []
        for byte in Array("\u{1B}[5~日".utf8) { keys += decoder.decode([byte]) }
        #expect(keys == [.pageUp, .character("日")])
    }

    @Test("An escape that nothing follows is the escape key")
    func loneEscape() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0x1B]).isEmpty)
        #expect(decoder.isPending)
        #expect(decoder.flush() == [.escape])
        #expect(!decoder.isPending)
    }

    @Test("Bytes that mean nothing are dropped and do not pile up")
    func garbage() {
        var decoder = KeyDecoder()
        #expect(decoder.decode([0xFF, 0xC0, 0xE3, 0x28, 0x71]).last == .character("q"))
        _ = decoder.decode(Array("\u{1B}[".utf8) + Array(repeating: 0x30, count: 100))
        #expect(!decoder.isPending)
    }
}
