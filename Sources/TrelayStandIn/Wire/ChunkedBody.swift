/// A body in chunks (RFC 9112, 7.1). Pure.
enum ChunkedBody {
    enum Outcome: Hashable {
        /// The body, and where the bytes behind it begin.
        case complete([UInt8], end: Int)
        case incomplete
        case tooLarge
        case malformed
    }

    static func read(_ bytes: UnsafeRawBufferPointer, from start: Int, maximumBytes: Int) -> Outcome {
        var cursor = LineCursor(bytes: bytes, offset: start)
        var body: [UInt8] = []
        while true {
            guard let line = cursor.next() else { return .incomplete }
            let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 }
            guard let size = RequestReader.text(digits).flatMap({ Int($0, radix: 16) }), size >= 0 else {
                return .malformed
            }
            guard size <= maximumBytes - body.count else { return .tooLarge }
            if size == 0 { return trailer(&cursor, body) }
            let end = cursor.offset + size
            guard end + 2 <= bytes.count else { return .incomplete }
            body.append(contentsOf: bytes[cursor.offset..<end])
            cursor = LineCursor(bytes: bytes, offset: end)
            guard let rest = cursor.next(), rest.isEmpty else { return .malformed }
        }
    }

    private static func trailer(_ cursor: inout LineCursor, _ body: [UInt8]) -> Outcome {
        while let line = cursor.next() {
            if line.isEmpty { return .complete(body, end: cursor.offset) }
        }
        return .incomplete
    }
}
