import Glibc
import Testing
import TrelayFormat
import TrelayHTTP
import TrelaySystem

@testable import TrelayStandIn

/// Longer than anything here takes; a test that waits for it has failed.
let patience = Duration.seconds(30)

/// Runs an upstream, and a client for it, for the duration of `body`.
func withUpstream<Value>(
    _ configuration: StandInConfiguration = StandInConfiguration(name: "east"), _ body: (Caller) throws -> Value
) throws -> Value {
    let upstream = try StandInUpstream(configuration)
    defer { upstream.stop() }
    let client = try HTTPClient()
    defer { client.close() }
    return try body(Caller(upstream: upstream, client: client))
}

/// An upstream with somebody who asks it.
struct Caller {
    let upstream: StandInUpstream
    let client: HTTPClient

    func get(_ path: String) throws -> HTTPResponse {
        try client.sendAndWait(HTTPClientRequest(url: upstream.address + path))
    }

    func post(_ path: String, _ body: JSONValue, _ headers: HTTPHeaders = [:]) throws -> HTTPResponse {
        try client.sendAndWait(request(path, body, headers))
    }

    func request(_ path: String, _ body: JSONValue, _ headers: HTTPHeaders = [:]) -> HTTPClientRequest {
        var request = HTTPClientRequest(
            method: "POST", url: upstream.address + path, headers: headers, body: body.canonicalBytes())
        request.maximumResponseBytes = 268_435_456
        return request
    }

    func chat(_ user: String, _ more: JSONObject = [:], _ headers: HTTPHeaders = [:]) throws -> HTTPResponse {
        try post("/v1/chat/completions", chatBody(user, more), headers)
    }

    func message(_ user: String, _ more: JSONObject = [:], _ headers: HTTPHeaders = [:]) throws -> HTTPResponse {
        var all = headers
        all.add("anthropic-version", "2023-06-01")
        var body: JSONObject = [
            "model": "opus", "max_tokens": 64, "messages": [["role": "user", "content": .string(user)]],
        ]
        for (key, value) in more { body.set(key, value) }
        return try post("/v1/messages", .object(body), all)
    }

    /// What the upstream counted, once it is so.
    func eventually(_ condition: (UpstreamStatistics) -> Bool) -> Bool {
        let deadline = Deadline(after: patience)
        while !condition(upstream.statistics) {
            if deadline.hasPassed { return false }
            poll(nil, 0, 2)
        }
        return true
    }
}

func chatBody(_ user: String, _ more: JSONObject = [:]) -> JSONValue {
    var body: JSONObject = ["model": "small", "messages": [["role": "user", "content": .string(user)]]]
    for (key, value) in more { body.set(key, value) }
    return .object(body)
}

extension HTTPResponse {
    var json: JSONValue {
        get throws {
            try JSONParser.parse(body, limits: ParseLimits(maximumBytes: 300_000_000, maximumStringBytes: 300_000_000))
        }
    }

    /// The text of a chat's first choice.
    var content: String {
        get throws {
            try #require(json["choices"]?.arrayValue?.first?["message"]?["content"]?.stringValue)
        }
    }

    /// The data of the events of a stream.
    var events: [JSONValue] {
        get throws {
            try EventStream(body).events.filter { !$0.elementsEqual("[DONE]".utf8) }.map {
                try JSONParser.parse(Array($0))
            }
        }
    }
}

/// A TCP client without any idea of HTTP.
final class RawClient {
    private let socket: Int32
    /// What has come so far.
    private(set) var received: [UInt8] = []

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0)
    }

    deinit { close(socket) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    func post(_ path: String, _ body: JSONValue, headers: String = "") {
        let body = body.canonicalString()
        send("POST \(path) HTTP/1.1\r\nHost: x\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    enum End: Equatable {
        case closed, reset, patienceEnded
    }

    /// Takes everything until the peer ends the connection.
    func receiveAll() -> End {
        while true {
            switch receive() {
            case 0: return .closed
            case let count where count < 0: return errno == ECONNRESET ? .reset : .patienceEnded
            default: continue
            }
        }
    }

    /// Takes what comes until `mark` is among it; false if the connection ends before.
    func receive(through mark: String) -> Bool {
        while !String(decoding: received, as: UTF8.self).contains(mark) {
            if receive() <= 0 { return false }
        }
        return true
    }

    /// Takes so many bytes; false if the connection ends before.
    func receive(atLeast count: Int) -> Bool {
        while received.count < count {
            if receive() <= 0 { return false }
        }
        return true
    }

    private func receive() -> Int {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &piece, piece.count, 0)
        if count > 0 { received.append(contentsOf: piece[..<count]) }
        return count
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    /// What stands behind the header.
    var body: String {
        text.firstRange(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
    }
}
