import Glibc

/// The few calls on sockets that the upstream makes.
enum RawSocket {
    private static let backlog: Int32 = 1_024

    /// A listening TCP socket, non-blocking, whose accepted sockets inherit TCP_NODELAY.
    static func listen(
        host: String, port: UInt16, sharesPort: Bool
    ) throws(StandInError) -> (socket: Int32, port: UInt16) {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, "\(port)", &hints, &found)
        defer { if let found { freeaddrinfo(found) } }
        guard code == 0, let address = found?.pointee else {
            throw failure(host, port, String(cString: gai_strerror(code)))
        }
        let descriptor = socket(
            address.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure(host, port, lastError) }
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY)
        if sharesPort { setOption(descriptor, SOL_SOCKET, SO_REUSEPORT) }
        guard bind(descriptor, address.ai_addr, address.ai_addrlen) == 0, Glibc.listen(descriptor, backlog) == 0 else {
            let reason = lastError
            close(descriptor)
            throw failure(host, port, reason)
        }
        return (descriptor, localPort(of: descriptor) ?? port)
    }

    enum Accepted {
        case connection(Int32)
        case none
        /// There is no descriptor or no memory for it.
        case exhausted
    }

    static func accept(_ listener: Int32) -> Accepted {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            if socket >= 0 {
                _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
                _ = fcntl(socket, F_SETFL, O_NONBLOCK)
                return .connection(socket)
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            default: return .none
            }
        }
    }

    /// The number of bytes; 0 when the peer has ended or the connection broke, -1 when there is nothing yet.
    static func receive(_ socket: Int32, into buffer: inout [UInt8]) -> Int {
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            return errno == EAGAIN ? -1 : 0
        }
    }

    enum Sent {
        case sent(Int)
        case full
        case gone
    }

    static func send(_ socket: Int32, _ bytes: [UInt8], from start: Int) -> Sent {
        while true {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress?.advanced(by: start), $0.count - start, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 { return .sent(count) }
            if errno == EINTR { continue }
            return errno == EAGAIN ? .full : .gone
        }
    }

    /// Makes `close` answer the peer with a reset.
    static func resetOnClose(_ socket: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    static func close(_ socket: Int32) {
        _ = Glibc.close(socket)
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

    private static var lastError: String { String(cString: strerror(errno)) }

    private static func failure(_ host: String, _ port: UInt16, _ reason: String) -> StandInError {
        StandInError(code: .cannotListen, message: "cannot listen on \(host):\(port): \(reason)")
    }
}
