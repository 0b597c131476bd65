/// Refuses what libmicrohttpd lets pass although two parties could read it differently (request smuggling), and what
/// goes beyond the limits. Pure: it sees the header, not the socket.
enum RequestGuard {
    /// An answer that ends the connection.
    struct Refusal: Hashable, Sendable {
        let status: Int
        let reason: String
    }

    /// How the body is delimited.
    enum Framing: Hashable, Sendable {
        case length(Int)
        case chunked
    }

    static func framing(
        method: String, headers: HTTPHeaders, version: String, headerBytes: Int, limits: HTTPServerConfiguration
    ) -> Result<Framing, Refusal> {
        if headerBytes > limits.maximumHeaderBytes {
            return refuse(431, "the header is larger than \(limits.maximumHeaderBytes) bytes")
        }
        if headers.count > limits.maximumHeaderCount {
            return refuse(431, "the header has more than \(limits.maximumHeaderCount) fields")
        }
        if version != "HTTP/1.1" && version != "HTTP/1.0" {
            return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken")
        }
        if !HTTPText.isToken(method) { return refuse(400, "the method is not a token") }
        // "Name : value" would hide a field from us that a proxy in front has obeyed.
        for field in headers where !HTTPText.isToken(field.name) { return refuse(400, "a field name is not a token") }
        let hosts = headers.all("Host").count
        if hosts > 1 || (hosts == 0 && version == "HTTP/1.1") { return refuse(400, "exactly one Host is needed") }
        return bodyFraming(of: headers, version: version)
    }

    /// RFC 9112, 6.1 and 6.3: whatever is ambiguous is an error.
    private static func bodyFraming(of headers: HTTPHeaders, version: String) -> Result<Framing, Refusal> {
        let encodings = headers.all("Transfer-Encoding")
        let lengths = headers.all("Content-Length")
        if let encoding = encodings.first {
            if !lengths.isEmpty { return refuse(400, "Content-Length together with Transfer-Encoding") }
            if encodings.count > 1 { return refuse(400, "more than one Transfer-Encoding") }
            if version != "HTTP/1.1" { return refuse(400, "Transfer-Encoding needs HTTP/1.1") }
            guard HTTPText.equalsIgnoringCase(String(HTTPText.trimmed(encoding)), "chunked") else {
                return refuse(400, "unknown Transfer-Encoding")
            }
            return .success(.chunked)
        }
        if lengths.count > 1 { return refuse(400, "more than one Content-Length") }
        guard let text = lengths.first else { return .success(.length(0)) }
        let digits = String(HTTPText.trimmed(text))
        guard HTTPText.isDigits(digits), let length = Int(digits) else {
            return refuse(400, "Content-Length is not a number")
        }
        return .success(.length(length))
    }

    private static func refuse(_ status: Int, _ reason: String) -> Result<Framing, Refusal> {
        .failure(Refusal(status: status, reason: reason))
    }
}

extension RequestGuard.Refusal: Error {}
