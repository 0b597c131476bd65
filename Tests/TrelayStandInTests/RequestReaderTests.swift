import Testing

@testable import TrelayStandIn

@Suite("Requests on the wire")
struct RequestReaderTests {
    static let limits = RequestReader.Limits(maximumHeadBytes: 200, maximumBodyBytes: 20)

    private func read(_ text: String) -> RequestReader.Outcome { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> RequestReader.Outcome {
        bytes.withUnsafeBytes { RequestReader.read($0, limits: Self.limits) }
    }

    private func request(_ text: String) throws -> (request: WireRequest, consumed: Int) {
        guard case .request(let request, let consumed) = read(text) else { throw NoRequest() }
        return (request, consumed)
    }
    private struct NoRequest: Error {}

    static let plain: String = "POST /v1/x?a=1 HTTP/1.1\r\nHost: h\r\nX-Two:  b c \r\nContent-Length: 4\r\n\r\nbody"
    static let chunked: String =
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"

    @Test("A request with a length is read, and what follows it is left")
    func withLength() throws {
        let (request, consumed) = try request(Self.plain + "GET /next")
        #expect(request.method == "POST")
        #expect(request.target == "/v1/x?a=1")
        #expect(request.path == "/v1/x")
        #expect(request.header("x-two") == "b c")
        #expect(request.body == Array("body".utf8))
        #expect(request.keepsAlive)
        #expect(consumed == Self.plain.utf8.count)
    }

    @Test("A request in chunks is put together, with extensions and a trailer")
    func inChunks() throws {
        let (request, consumed) = try request(Self.chunked + "GET")
        #expect(request.body == Array("abc0123456789".utf8))
        #expect(consumed == Self.chunked.utf8.count)
    }

    @Test("However a request is cut, it is incomplete until its last byte is there", arguments: [plain, chunked])
    func cut(text: String) {
        let bytes = Array(text.utf8)
        for count in bytes.indices {
            guard case .incomplete(let needs, _) = read(Array(bytes[..<count])) else {
                Issue.record("the first \(count) bytes are not incomplete")
                continue
            }
            #expect(needs == 0 || needs == bytes.count)
        }
    }

    @Test(
        "What is malformed or too large is refused",
        arguments: [
            ("GET /\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 400), ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n: x\r\n\r\n", 400), ("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nContent-Length: 21\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", 400),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n", 413),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", 413),
            ("GET /" + String(repeating: "x", count: 200), 431),
        ])
    func refused(text: String, status: Int) {
        guard case .refused(status: status, reason: _) = read(text) else {
            Issue.record("it is not refused with \(status)")
            return
        }
    }

    @Test("The connection goes on as the version and the header say")
    func keepAlive() throws {
        #expect(try !request("GET / HTTP/1.0\r\n\r\n").request.keepsAlive)
        #expect(try request("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").request.keepsAlive)
        #expect(try !request("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").request.keepsAlive)
    }

    @Test("A client that asks before it sends is told so")
    func expectation() {
        let outcome = read("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        guard case .incomplete(_, expectsContinue: true) = outcome else {
            Issue.record("the expectation is not seen")
            return
        }
    }
}
