/// Which artifacts a cache holds, who uses them, and what has to go when room is needed. Pure: it knows no file.
struct ArtifactIndex: Sendable {
    private struct Item {
        /// Bytes on the disk, or those that will be there.
        var bytes: Int
        /// Grows with each use.
        var lastUse: UInt64
        /// Fetches and models that need it now.
        var users: Int
    }

    let quotaBytes: Int
    private var items: [String: Item] = [:]
    private var clock: UInt64 = 0
    private(set) var usedBytes = 0

    init(quotaBytes: Int) {
        self.quotaBytes = quotaBytes
    }

    /// The names that it knows, in order.
    var names: [String] { items.keys.sorted() }

    func bytes(of name: String) -> Int? { items[name]?.bytes }

    func users(of name: String) -> Int { items[name]?.users ?? 0 }

    /// Takes in a file that was there before, the longest unused first.
    mutating func found(_ name: String, bytes: Int) {
        change(name) { $0.bytes = max($0.bytes, bytes) }
    }

    /// Begins a use: the item stays until `release`.
    mutating func use(_ name: String) {
        change(name) { $0.users += 1 }
    }

    /// Ends a use. What nobody uses and has no bytes is forgotten.
    mutating func release(_ name: String) {
        guard var item = items[name], item.users > 0 else { return }
        item.users -= 1
        items[name] = item.users == 0 && item.bytes == 0 ? nil : item
    }

    /// The item's file has, or will have, that many bytes.
    mutating func resize(_ name: String, bytes: Int) {
        change(name) { $0.bytes = bytes }
    }

    mutating func forget(_ name: String) {
        if let item = items.removeValue(forKey: name) { usedBytes -= item.bytes }
    }

    /// Makes room so that the item can have that many bytes, and counts them.
    ///
    /// - Returns: the names to remove, which are forgotten here; nil if there is not enough that nobody uses, and then
    ///   nothing has changed.
    mutating func reserve(_ name: String, bytes: Int) -> [String]? {
        let more = max(0, bytes - (items[name]?.bytes ?? 0))
        guard more <= quotaBytes else { return nil }
        var missing = more - (quotaBytes - usedBytes)
        var victims: [String] = []
        for (victim, item) in unused(but: name) {
            guard missing > 0 else { break }
            missing -= item.bytes
            victims.append(victim)
        }
        guard missing <= 0 else { return nil }
        for victim in victims { forget(victim) }
        change(name) { $0.bytes = max($0.bytes, bytes) }
        return victims
    }

    private func unused(but name: String) -> [(key: String, value: Item)] {
        items.filter { $0.value.users == 0 && $0.key != name }.sorted {
            ($0.value.lastUse, $0.key) < ($1.value.lastUse, $1.key)
        }
    }

    private mutating func change(_ name: String, _ body: (inout Item) -> Void) {
        clock += 1
        var item = items[name] ?? Item(bytes: 0, lastUse: clock, users: 0)
        usedBytes -= item.bytes
        item.lastUse = clock
        body(&item)
        usedBytes += item.bytes
        items[name] = item
    }
}
