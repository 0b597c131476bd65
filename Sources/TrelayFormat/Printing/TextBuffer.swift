/// Bytes of a text that is being written. Appending to it costs a comparison and a store, where an array checks at every
/// byte that nobody else holds it.
// The memory belongs to this one value, which cannot be copied; nothing is read or written beyond `count`.
struct TextBuffer: ~Copyable {
    private var storage: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    /// - Parameter capacity: bytes to begin with; it grows as needed.
    init(capacity: Int) {
        storage = .allocate(capacity: max(capacity, 1))
    }

    deinit {
        storage.deallocate()
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == storage.count { grow(by: 1) }
        storage.initializeElement(at: count, to: byte)
        count += 1
    }

    @inline(__always)
    mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count > storage.count - count { grow(by: bytes.count) }
        _ = storage.extracting(count...).initialize(fromContentsOf: bytes)
        count += bytes.count
    }

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    mutating func append(repeating byte: UInt8, count: Int) {
        for _ in 0..<count { append(byte) }
    }

    /// The bytes so far, for as long as `body` runs.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(rebasing: storage[..<count]))
    }

    @inline(never)
    private mutating func grow(by missing: Int) {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(2 * storage.count, count + missing))
        _ = larger.moveInitialize(fromContentsOf: storage[..<count])
        storage.deallocate()
        storage = larger
    }
}
