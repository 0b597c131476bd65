/// Keeps the last elements, oldest first; an element beyond the capacity drives the oldest out.
struct BoundedQueue<Element> {
    private var elements: [Element] = []
    /// The oldest element, once the storage is full and goes round.
    private var head = 0

    var count: Int { elements.count }

    /// - Returns: what was driven out.
    @discardableResult
    mutating func append(_ element: Element, capacity: Int) -> [Element] {
        guard capacity > 0 else { return [element] }
        if elements.count < capacity {
            straighten()
            elements.append(element)
            return []
        }
        if elements.count > capacity {
            // A state that was folded with wider limits.
            straighten()
            let excess = elements.count - capacity + 1
            let evicted = Array(elements.prefix(excess))
            elements.removeFirst(excess)
            elements.append(element)
            return evicted
        }
        let evicted = elements[head]
        elements[head] = element
        head = head + 1 == elements.count ? 0 : head + 1
        return [evicted]
    }

    var ordered: [Element] {
        head == 0 ? elements : Array(elements[head...]) + elements[..<head]
    }

    private mutating func straighten() {
        guard head != 0 else { return }
        elements = ordered
        head = 0
    }
}

extension BoundedQueue: Sendable where Element: Sendable {}
