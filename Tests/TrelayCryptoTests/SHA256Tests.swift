import Testing
import TrelayCrypto

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "The hash agrees with the examples of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, expected: String) {
        #expect(SHA256.hash(utf8: text).hexadecimal == expected)
        #expect(SHA256.hash(Array(text.utf8)).hexadecimal == expected)
        #expect(SHA256.hash(text.utf8.span.bytes).hexadecimal == expected)
    }

    @Test("A million bytes hash right")
    func million() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA256.hash(bytes).hexadecimal == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("Pieces hash as the whole does, however it is cut")
    func pieces() {
        let text = "the quick brown fox jumps over the lazy dog, and the dog does not care"
        let whole = SHA256.hash(utf8: text)
        for cut in 0...text.utf8.count {
            var hasher = SHA256Hasher()
            hasher.update(Array(text.utf8.prefix(cut)))
            hasher.update([])
            hasher.update(utf8: String(decoding: text.utf8.dropFirst(cut), as: UTF8.self))
            #expect(hasher.finalize() == whole, "cut at \(cut)")
        }
    }

    @Test("Hashers on many tasks do not disturb each other")
    func concurrency() async {
        let expected = (0..<64).map { SHA256.hash(utf8: "message \($0)") }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2_000).allSatisfy { SHA256.hash(utf8: "message \($0 % 64)") == expected[$0 % 64] }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
