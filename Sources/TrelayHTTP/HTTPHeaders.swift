/// Header fields in the order they were given. Names compare without case (RFC 9110, 5.1), values by bytes.
public struct HTTPHeaders: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    public typealias Element = (name: String, value: String)

    private var fields: [Element] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    public var count: Int { fields.count }
    public var isEmpty: Bool { fields.isEmpty }

    /// The first value under `name`.
    public subscript(first name: String) -> String? {
        fields.first { HTTPText.equalsIgnoringCase($0.name, name) }?.value
    }

    /// All values under `name`, in order.
    public func all(_ name: String) -> [String] {
        fields.lazy.filter { HTTPText.equalsIgnoringCase($0.name, name) }.map(\.value)
    }

    /// Adds a field and keeps those of the same name.
    public mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Puts one field in the place of all of the same name.
    public mutating func set(_ name: String, _ value: String) {
        remove(name)
        add(name, value)
    }

    public mutating func remove(_ name: String) {
        fields.removeAll { HTTPText.equalsIgnoringCase($0.name, name) }
    }

    public func makeIterator() -> IndexingIterator<[Element]> {
        fields.makeIterator()
    }
}
