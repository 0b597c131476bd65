/// An error inside the parser: an offset and the path so far. The line, the column and the pointer are computed only
/// when it leaves the parser, so that texts without errors pay nothing for them.
struct ParseFailure: Error {
    let code: FormatError.Code
    let message: String
    let offset: Int
    /// Innermost first: each container adds its token while the error passes through it.
    private var path: [String] = []

    init(_ code: FormatError.Code, _ message: String, at offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    func inside(_ token: String) -> ParseFailure {
        var failure = self
        failure.path.append(token)
        return failure
    }

    func formatError(in bytes: UnsafeBufferPointer<UInt8>) -> FormatError {
        var counter = PositionCounter()
        return FormatError(
            code: code, message: message, pointer: JSONPointer(tokens: path.reversed()),
            position: counter.position(of: offset, in: bytes))
    }
}

/// Counts lines and code points from the last asked offset on: asking for rising offsets costs one pass in all.
struct PositionCounter {
    private var offset = 0
    private var position = SourcePosition(line: 1, column: 1)

    /// - Parameter target: not less than at the last call.
    mutating func position(of target: Int, in bytes: UnsafeBufferPointer<UInt8>) -> SourcePosition {
        while offset < min(target, bytes.count) {
            let byte = bytes[offset]
            offset += 1
            let isLineEnd =
                byte == UInt8(ascii: "\n")
                || byte == UInt8(ascii: "\r") && !(offset < bytes.count && bytes[offset] == UInt8(ascii: "\n"))
            if isLineEnd {
                position.line += 1
                position.column = 1
            } else if byte & 0xC0 != 0x80 {
                position.column += 1
            }
        }
        return position
    }
}
