/// The parts of the containers that a reader is in, those of the innermost last. A container that ends takes its own
/// along, into an array of just their number: they are moved, so nothing counts a reference to them.
// The memory belongs to this one value, which cannot be copied; exactly the items below `count` are initialized.
struct ItemStack<Item>: ~Copyable {
    private var storage = UnsafeMutableBufferPointer<Item>(start: nil, count: 0)
    private(set) var count = 0

    /// Items in the first piece of memory: enough for most texts, and small enough that the allocator has it at hand.
    private static var firstCapacity: Int { 24 }

    deinit {
        storage.extracting(..<count).deinitialize()
        storage.deallocate()
    }

    @inline(__always)
    mutating func append(_ item: consuming Item) {
        if count == storage.count { grow() }
        storage.initializeElement(at: count, to: item)
        count += 1
    }

    /// The items from this one on, which leave the stack.
    ///
    /// - Parameter first: not negative.
    @inline(__always)
    mutating func removeAll(from first: Int) -> [Item] {
        var items: [Item] = []
        guard first < count else { return items }
        // One by one: the array's initializers for uninitialized memory are not specialized and cost more.
        items.reserveCapacity(count - first)
        for index in first..<count { items.append(storage.moveElement(from: index)) }
        count = first
        return items
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<Item>.allocate(capacity: max(2 * storage.count, Self.firstCapacity))
        _ = larger.moveInitialize(fromContentsOf: storage.extracting(..<count))
        storage.deallocate()
        storage = larger
    }
}

extension ItemStack where Item == JSONObject.Member {
    /// Sorts the members from this one on by their keys, where they are.
    ///
    /// - Parameter first: not negative.
    /// - Returns: false if there are two with the same key; then they are not sorted, but those with the same key are
    ///   still in the order in which they came.
    mutating func sortByKey(from first: Int) -> Bool {
        guard count - first <= Self.insertionCount else { return sortMany(from: first) }
        // Most keys differ in their first bytes: comparing words instead of strings is what makes this quick.
        var words = InlineArray<32, UInt64>(repeating: 0)
        for index in first..<count { words[index - first] = UTF8Text.leadingWord(of: storage[index].key) }
        for index in first..<count {
            let word = words[index - first]
            var place = index
            while place > first, precedes(index, word, place - 1, words[place - 1 - first]) { place -= 1 }
            guard place == first || !areEqual(index, word, place - 1, words[place - 1 - first]) else { return false }
            move(index, to: place)
            for hole in (place..<index).reversed() { words[hole + 1 - first] = words[hole - first] }
            words[place - first] = word
        }
        return true
    }

    /// Sorts the members from this one on by their keys and leaves the last of those with the same key.
    mutating func keepLast(from first: Int) {
        let last = JSONObject(removeAll(from: first).map { ($0.key, $0.value) })
        for member in last.members { append(member) }
    }

    /// The key of the member that came last.
    var lastKey: String? { count > 0 ? storage[count - 1].key : nil }

    /// Up to so many members, moving each to its place takes less than a cleverer way does.
    private static var insertionCount: Int { 32 }

    @inline(__always)
    private func precedes(_ left: Int, _ leftWord: UInt64, _ right: Int, _ rightWord: UInt64) -> Bool {
        if leftWord != rightWord, (leftWord | rightWord) & ByteWord.highBits == 0 { return leftWord < rightWord }
        return UTF8Text.precedes(storage[left].key, storage[right].key)
    }

    @inline(__always)
    private func areEqual(_ left: Int, _ leftWord: UInt64, _ right: Int, _ rightWord: UInt64) -> Bool {
        leftWord == rightWord && UTF8Text.areEqual(storage[left].key, storage[right].key)
    }

    /// Moves the member before some of those in front of it.
    private func move(_ index: Int, to place: Int) {
        guard place < index else { return }
        let item = storage.moveElement(from: index)
        for hole in (place..<index).reversed() {
            storage.initializeElement(at: hole + 1, to: storage.moveElement(from: hole))
        }
        storage.initializeElement(at: place, to: item)
    }

    private func sortMany(from first: Int) -> Bool {
        var members = storage.extracting(first..<count)
        members.sort { UTF8Text.precedes($0.key, $1.key) }
        for index in members.indices.dropFirst()
        where UTF8Text.areEqual(members[index - 1].key, members[index].key) {
            return false
        }
        return true
    }
}
