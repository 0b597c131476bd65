/// The members of a JSON object, kept in canonical order: by the UTF-16 code units of their keys (RFC 8785, section
/// 3.2.3). Keys are equal when their UTF-8 bytes are.
///
/// The members lie in one sorted array: small objects are searched faster than a hash table would be, and printing,
/// comparing and merging need no sorting. Setting a key that comes last is O(1), any other O(count).
public struct JSONObject: Sendable {
    struct Member: Sendable {
        let key: String
        var value: JSONValue
    }

    private(set) var members: [Member]

    /// No members.
    public init() {
        members = []
    }

    /// These members. If a key occurs twice, the last one counts.
    public init(_ members: some Sequence<(String, JSONValue)>) {
        self.init()
        let list = members.map { Member(key: $0.0, value: $0.1) }
        self.members.reserveCapacity(list.count)
        for member in Self.sorted(list) {
            if let last = self.members.last, UTF8Text.areEqual(last.key, member.key) {
                self.members[self.members.count - 1] = member
            } else {
                self.members.append(member)
            }
        }
    }

    /// - Parameter members: in canonical order and without duplicate keys.
    init(canonical members: [Member]) {
        self.members = members
    }

    public var count: Int { members.count }

    public var isEmpty: Bool { members.isEmpty }

    /// The keys in canonical order.
    public var keys: [String] { members.map(\.key) }

    /// The first key in canonical order for which the condition holds.
    public func firstKey(where condition: (String) -> Bool) -> String? {
        members.withUnsafeBufferPointer { members in
            for index in members.indices where condition(members[index].key) { return members[index].key }
            return nil
        }
    }

    /// The member with this key. Assigning nil removes it; to store JSON's null, assign `JSONValue.null`.
    public subscript(key: String) -> JSONValue? {
        get {
            let (index, isPresent) = search(key)
            return isPresent ? .some(members[index].value) : .none
        }
        set {
            if let newValue {
                set(key, newValue)
            } else {
                let (index, isPresent) = search(key)
                if isPresent { members.remove(at: index) }
            }
        }
    }

    /// Adds or replaces the member. Null is stored like any other value.
    public mutating func set(_ key: String, _ value: JSONValue) {
        guard let last = members.last, !UTF8Text.precedes(last.key, key) else {
            members.append(Member(key: key, value: value))
            return
        }
        let (index, isPresent) = search(key)
        if isPresent {
            members[index].value = value
        } else {
            members.insert(Member(key: key, value: value), at: index)
        }
    }

    /// The members in canonical order; those with equal keys stay in the order in which they came.
    static func sorted(_ members: [Member]) -> [Member] {
        members.sorted { UTF8Text.precedes($0.key, $1.key) }
    }

    /// Where the key is or where it would be inserted.
    private func search(_ key: String) -> (index: Int, isPresent: Bool) {
        // Through a buffer pointer, because taking a member out of the array counts references to its key and value.
        members.withUnsafeBufferPointer { members in
            if members.count <= Self.linearSearchCount {
                for index in members.indices where UTF8Text.areEqual(members[index].key, key) { return (index, true) }
            }
            var low = 0
            var high = members.count
            while low < high {
                let middle = (low + high) / 2
                if UTF8Text.precedes(members[middle].key, key) { low = middle + 1 } else { high = middle }
            }
            return (low, low < members.count && UTF8Text.areEqual(members[low].key, key))
        }
    }

    /// Up to this many members, comparing lengths first finds a key sooner than halving does.
    private static let linearSearchCount = 8
}

extension JSONObject: Sequence {
    public struct Iterator: IteratorProtocol {
        private var base: IndexingIterator<[Member]>

        fileprivate init(_ members: [Member]) {
            base = members.makeIterator()
        }

        public mutating func next() -> (key: String, value: JSONValue)? {
            base.next().map { (key: $0.key, value: $0.value) }
        }
    }

    public var underestimatedCount: Int { members.count }

    public func makeIterator() -> Iterator {
        Iterator(members)
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { UTF8Text.areEqual($0.key, $1.key) && $0.value == $1.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(members.count)
        for member in members {
            UTF8Text.hash(member.key, into: &hasher)
            hasher.combine(member.value)
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// If a key occurs twice, the last one counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements)
    }
}
