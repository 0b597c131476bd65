/// Whether the keys of an object come in canonical order, found where they stand in the text.
struct KeyOrder {
    /// False once a key did not come behind the one before it, or had escapes, so that its text does not tell.
    var isAscending = true
    private var previous: Range<Int>?
    /// The first bytes of the previous key, the first in the highest place, so that words sort as bytes do.
    private var previousWord: UInt64 = 0

    /// Notes the key whose content begins there and ends at the cursor.
    @inline(__always)
    mutating func add(from start: Int, to cursor: ByteCursor) {
        guard isAscending else { return }
        let content = start..<cursor.offset
        let word = cursor.leadingWord(from: start) ?? 0
        // Most keys differ in the first eight bytes, and in ASCII, where there is nothing special about the order.
        if word <= previousWord || word & ByteWord.highBits != 0 { isAscending = isBehindPrevious(content, cursor) }
        previous = content
        previousWord = word
    }

    @inline(never)
    private func isBehindPrevious(_ content: Range<Int>, _ cursor: ByteCursor) -> Bool {
        guard let previous else { return true }
        return cursor.precedes(previous, content)
    }
}
