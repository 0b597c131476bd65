/// The newest elements of a sequence, oldest first: a ring with a fixed maximum that counts what fell out of it.
struct BoundedHistory<Element: Sendable>: Sendable, RandomAccessCollection {
    private var storage: [Element] = []
    /// Where the oldest element is once the ring is full.
    private var head = 0
    let maximum: Int
    /// How many elements fell out.
    private(set) var dropped = 0

    /// - Parameter maximum: at least one element is kept, whatever is asked for.
    init(maximum: Int) {
        self.maximum = Swift.max(1, maximum)
    }

    var startIndex: Int { 0 }
    var endIndex: Int { storage.count }

    subscript(position: Int) -> Element {
        storage[(head + position) % storage.count]
    }

    mutating func append(_ element: Element) {
        if storage.count < maximum {
            storage.append(element)
        } else {
            storage[head] = element
            head = (head + 1) % maximum
            dropped += 1
        }
    }

    /// The number of leading elements for which `predicate` holds, when it holds for a prefix only.
    func prefixCount(where predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if predicate(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
