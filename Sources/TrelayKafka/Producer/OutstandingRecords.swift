/// The records without an outcome, each under a small number that travels through the library as the record's opaque
/// pointer. Bounded.
struct OutstandingRecords: Sendable {
    struct Entry: Sendable {
        var topic: String
        var completion: KafkaDeliveryHandler
    }

    let maximum: Int
    private var entries: [Entry?] = []
    private var free: [Int] = []

    init(maximum: Int) { self.maximum = max(1, maximum) }

    var count: Int { entries.count - free.count }

    /// - Returns: nil when there is no room.
    mutating func insert(_ entry: Entry) -> Int? {
        if let slot = free.popLast() {
            entries[slot] = entry
            return slot
        }
        guard entries.count < maximum else { return nil }
        entries.append(entry)
        return entries.count - 1
    }

    mutating func remove(_ slot: Int) -> Entry? {
        guard entries.indices.contains(slot), let entry = entries[slot] else { return nil }
        entries[slot] = nil
        free.append(slot)
        return entry
    }

    mutating func removeAll(except kept: Set<Int>) -> [Entry] {
        entries.indices.filter { !kept.contains($0) }.compactMap { remove($0) }
    }

    /// The opaque pointer of a slot: never null, never followed.
    static func opaque(_ slot: Int) -> UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: slot + 1) }

    static func slot(_ opaque: UnsafeMutableRawPointer?) -> Int { Int(bitPattern: opaque) - 1 }
}
