/// The headers of a record, in order. Names may repeat; a value may be null, which is not the same as empty.
///
/// All names and values live in one byte buffer beside a small index, so that reading a million records does not
/// allocate for every header.
public struct RecordHeaders: Hashable, Sendable {
    private struct Slot: Hashable, Sendable {
        var start: Int
        var nameEnd: Int
        var valueEnd: Int
        var isNull: Bool
    }

    private var bytes: [UInt8] = []
    private var slots: [Slot] = []

    public init() {}

    public var count: Int { slots.count }
    public var isEmpty: Bool { slots.isEmpty }

    /// Bytes of all names and values together.
    public var byteCount: Int { bytes.count }

    /// Makes room ahead of a known number of headers.
    public mutating func reserveCapacity(headers: Int, bytes byteCount: Int) {
        slots.reserveCapacity(headers)
        bytes.reserveCapacity(byteCount)
    }

    public mutating func append(_ name: String, _ value: [UInt8]?) {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        let nameEnd = bytes.count
        if let value { bytes.append(contentsOf: value) }
        slots.append(Slot(start: start, nameEnd: nameEnd, valueEnd: bytes.count, isNull: value == nil))
    }

    public mutating func append(_ name: String, _ text: String) {
        append(name, Array(text.utf8))
    }

    /// Appends what a C library lends. Both buffers are copied before this returns.
    public mutating func append(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?) {
        let start = bytes.count
        bytes.append(contentsOf: name)
        let nameEnd = bytes.count
        if let value { bytes.append(contentsOf: value) }
        slots.append(Slot(start: start, nameEnd: nameEnd, valueEnd: bytes.count, isNull: value == nil))
    }

    /// The value of the first header with that name.
    ///
    /// - Returns: nil when there is none, `.some(nil)` when its value is null.
    public func first(_ name: String) -> [UInt8]?? {
        guard let slot = slots.first(where: { matches($0, name) }) else { return nil }
        return .some(value(of: slot))
    }

    /// The value of the first header with that name as text; nil when absent, null or not UTF-8.
    public func text(_ name: String) -> String? {
        guard let index = slots.firstIndex(where: { matches($0, name) }) else { return nil }
        return text(at: index)
    }

    /// The value of the header at an index; nil when it is null or not UTF-8.
    func text(at index: Int) -> String? {
        withValue(at: index) { value -> String? in
            guard let text = try? UTF8Span(validating: value.span) else { return nil }
            return String(copying: text)
        } ?? nil
    }

    func isNull(at index: Int) -> Bool { slots[index].isNull }

    /// Calls `body` with the bytes of the value of the header at an index; nil when it is null.
    func withValue<Result>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        let slot = slots[index]
        guard !slot.isNull else { return nil }
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[slot.nameEnd..<slot.valueEnd])) }
    }

    /// Calls `body` with the index and the bytes of every name.
    func forEachName(_ body: (Int, UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { buffer in
            for (index, slot) in slots.enumerated() {
                body(index, UnsafeBufferPointer(rebasing: buffer[slot.start..<slot.nameEnd]))
            }
        }
    }

    /// The values of all headers with that name, in order.
    public func all(_ name: String) -> [[UInt8]?] {
        slots.filter { matches($0, name) }.map { value(of: $0) }
    }

    /// Calls `body` with the bytes of every header, without making strings of them.
    func forEachSlice(_ body: (_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>?) -> Void) {
        for slot in slots {
            body(bytes[slot.start..<slot.nameEnd], slot.isNull ? nil : bytes[slot.nameEnd..<slot.valueEnd])
        }
    }

    private func matches(_ slot: Slot, _ name: String) -> Bool {
        slot.nameEnd - slot.start == name.utf8.count && bytes[slot.start..<slot.nameEnd].elementsEqual(name.utf8)
    }

    private func value(of slot: Slot) -> [UInt8]? {
        slot.isNull ? nil : Array(bytes[slot.nameEnd..<slot.valueEnd])
    }

    private func name(of slot: Slot) -> String {
        String(decoding: bytes[slot.start..<slot.nameEnd], as: UTF8.self)
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
            guard position < headers.slots.count else { return nil }
            let slot = headers.slots[position]
            position += 1
            return (headers.name(of: slot), headers.value(of: slot))
        }
    }

    /// Goes over the headers in order; a name that is not UTF-8 is shown repaired.
    public func makeIterator() -> Iterator {
        Iterator(self)
    }
}
