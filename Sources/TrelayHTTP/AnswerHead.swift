/// The header of an answer, built line by line as libcurl hands the lines over.
struct AnswerHead {
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    /// Of all lines so far, interim answers included.
    private(set) var bytes = 0
    /// The final header is whole: what comes after it is the trailer.
    private(set) var isComplete = false

    var hasBegun: Bool { bytes > 0 }

    /// Takes one line with its end. True for the line that completes the final header.
    mutating func receive(_ line: UnsafeRawBufferPointer) -> Bool {
        bytes += line.count
        let text = AnswerHead.trimmed(line[...])
        if text.isEmpty {
            // Interim answers (100 Continue, 103 Early Hints) end with an empty line too.
            guard status >= 200, !isComplete else { return false }
            isComplete = true
            return true
        }
        if !isComplete, line.starts(with: "HTTP/".utf8) {
            status = AnswerHead.status(of: text)
            headers = HTTPHeaders()
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            headers.add(
                String(decoding: line[..<colon], as: UTF8.self),
                String(decoding: AnswerHead.trimmed(line[(colon + 1)...]), as: UTF8.self))
        }
        return false
    }

    /// `HTTP/1.1 200 OK`; libcurl has checked it.
    private static func status(of line: Slice<UnsafeRawBufferPointer>) -> Int {
        guard let space = line.firstIndex(of: 0x20) else { return 0 }
        var status = 0
        for byte in line[(space + 1)...].prefix(3) {
            guard byte >= 0x30, byte <= 0x39 else { return 0 }
            status = status * 10 + Int(byte - 0x30)
        }
        return status
    }

    /// Without the white space at both ends, and the end of the line.
    private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var rest = text
        while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
}
