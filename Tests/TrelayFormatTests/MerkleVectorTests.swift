import Testing
import TrelayCrypto
import TrelayFormat

/// Digests that a program of another language computed from the definition alone.
@Suite("Known digests of Merkle maps")
struct MerkleVectorTests {
    @Test("An empty map is SHA-256 of the byte 02")
    func empty() {
        #expect(
            MerkleMap<MerkleText>().digest.hexadecimal
                == "dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986")
    }

    static let small: [([String: String], String)] = [
        (["a": "1"], "565388d4bc00257133f799d9366ac97f6e949c18acc53d17457f8859ba0f08d3"),
        (["a": "1", "b": "2"], "bb9dbe5eeff357f9f55024d7b34f139b31b16761f45af7cc8c6ccdf073a7fc8f"),
        (["": ""], "5e3974ed8fb956566ac73eb39eadf1dfe7ece1f5ce7c166b62983e26d47d93a9"),
        // Both paths begin with 7152ff1: a chain of branches.
        (["key-8337": "1", "key-15029": "2"], "9d79fc81b045167df6379e2112a2865688a124c595f91aa43b497b429e74bc9d"),
    ]

    @Test("Small maps", arguments: small)
    func smallMaps(model: [String: String], expected: String) {
        var map = MerkleMap(model)
        #expect(map.digest.hexadecimal == expected)
        #expect(map.refreshDigest().hexadecimal == expected)
        #expect(map.digestFromScratch { $0.digest }.hexadecimal == expected)
    }

    @Test("Canonically equivalent keys are different keys")
    func unicode() {
        var map = MerkleMap<MerkleText>()
        map["é"] = MerkleText("1")
        map["e\u{301}"] = MerkleText("2")
        map["😀"] = MerkleText("3")
        #expect(map.count == 3)
        #expect(map["é"]?.text == "1")
        #expect(map.digest.hexadecimal == "187fd60c09096521a7fc97a48c097f0862a6fc44eea5fc44f3f49191ae347bd3")
    }

    static let numbered = [
        (10, "58ebd96c18c5730d6df173b31d6ee99c1b0b9d1e2c8061a42c6148f05702dd36"),
        (100, "33ca1bc71423d9114e5412f70a29fe309c534802bc83e2b03976c4fbe7d6c757"),
        (1000, "300dd4b74ca9f45b321da012547de342805399bd3d582992e30bba4c625e6b89"),
    ]

    @Test("Larger maps", arguments: numbered)
    func largerMaps(count: Int, expected: String) {
        let map = MerkleMap.numbered(count)
        #expect(map.digest.hexadecimal == expected)
        #expect(map.digestFromScratch { $0.digest }.hexadecimal == expected)
    }

    @Test("A map of maps: the digest of a value is that of the inner map")
    func nested() {
        var map = MerkleMap<MerkleMap<MerkleText>>()
        map["model"] = MerkleMap(["a": "1", "b": "2"])
        map["route"] = .numbered(100)
        let expected = "8f3be26c95940c9dcbeb90025d50b035de946427e9d3cc49787d1c7c33c3f2ad"
        #expect(map.digest.hexadecimal == expected)
        #expect(map.digestFromScratch { $0.digestFromScratch { $0.digest } }.hexadecimal == expected)
    }
}
