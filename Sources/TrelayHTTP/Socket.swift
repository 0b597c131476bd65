import CHTTP
import Glibc

/// The few calls on plain sockets that the server makes beside libmicrohttpd.
enum Socket {
    /// A listening TCP socket, non-blocking, whose accepted sockets inherit TCP_NODELAY.
    static func listen(
        host: String, port: UInt16, backlog: Int32, sharesPort: Bool
    ) throws(HTTPError) -> (socket: Int32, port: UInt16) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &found)
        defer { freeaddrinfo(found) }
        guard code == 0, let address = found?.pointee else {
            throw HTTPError(
                code: .cannotListen, message: "cannot listen on \(host): \(String(cString: gai_strerror(code)))",
                libraryCode: code)
        }
        let descriptor = socket(
            address.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(host, port) }
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
        if sharesPort { setOption(descriptor, SOL_SOCKET, SO_REUSEPORT) }
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, Glibc.listen(descriptor, backlog) == 0 else {
            defer { _ = Glibc.close(descriptor) }
            throw failure(host, port)
        }
        return (descriptor, localPort(of: descriptor) ?? port)
    }

    /// Bytes received from the peer and bytes acknowledged by it, over the life of the connection.
    static func progress(_ socket: Int32) -> (received: UInt64, acknowledged: UInt64) {
        var received: UInt64 = 0
        var acknowledged: UInt64 = 0
        _ = chttp_tcp_progress(socket, &received, &acknowledged)
        return (received, acknowledged)
    }

    /// Whether bytes or a connection wait to be taken.
    static func isReadable(_ socket: Int32) -> Bool {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0 && entry.revents & Int16(POLLIN) != 0
    }

    static func close(_ socket: Int32) {
        _ = Glibc.close(socket)
    }

    /// Both directions: whoever polls the socket sees its end.
    static func shutDown(_ socket: Int32) {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// An answer in one packet, past libmicrohttpd, which cannot answer before a request is complete. As much as the
    /// socket takes at once: it is empty at that moment.
    static func sendRefusal(_ socket: Int32, _ response: HTTPResponse) {
        let phrase = response.status == 408 ? "Request Timeout" : "Content Too Large"
        var text = "HTTP/1.1 \(response.status) \(phrase)\r\nConnection: close\r\n"
        for field in response.headers where HTTPText.isToken(field.name) && HTTPText.isFieldValue(field.value) {
            text += "\(field.name): \(field.value)\r\n"
        }
        text += "Content-Length: \(response.body.count)\r\n\r\n"
        let bytes = Array(text.utf8) + response.body
        _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }

    private static func setOption(_ socket: Int32, _ level: Int32, _ option: Int32) {
        var value: Int32 = 1
        setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func localPort(of socket: Int32) -> UInt16? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let code = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
        }
        guard code == 0 else { return nil }
        // The port stands at the same place in sockaddr_in and sockaddr_in6.
        return withUnsafeBytes(of: &storage) { UInt16($0[2]) << 8 | UInt16($0[3]) }
    }

    private static func failure(_ host: String, _ port: UInt16) -> HTTPError {
        let code = errno
        return HTTPError(
            code: .cannotListen, message: "cannot listen on \(host):\(port): \(String(cString: strerror(code)))",
            libraryCode: code)
    }
}
