import TrelayCrypto

@testable import TrelayFormat

/// A value for tests: a text, whose digest is that of its UTF-8 bytes.
struct MerkleText: MerkleValue, Equatable, CustomStringConvertible {
    var text: String
    var digest: Digest { SHA256.hash(utf8: text) }
    var description: String { text }

    init(_ text: String) {
        self.text = text
    }
}

extension MerkleMap<MerkleText> {
    /// `prefix0` to `prefix<count - 1>`, each with the value `value-<number>`.
    static func numbered(_ count: Int, prefix: String = "key-") -> MerkleMap {
        numbered(0..<count, prefix: prefix)
    }

    static func numbered(_ numbers: some Sequence<Int>, prefix: String = "key-") -> MerkleMap {
        var map = MerkleMap()
        for number in numbers { map["\(prefix)\(number)"] = MerkleText("value-\(number)") }
        return map
    }

    init(_ model: [String: String]) {
        self.init()
        for (key, text) in model { self[key] = MerkleText(text) }
    }
}

extension MerkleKey {
    /// A key at a place of the test's choice: the nibbles, then zeros, then the bytes of `last`.
    static func placed(_ text: String, nibbles: [Int], last: UInt16 = 0) -> MerkleKey {
        var bytes = [UInt8](repeating: 0, count: Digest.byteCount)
        for (index, nibble) in nibbles.enumerated() {
            bytes[index / 2] |= UInt8(nibble) << (index.isMultiple(of: 2) ? 4 : 0)
        }
        bytes[30] |= UInt8(last >> 8)
        bytes[31] |= UInt8(last & 0xFF)
        return MerkleKey(text: text, path: Digest(bytes: bytes) ?? .zero)
    }
}

extension MerkleBranch {
    /// What is wrong with the shape of the tree; empty if it is the one form that its keys may have.
    func shapeFaults(_ nibbles: [Int] = []) -> [String] {
        var faults: [String] = []
        let place = "at \(nibbles): "
        if leafBits & branchBits != 0 { faults.append(place + "a child is a leaf and a branch") }
        if leafBits.nonzeroBitCount != leaves.count { faults.append(place + "leaves and bits differ") }
        if branchBits.nonzeroBitCount != branches.count { faults.append(place + "branches and bits differ") }
        if !nibbles.isEmpty, branches.isEmpty, leaves.count < 2 { faults.append(place + "a branch without two keys") }
        guard faults.isEmpty else { return faults }
        for nibble in 0..<16 {
            switch child(1 << UInt16(nibble)) {
            case .leaf(let index):
                let path = leaves[index].key.path
                let begin = (0...nibbles.count).map { path.nibble(at: $0) }
                if begin != nibbles + [nibble] { faults.append(place + "\(leaves[index].key.text) is misplaced") }
            case .branch(let index): faults += branches[index].shapeFaults(nibbles + [nibble])
            case nil: break
            }
        }
        return faults
    }

    /// The number of branches in the tree, this one included.
    var branchCount: Int { branches.reduce(1) { $0 + $1.branchCount } }

    var depth: Int { 1 + (branches.map(\.depth).max() ?? 0) }
}
