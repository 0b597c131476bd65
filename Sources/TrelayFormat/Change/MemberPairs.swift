/// The members of two objects side by side, by key in canonical order; nil where one has no such key.
struct MemberPairs: Sequence, IteratorProtocol {
    private let left: [JSONObject.Member]
    private let right: [JSONObject.Member]
    private var leftIndex = 0
    private var rightIndex = 0

    init(_ left: JSONObject, _ right: JSONObject) {
        self.left = left.members
        self.right = right.members
    }

    mutating func next() -> (key: String, left: JSONValue?, right: JSONValue?)? {
        guard leftIndex < left.count else {
            guard rightIndex < right.count else { return nil }
            return nextRight()
        }
        guard rightIndex < right.count else { return nextLeft() }
        // The keys alone first: most members are passed on from one side only.
        if UTF8Text.areEqual(left[leftIndex].key, right[rightIndex].key) {
            defer {
                leftIndex += 1
                rightIndex += 1
            }
            return (left[leftIndex].key, left[leftIndex].value, right[rightIndex].value)
        }
        return UTF8Text.precedes(left[leftIndex].key, right[rightIndex].key) ? nextLeft() : nextRight()
    }

    private mutating func nextLeft() -> (key: String, left: JSONValue?, right: JSONValue?) {
        defer { leftIndex += 1 }
        return (left[leftIndex].key, left[leftIndex].value, nil)
    }

    private mutating func nextRight() -> (key: String, left: JSONValue?, right: JSONValue?) {
        defer { rightIndex += 1 }
        return (right[rightIndex].key, nil, right[rightIndex].value)
    }
}
