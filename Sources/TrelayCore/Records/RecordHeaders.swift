/// The headers of a record, in order. Names may repeat; a value may be null, which is not the same as empty.
///
/// All of them live in one byte buffer, so that reading a million records allocates once for each of them and not for
/// every header. Each header is four bytes of the name's length, four of the value's, the name and the value.
public struct RecordHeaders: Hashable, Sendable {
    private static let prefixBytes = 8
    /// In the place of a length: the value is null.
    private static let nullLength = UInt32.max

    private var storage: [UInt8] = []
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    /// Bytes of all names and values together.
    public var byteCount: Int { storage.count - count * Self.prefixBytes }

    /// Makes room ahead of a known number of headers.
    ///
    /// - Parameter byteCount: of all names and values together.
    public mutating func reserveCapacity(headers: Int, bytes byteCount: Int) {
        storage.reserveCapacity(headers * Self.prefixBytes + byteCount)
    }

    public mutating func append(_ name: String, _ value: [UInt8]?) {
        name.utf8.span.withUnsafeBytes { name in
            guard let value else { return append(name: name, value: nil) }
            value.withUnsafeBytes { append(name: name, value: $0) }
        }
    }

    public mutating func append(_ name: String, _ text: String) {
        name.utf8.span.withUnsafeBytes { name in
            text.utf8.span.withUnsafeBytes { append(name: name, value: $0) }
        }
    }

    /// Appends what a C library lends. Both buffers are copied before this returns.
    public mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        precondition(
            name.count < Self.nullLength && (value?.count ?? 0) < Self.nullLength, "A header has less than 4 GiB.")
        let lengths: [2 of UInt32] = [
            UInt32(truncatingIfNeeded: name.count),
            value.map { UInt32(truncatingIfNeeded: $0.count) } ?? Self.nullLength,
        ]
        lengths.span.bytes.withUnsafeBytes { storage.append(contentsOf: $0) }
        storage.append(contentsOf: name)
        if let value { storage.append(contentsOf: value) }
        count += 1
    }

    /// The value of the first header with that name.
    ///
    /// - Returns: nil when there is none, `.some(nil)` when its value is null.
    public func first(_ name: String) -> [UInt8]?? {
        guard let place = place(of: name) else { return nil }
        return .some(value(at: place))
    }

    /// The value of the first header with that name as text; nil when absent, null or not UTF-8.
    public func text(_ name: String) -> String? {
        place(of: name).flatMap { text(at: $0) }
    }

    /// The values of all headers with that name, in order.
    public func all(_ name: String) -> [[UInt8]?] {
        var values: [[UInt8]?] = []
        forEach { place in
            if matches(place, name) { values.append(value(at: place)) }
        }
        return values
    }
}

// Places: where a header is in the storage. They cost nothing to keep, and are good for these very headers only.
extension RecordHeaders {
    struct Place {
        fileprivate var nameStart: Int
        fileprivate var valueStart: Int
        /// That of the name, if the value is null.
        fileprivate var end: Int
        fileprivate(set) var isNull: Bool
    }

    func place(at start: Int) -> Place {
        storage.withUnsafeBytes { Self.place(at: start, in: $0) }
    }

    private static func place(at start: Int, in bytes: UnsafeRawBufferPointer) -> Place {
        let nameLength = bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        let valueLength = bytes.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
        let nameStart = start + prefixBytes
        let valueStart = nameStart + Int(nameLength)
        let isNull = valueLength == nullLength
        return Place(
            nameStart: nameStart, valueStart: valueStart, end: isNull ? valueStart : valueStart + Int(valueLength),
            isNull: isNull)
    }

    private func forEach(_ body: (Place) -> Void) {
        var position = 0
        while position < storage.count {
            let place = place(at: position)
            body(place)
            position = place.end
        }
    }

    private func place(of name: String) -> Place? {
        var position = 0
        while position < storage.count {
            let place = place(at: position)
            if matches(place, name) { return place }
            position = place.end
        }
        return nil
    }

    private func matches(_ place: Place, _ name: String) -> Bool {
        place.valueStart - place.nameStart == name.utf8.count
            && storage[place.nameStart..<place.valueStart].elementsEqual(name.utf8)
    }

    private func value(at place: Place) -> [UInt8]? {
        place.isNull ? nil : Array(storage[place.valueStart..<place.end])
    }

    /// The value of a header; nil when it is null or not UTF-8.
    func text(at place: Place) -> String? {
        withValue(at: place) { value -> String? in
            guard let text = try? UTF8Span(validating: value.span) else { return nil }
            return String(copying: text)
        } ?? nil
    }

    /// Calls `body` with the bytes of the value of a header; nil when it is null.
    func withValue<Result>(at place: Place, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        guard !place.isNull else { return nil }
        return storage.withUnsafeBufferPointer {
            body(UnsafeBufferPointer(rebasing: $0[place.valueStart..<place.end]))
        }
    }

    /// Calls `body` with the start and the name of every header.
    func forEachName(_ body: (_ start: Int, _ name: UnsafeBufferPointer<UInt8>) -> Void) {
        storage.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count {
                let place = Self.place(at: position, in: UnsafeRawBufferPointer(bytes))
                body(position, UnsafeBufferPointer(rebasing: bytes[place.nameStart..<place.valueStart]))
                position = place.end
            }
        }
    }

    /// Calls `body` with the bytes of every header, without making strings of them.
    func forEachSlice(_ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>?) -> Void) {
        forEach { place in
            body(
                storage[place.nameStart..<place.valueStart], place.isNull ? nil : storage[place.valueStart..<place.end])
        }
    }
}

extension RecordHeaders: Sequence {
    public struct Iterator: IteratorProtocol {
        private let headers: RecordHeaders
        private var position = 0

        fileprivate init(_ headers: RecordHeaders) {
            self.headers = headers
        }

        public mutating func next() -> (name: String, value: [UInt8]?)? {
            guard position < headers.storage.count else { return nil }
            let place = headers.place(at: position)
            position = place.end
            let name = String(decoding: headers.storage[place.nameStart..<place.valueStart], as: UTF8.self)
            return (name, headers.value(at: place))
        }
    }

    /// Goes over the headers in order; a name that is not UTF-8 is shown repaired.
    public func makeIterator() -> Iterator {
        Iterator(self)
    }

    public var underestimatedCount: Int { count }
}
