/// Bytes of a text that is being written. Appending to it costs a comparison and a store, where an array checks at every
/// byte that nobody else holds it.
// The memory belongs to this one value, which cannot be copied; nothing is read or written beyond `count`.
struct TextBuffer: ~Copyable {
    private var storage = UnsafeMutableBufferPointer<UInt8>(start: nil, count: 0)
    private(set) var count = 0

    /// Bytes in the first piece of memory: enough for most values of a configuration, and small enough that the
    /// allocator has it at hand.
    private static let firstCapacity = 1_000

    deinit {
        storage.deallocate()
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == storage.count { grow(by: 1) }
        storage.initializeElement(at: count, to: byte)
        count += 1
    }

    /// Keeps the memory for what comes next.
    mutating func removeAll() {
        count = 0
    }

    @inline(__always)
    mutating func append(contentsOf bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count > storage.count - count { grow(by: bytes.count) }
        _ = storage.extracting(count...).initialize(fromContentsOf: bytes)
        count += bytes.count
    }

    /// Appends the bytes of a string's content up to the first that JSON writes as an escape.
    ///
    /// - Returns: the offset behind the last byte that it took.
    @inline(__always)
    mutating func appendPlain(_ content: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        // Words are stored whole and those behind them overwrite what does not count.
        if content.count - start + 8 > storage.count - count { grow(by: content.count - start + 8) }
        var offset = start
        while offset <= content.count - 8 {
            let taken = appendWord(ByteWord.load(content, at: offset))
            offset += taken
            if taken < 8 { return offset }
        }
        if offset == content.count { return offset }
        let end = count + content.count - offset
        let taken = appendWord(ByteWord.loadTail(content, at: offset))
        count = min(count, end)
        return min(offset + taken, content.count)
    }

    /// Appends the bytes of the word up to the first that JSON writes as an escape.
    ///
    /// - Returns: how many it took.
    @inline(__always)
    mutating func appendPlain(_ word: UInt64) -> Int {
        if storage.count - count < 8 { grow(by: 8) }
        return appendWord(word)
    }

    /// Stores the word, for which there must be room, and counts the bytes before the first that needs an escape.
    @inline(__always)
    private mutating func appendWord(_ word: UInt64) -> Int {
        store(word, at: count)
        let taken = ByteWord.index(of: ByteWord.special(in: word))
        count += taken
        return taken
    }

    @inline(__always)
    private mutating func store(_ word: UInt64, at offset: Int) {
        UnsafeMutableRawBufferPointer(storage).storeBytes(of: word.littleEndian, toByteOffset: offset, as: UInt64.self)
    }

    /// Appends the decimal digits of the number, that many of them behind a point; no point if there are none.
    mutating func append(_ number: UInt64, fractionDigits: Int) {
        let pointLength = fractionDigits > 0 ? 1 : 0
        let length = max(number.decimalDigitCount, fractionDigits + 1) + pointLength
        if length > storage.count - count { grow(by: length) }
        let point = count + length - fractionDigits - pointLength
        let integer = writeDigits(of: number, from: point + pointLength, to: count + length)
        if fractionDigits > 0 { storage.initializeElement(at: point, to: UInt8(ascii: ".")) }
        _ = writeDigits(of: integer, from: count, to: point)
        count += length
    }

    /// Writes the last digits of the number to these places.
    ///
    /// - Returns: the number that the digits before them make.
    @inline(__always)
    private mutating func writeDigits(of number: UInt64, from start: Int, to end: Int) -> UInt64 {
        var rest = number
        var index = end
        while index - start >= 8 {
            index -= 8
            let (quotient, digits) = rest.quotientAndRemainder(dividingBy: 100_000_000)
            store(ByteWord.decimalText(digits), at: index)
            rest = quotient
        }
        while index > start {
            index -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            storage.initializeElement(at: index, to: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = quotient
        }
        return rest
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
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
            capacity: max(2 * storage.count, count + missing, Self.firstCapacity))
        _ = larger.moveInitialize(fromContentsOf: storage[..<count])
        storage.deallocate()
        storage = larger
    }
}

extension UInt64 {
    /// How many decimal digits the number has; zero has one.
    fileprivate var decimalDigitCount: Int {
        var count = 1
        var bound: UInt64 = 10
        while self >= bound {
            count += 1
            let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
            if overflow { return count }
            bound = next
        }
        return count
    }
}
