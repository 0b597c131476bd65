/// Bytes in the order they were written, taken out in pieces of any size. What was taken is given back chunk by chunk,
/// so that a long stream does not grow.
struct ChunkQueue {
    private var chunks: [[UInt8]] = []
    /// The first chunk that still holds bytes, and how many of its bytes are gone.
    private var first = 0
    private var offset = 0
    private(set) var count = 0

    mutating func append(_ chunk: [UInt8]) {
        guard !chunk.isEmpty else { return }
        chunks.append(chunk)
        count += chunk.count
    }

    mutating func removeAll() {
        self = ChunkQueue()
    }

    /// Copies as many bytes as there are and as fit; the number of bytes copied.
    mutating func take(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var copied = 0
        while copied < buffer.count && first < chunks.count {
            let piece = min(buffer.count - copied, chunks[first].count - offset)
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[copied..<copied + piece])
            chunks[first].withUnsafeBytes { target.copyMemory(from: .init(rebasing: $0[offset..<offset + piece])) }
            copied += piece
            offset += piece
            if offset == chunks[first].count { dropFirstChunk() }
        }
        count -= copied
        return copied
    }

    private mutating func dropFirstChunk() {
        chunks[first] = []
        first += 1
        offset = 0
        // Half of the array is spent: move the rest to the front. Amortised constant.
        if first * 2 >= chunks.count {
            chunks.removeFirst(first)
            first = 0
        }
    }
}
