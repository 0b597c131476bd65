import Synchronization
import TrelayHTTP

/// A web server with one artifact, which serves it well or badly.
final class ArtifactServer: Sendable {
    enum Manner: Sendable {
        /// Ranges, with an entity tag.
        case well
        /// Ranges are not looked at.
        case whole
        /// The connection breaks in the middle of the part that holds this byte.
        case breaksAt(Int)
        /// From this byte on it serves another artifact of the same size.
        case changesAt(Int)
        /// As `changesAt`, and does not say so by another tag.
        case changesSilentlyAt(Int)
        /// One byte more than asked for.
        case sendsMore
        /// Says that there are more bytes than there are.
        case saysMore(Int)
        case answers(Int)
        case fails(times: Int)
    }

    private struct State {
        var manner: Manner
        var ranges: [String] = []
    }

    let bytes: [UInt8]
    private let other: [UInt8]
    private let box: Box<State>
    private let server: HTTPServer

    init(_ bytes: [UInt8], _ manner: Manner = .well) throws {
        self.bytes = bytes
        other = bytes.map { ~$0 }
        let state = Box(State(manner: manner))
        box = state
        let (good, bad) = (bytes, other)
        server = try HTTPServer(
            HTTPServerConfiguration(),
            handler: ClosureHandler { request, exchange in
                let range = request.headers[first: "range"] ?? ""
                let manner = state.change { state in
                    state.ranges.append(range)
                    guard case .fails(let times) = state.manner else { return state.manner }
                    state.manner = times > 1 ? .fails(times: times - 1) : .well
                    return .answers(503)
                }
                Self.answer(manner, range, request, exchange, good, bad)
            })
    }

    var uri: String { "http://127.0.0.1:\(server.port)/model" }

    /// The ranges that were asked for, in order.
    var ranges: [String] { box.value.ranges }

    func turn(_ manner: Manner) {
        box.change { state in
            state.manner = manner
            state.ranges = []
        }
    }

    func stop() { server.stop(deadline: .milliseconds(500)) }

    private static func answer(
        _ manner: Manner, _ range: String, _ request: HTTPRequest, _ exchange: HTTPExchange, _ good: [UInt8],
        _ bad: [UInt8]
    ) {
        let ends = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        guard ends.count == 2 else { return exchange.reply(.text(400, "no range")) }
        let (first, last) = (ends[0], min(ends[1], good.count - 1))
        guard first < good.count else {
            return exchange.reply(HTTPResponse(status: 416, headers: ["Content-Range": "bytes */\(good.count)"]))
        }
        var headers: HTTPHeaders = ["Content-Range": "bytes \(first)-\(last)/\(good.count)", "ETag": "\"a\""]
        let part = Array(good[first...last])
        switch manner {
        case .well: exchange.reply(HTTPResponse(status: 206, headers: headers, body: part))
        case .whole: exchange.reply(HTTPResponse(status: 200, body: good))
        case .breaksAt(let place) where (first...last).contains(place):
            exchange.startStream(status: 206, headers: headers)
            _ = exchange.write(Array(part.prefix(place - first)))
        case .changesAt(let place) where first >= place:
            headers.set("ETag", "\"b\"")
            // A server that knows If-Range answers with all of the new one.
            let isConditional = request.headers[first: "if-range"] != nil
            exchange.reply(
                HTTPResponse(
                    status: isConditional ? 200 : 206, headers: headers,
                    body: isConditional ? bad : Array(bad[first...last])))
        case .changesSilentlyAt(let place) where first >= place:
            exchange.reply(HTTPResponse(status: 206, headers: headers, body: Array(bad[first...last])))
        case .sendsMore: exchange.reply(HTTPResponse(status: 206, headers: headers, body: part + [0]))
        case .saysMore(let count):
            headers.set("Content-Range", "bytes \(first)-\(last)/\(good.count + count)")
            exchange.reply(HTTPResponse(status: 206, headers: headers, body: part))
        case .answers(let status):
            exchange.reply(HTTPResponse(status: status, headers: ["Location": "http://127.0.0.1:1/other"]))
        case .breaksAt, .changesAt, .changesSilentlyAt, .fails:
            exchange.reply(HTTPResponse(status: 206, headers: headers, body: part))
        }
    }
}

/// A value that several threads look at.
final class Box<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value { stored.withLock { $0 } }

    @discardableResult
    func change<Result: Sendable>(_ body: (inout sending Value) -> sending Result) -> Result {
        stored.withLock { body(&$0) }
    }
}
