extension MerkleMap: Sequence {
    public typealias Element = (key: String, value: Value)

    /// Walks the tree in order of the paths: an order that is always the same for the same keys, but looks random.
    public struct Iterator: IteratorProtocol {
        @usableFromInline
        struct Frame {
            @usableFromInline let branch: MerkleBranch<Value>
            @usableFromInline var children: MerkleChildren

            @inlinable
            init(_ branch: MerkleBranch<Value>) {
                self.branch = branch
                children = branch.children
            }
        }

        /// The branches from the root to where the walk is. At most 64.
        @usableFromInline var frames: [Frame]

        @inlinable
        init(_ root: MerkleBranch<Value>) {
            frames = [Frame(root)]
        }

        @inlinable
        public mutating func next() -> Element? {
            while let last = frames.indices.last {
                switch frames[last].children.next() {
                case .leaf(let index):
                    let leaf = frames[last].branch.leaves[index]
                    return (leaf.key.text, leaf.value)
                case .branch(let index): frames.append(Frame(frames[last].branch.branches[index]))
                case nil: frames.removeLast()
                }
            }
            return nil
        }
    }

    @inlinable
    public func makeIterator() -> Iterator { Iterator(root) }

    @inlinable
    public var underestimatedCount: Int { count }

    /// The elements in order of the UTF-8 bytes of their keys.
    @inlinable
    public func sorted() -> [Element] {
        sorted { MerkleKey.precedes($0.key, $1.key) }
    }

    /// The keys in order of their UTF-8 bytes.
    @inlinable
    public func sortedKeys() -> [String] {
        map(\.key).sorted { MerkleKey.precedes($0, $1) }
    }
}
