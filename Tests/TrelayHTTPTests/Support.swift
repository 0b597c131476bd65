import Glibc
import Synchronization
import TrelaySystem

@testable import TrelayHTTP

/// Longer than anything here takes; a test that waits for it has failed.
let patience = Duration.seconds(20)

struct ClosureHandler: HTTPHandler {
    let body: @Sendable (HTTPRequest, HTTPExchange) -> Void

    init(_ body: @escaping @Sendable (HTTPRequest, HTTPExchange) -> Void) {
        self.body = body
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        body(request, exchange)
    }
}

/// Answers with what was asked: `METHOD PATH BODY`.
let echo = ClosureHandler { request, exchange in
    let body = String(decoding: request.body, as: UTF8.self)
    exchange.reply(.text(200, "\(request.method) \(request.path) \(body)"))
}

/// Limits short enough to wait for.
func quickConfiguration() -> HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration()
    configuration.sweepInterval = .milliseconds(20)
    configuration.drainGrace = .milliseconds(200)
    return configuration
}

/// Runs a server for the duration of `body`.
func withServer(
    _ configuration: HTTPServerConfiguration = quickConfiguration(), _ handler: any HTTPHandler = echo,
    _ body: (HTTPServer) throws -> Void
) throws {
    let server = try HTTPServer(configuration, handler: handler)
    defer { server.stop(deadline: .milliseconds(500)) }
    try body(server)
}

/// A count or a value that several threads look at.
final class Box<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) {
        stored = Mutex(value)
    }

    var value: Value { stored.withLock { $0 } }

    func change(_ body: (inout sending Value) -> Void) {
        stored.withLock { body(&$0) }
    }
}

/// Waits for a condition that another thread makes true; false when patience ends.
func eventually(_ condition: () -> Bool) -> Bool {
    let began = SystemClock.monotonicNanoseconds()
    while !condition() {
        if SystemClock.monotonicNanoseconds().elapsed(since: began) > patience { return false }
        poll(nil, 0, 2)
    }
    return true
}

struct SocketFailure: Error {
    let operation: String
    let code: Int32

    init(_ operation: String) {
        self.operation = operation
        code = errno
    }
}

/// A TCP client without any idea of HTTP.
final class RawClient {
    let socket: Int32
    private var buffer: [UInt8] = []

    init(port: UInt16, receiveBufferBytes: Int32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var bytes = receiveBufferBytes {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = loopback(port)
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw SocketFailure("connect") }
    }

    init(socket: Int32) {
        self.socket = socket
    }

    deinit {
        close(socket)
    }

    /// False when the peer has gone.
    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Everything until the peer closes; nil if it does not within patience.
    func receiveAll() -> String? {
        while let count = fill() {
            if count == 0 {
                defer { buffer = [] }
                return String(decoding: buffer, as: UTF8.self)
            }
        }
        return nil
    }

    /// Everything up to and with `mark`; nil if the peer closes before.
    func receive(through mark: String) -> String? {
        let mark = Array(mark.utf8)
        while true {
            if let end = end(of: mark) {
                defer { buffer.removeFirst(end) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            guard let count = fill(), count > 0 else { return nil }
        }
    }

    /// One answer with a Content-Length; nil if the peer closes before its end.
    func receiveResponse() -> (head: String, body: String)? {
        guard let head = receive(through: "\r\n\r\n") else { return nil }
        let length = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.drop { $0 != ":" }.dropFirst().filter { $0 != " " }) }
        while buffer.count < length ?? 0 {
            guard let count = fill(), count > 0 else { return nil }
        }
        defer { buffer.removeFirst(length ?? 0) }
        return (head, String(decoding: buffer[..<(length ?? 0)], as: UTF8.self))
    }

    func finishSending() {
        shutdown(socket, Int32(SHUT_WR))
    }

    private func fill() -> Int? {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &piece, piece.count, 0)
        // A reset after the answer is an end too: what came before it has been read.
        if count < 0 { return errno == ECONNRESET ? 0 : nil }
        buffer.append(contentsOf: piece[..<count])
        return count
    }

    private func end(of mark: [UInt8]) -> Int? {
        guard buffer.count >= mark.count else { return nil }
        for start in 0...(buffer.count - mark.count) where buffer[start..<start + mark.count].elementsEqual(mark) {
            return start + mark.count
        }
        return nil
    }
}

/// A TCP server without any idea of HTTP: each connection is given to `script` with its number, on its own thread.
final class RawServer: Sendable {
    let port: UInt16
    private let socket: Int32
    private let thread: OSThread

    init(_ script: @escaping @Sendable (RawClient, Int) -> Void) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 && listen(socket, 16) == 0
                    ? getsockname(socket, pointer, &length) : -1
            }
        }
        guard code == 0 else { throw SocketFailure("listen") }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        thread = try OSThread(name: "raw-server") {
            var number = 0
            var threads: [OSThread] = []
            while true {
                let accepted = accept(socket, nil, nil)
                guard accepted >= 0 else { break }
                number += 1
                let scripted = try? OSThread(name: "raw-\(number)") { [number] in
                    script(RawClient(socket: accepted), number)
                }
                if let scripted { threads.append(scripted) }
            }
            for thread in threads { thread.join() }
        }
    }

    /// After the clients have gone: each script ends with its connection.
    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        thread.join()
        close(socket)
    }
}

func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}
