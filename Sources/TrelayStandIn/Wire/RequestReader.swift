import Glibc

/// Finds requests in the bytes that a client sent (RFC 9112). Pure.
///
/// It reads what clients of LLM APIs write, and refuses the rest: it stands on loopback in tests and benchmarks, not
/// in front of strangers.
enum RequestReader {
    /// What an upstream takes at most.
    struct Limits: Sendable {
        var maximumHeadBytes = 65_536
        var maximumBodyBytes = 67_108_864
    }

    enum Outcome {
        /// A request, and how many bytes it took.
        case request(WireRequest, consumed: Int)
        /// The request is not complete. Not before there are `bytes` in all need this be asked again (0: any number).
        case incomplete(needs: Int, expectsContinue: Bool)
        case refused(status: Int, reason: String)
    }

    static func read(_ bytes: UnsafeRawBufferPointer, limits: Limits) -> Outcome {
        var cursor = LineCursor(bytes: bytes)
        guard let first = cursor.next() else { return headIncomplete(bytes, limits) }
        let words = first.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let method = text(words[0]), let target = text(words[1]), let version = text(words[2]),
            version == "HTTP/1.1" || version == "HTTP/1.0"
        else { return .refused(status: 400, reason: "the request line is malformed") }
        var head = Head(keepsAlive: version == "HTTP/1.1")
        while true {
            guard let line = cursor.next() else { return headIncomplete(bytes, limits) }
            if line.isEmpty { break }
            guard head.add(line) else { return .refused(status: 400, reason: "a header field is malformed") }
        }
        let request = WireRequest(
            method: method, target: target, headers: head.fields, body: [], keepsAlive: head.keepsAlive)
        return body(of: request, head, bytes, from: cursor.offset, limits)
    }

    private static func headIncomplete(_ bytes: UnsafeRawBufferPointer, _ limits: Limits) -> Outcome {
        bytes.count > limits.maximumHeadBytes
            ? .refused(status: 431, reason: "the header is larger than \(limits.maximumHeadBytes) bytes")
            : .incomplete(needs: 0, expectsContinue: false)
    }

    private static func body(
        of request: WireRequest, _ head: Head, _ bytes: UnsafeRawBufferPointer, from start: Int, _ limits: Limits
    ) -> Outcome {
        var request = request
        if head.isChunked {
            switch ChunkedBody.read(bytes, from: start, maximumBytes: limits.maximumBodyBytes) {
            case .complete(let body, let end):
                request.body = body
                return .request(request, consumed: end)
            case .incomplete: return .incomplete(needs: 0, expectsContinue: head.expectsContinue)
            case .tooLarge: return .refused(status: 413, reason: "the body is too large")
            case .malformed: return .refused(status: 400, reason: "a chunk is malformed")
            }
        }
        guard head.contentLength <= limits.maximumBodyBytes else {
            return .refused(status: 413, reason: "the body is too large")
        }
        let end = start + head.contentLength
        guard end <= bytes.count else { return .incomplete(needs: end, expectsContinue: head.expectsContinue) }
        request.body = Array(bytes[start..<end])
        return .request(request, consumed: end)
    }

    static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    /// What the header fields say about the message itself.
    private struct Head {
        var fields: [(name: String, value: String)] = []
        var contentLength = 0
        var isChunked = false
        var expectsContinue = false
        var keepsAlive: Bool

        mutating func add(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
                let value = RequestReader.text(RequestReader.trimmed(line[(colon + 1)...]))
            else { return false }
            let name = RequestReader.lowercased(line[..<colon])
            fields.append((name, value))
            switch name {
            case "content-length":
                guard let length = Int(value), length >= 0 else { return false }
                contentLength = length
            case "transfer-encoding": isChunked = value.lowercased() == "chunked"
            case "expect": expectsContinue = value.lowercased() == "100-continue"
            case "connection":
                let word = value.lowercased()
                if word == "close" { keepsAlive = false } else if word == "keep-alive" { keepsAlive = true }
            default: break
            }
            return true
        }
    }

    private static func lowercased(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { buffer in
            var count = 0
            for byte in bytes {
                buffer[count] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte & 0x7F
                count += 1
            }
            return count
        }
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var rest = bytes
        while let first = rest.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        while let last = rest.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return rest
    }
}

/// The lines of some bytes, one after the other, without their ends.
struct LineCursor {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset = 0

    init(bytes: UnsafeRawBufferPointer, offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Nil when no further line has ended.
    mutating func next() -> Slice<UnsafeRawBufferPointer>? {
        guard offset < bytes.count, let start = bytes.baseAddress?.advanced(by: offset),
            let found = memchr(start, 0x0A, bytes.count - offset)
        else { return nil }
        let length = UnsafeRawPointer(found) - start
        let line = bytes[offset..<offset + length]
        offset += length + 1
        return line.last == 0x0D ? line.dropLast() : line
    }
}
