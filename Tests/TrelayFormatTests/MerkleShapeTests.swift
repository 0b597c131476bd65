import Testing
import TrelayCrypto

@testable import TrelayFormat

@Suite("The shape of Merkle trees")
struct MerkleShapeTests {
    private typealias Map = MerkleMap<MerkleText>

    /// The digest by definition, of keys whose paths the test chose.
    private func defined(_ keys: [MerkleKey]) -> Digest {
        MerkleProof.digest(keys.map { MerkleProof.Leaf(path: $0.path, valueDigest: MerkleText($0.text).digest) })
    }

    private func map(_ keys: [MerkleKey]) -> Map {
        var map = Map()
        for key in keys { map[key] = MerkleText(key.text) }
        return map
    }

    @Test("Nibbles are the hexadecimal digits, and a hasher takes a digest as its bytes")
    func nibbles() {
        let digest = SHA256.hash(utf8: "nibbles")
        let digits = (0..<Digest.nibbleCount).map { String(digest.nibble(at: $0), radix: 16) }.joined()
        #expect(digits == digest.hexadecimal)
        var hasher = SHA256Hasher()
        hasher.update(digest)
        #expect(hasher.finalize() == SHA256.hash(digest.bytes))
    }

    @Test("Paths that part at any nibble make a chain of branches, and one key less makes it a leaf", arguments: 0..<64)
    func sharedPrefix(length: Int) {
        let shared = (0..<length).map { ($0 * 7 + 3) % 16 }
        let keys = [
            MerkleKey.placed("low", nibbles: shared + [1]), .placed("high", nibbles: shared + [14]),
        ]
        var map = map(keys)
        #expect(map.root.depth == length + 1)
        #expect(map.root.branchCount == length + 1)
        #expect(map.root.shapeFaults() == [])
        #expect(map.digest == defined(keys))
        #expect(keys.map { map[$0]?.text } == ["low", "high"])
        #expect(map[MerkleKey.placed("none", nibbles: shared + [2])] == nil)
        #expect(map.removeValue(for: keys[1])?.text == "high")
        #expect(map.root.branchCount == 1)
        #expect(map.digest == defined([keys[0]]))
        map[keys[0]] = nil
        #expect(map.isEmpty)
        #expect(map.digest == Map().digest)
        #expect(map.root.shapeFaults() == [])
    }

    @Test(
        "A thousand keys with sixty nibbles in common, added and removed in any order",
        arguments: [1, 2, 3] as [UInt64])
    func collisions(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let keys = (0..<1000).map {
            MerkleKey.placed("key \($0)", nibbles: [10, 11, 12], last: UInt16($0 / 2 * 120 + $0 % 2))
        }
        var map = map(keys.shuffled(using: &generator))
        #expect(map.count == 1000)
        #expect(map.root.depth == 64)
        #expect(map.root.shapeFaults() == [])
        #expect(map.refreshDigest() == defined(keys))
        #expect(map.map(\.key) == keys.map(\.text))
        var left = keys.shuffled(using: &generator)
        while let key = left.popLast() {
            #expect(map.removeValue(for: key)?.text == key.text)
            guard left.count % 100 == 1 else { continue }
            #expect(map.root.shapeFaults() == [])
            #expect(map.refreshDigest() == defined(left))
        }
        #expect(map.isEmpty && map.root.branchCount == 1)
    }

    @Test("A branch that loses a branch keeps the leaf beside it")
    func collapse() {
        let keys = [
            MerkleKey.placed("beside", nibbles: [5, 1]), .placed("one", nibbles: [5, 2, 3]),
            .placed("two", nibbles: [5, 2, 4]), .placed("far", nibbles: [9]),
        ]
        var map = map(keys)
        #expect(map.root.branchCount == 3)
        map[keys[1]] = nil
        #expect(map.root.branchCount == 2)
        #expect(map.root.shapeFaults() == [])
        #expect(map.digest == defined([keys[0], keys[2], keys[3]]))
        map[keys[0]] = nil
        #expect(map.root.branchCount == 1)
        #expect(map.root.shapeFaults() == [])
        #expect(map.digest == defined([keys[2], keys[3]]))
    }

    @Test("The shape check sees a branch that should have become a leaf, and a key in a wrong place")
    func faults() {
        let keys = [MerkleKey.placed("one", nibbles: [5, 2]), .placed("two", nibbles: [5, 3])]
        var lonely = map(keys)
        _ = lonely.root.branches[0].removeLeaf(1 << 2)
        #expect(lonely.root.shapeFaults().count == 1)
        var misplaced = map([keys[0]])
        misplaced.root.leafBits = 1 << 6
        #expect(misplaced.root.shapeFaults().count == 1)
    }
}
