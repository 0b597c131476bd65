import Testing
import TrelayCrypto

@Suite("Digests")
struct DigestTests {
    private let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test("A digest's text reads back as the same digest")
    func roundTrip() throws {
        let digest = SHA256.hash(utf8: "round trip")
        #expect(Digest(digest.description) == digest)
        #expect(Digest(hexadecimal: digest.hexadecimal) == digest)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(digest.description == "sha256:" + digest.hexadecimal)
    }

    @Test("The hexadecimal form has two lower-case digits for each byte in order")
    func hexadecimal() throws {
        let bytes = (0..<32).map { UInt8($0 * 8 + 7) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.hexadecimal == "070f171f272f373f474f575f676f777f878f979fa7afb7bfc7cfd7dfe7eff7ff")
        #expect(digest.bytes == bytes)
    }

    @Test("Zero is 32 zero bytes")
    func zero() {
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
        #expect(Digest.zero.hexadecimal == String(repeating: "0", count: 64))
    }

    @Test("Only exactly 32 bytes make a digest", arguments: [0, 1, 31, 33, 64])
    func byteCount(_ count: Int) {
        #expect(Digest(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test("Any other spelling than the canonical one is refused")
    func otherSpellings() {
        #expect(Digest("sha256:" + empty) != nil)
        #expect(Digest(empty) == nil)
        #expect(Digest("") == nil)
        #expect(Digest("sha256:") == nil)
        #expect(Digest("SHA256:" + empty) == nil)
        #expect(Digest("sha256:" + empty.uppercased()) == nil)
        #expect(Digest("sha256:" + empty.dropLast()) == nil)
        #expect(Digest("sha256:" + empty + "0") == nil)
        #expect(Digest(" sha256:" + empty) == nil)
        #expect(Digest("sha256:" + empty.dropLast() + "g") == nil)
        #expect(Digest("sha256:" + empty.dropLast(2) + "é") == nil)
    }

    @Test("Digests are ordered as their bytes are")
    func order() throws {
        let digests = (0..<200).map { SHA256.hash(utf8: String($0)) }.sorted()
        for (left, right) in zip(digests, digests.dropFirst()) {
            #expect(left.bytes.lexicographicallyPrecedes(right.bytes))
        }
    }
}
