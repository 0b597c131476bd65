/// The first bytes of an answer: status line and header.
struct ResponseHead {
    private(set) var bytes: [UInt8] = []

    init(status: Int) {
        bytes.reserveCapacity(256)
        raw("HTTP/1.1 ")
        bytes.append(contentsOf: String(status).utf8)
        raw(" ")
        raw(ResponseHead.reason(status))
        raw("\r\n")
    }

    mutating func field(_ name: StaticString, _ value: some StringProtocol) {
        raw(name)
        raw(": ")
        bytes.append(contentsOf: value.utf8)
        raw("\r\n")
    }

    mutating func field(_ name: StaticString, _ value: Int) {
        field(name, String(value))
    }

    mutating func end() {
        raw("\r\n")
    }

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 529: "Overloaded"
        default: "Status"
        }
    }
}

/// The chunks of a streamed body (RFC 9112, 7.1).
enum Chunk {
    static let last: [UInt8] = Array("0\r\n\r\n".utf8)

    static func wrap(_ bytes: [UInt8]) -> [UInt8] {
        var chunk: [UInt8] = []
        chunk.reserveCapacity(bytes.count + 12)
        Hexadecimal.append(bytes.count, to: &chunk)
        chunk.append(contentsOf: [0x0D, 0x0A])
        chunk.append(contentsOf: bytes)
        chunk.append(contentsOf: [0x0D, 0x0A])
        return chunk
    }
}
