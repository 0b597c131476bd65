import CHTTP

/// The functions that libcurl calls, on the shard's thread and in no actor's isolation.
enum ClientCallbacks {
    static let receive: chttp_data_callback = { bytes, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        switch transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size * count)) {
        case .accept: return size * count
        case .pause: return Int(CURL_WRITEFUNC_PAUSE)
        // Any other count than what was offered ends the transfer.
        case nil: return size * count == 0 ? 1 : 0
        }
    }

    static let receiveHeader: chttp_data_callback = { bytes, size, count, context in
        guard let transfer = transfer(context) else { return 0 }
        return transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
    }

    static let read: chttp_data_callback = { buffer, size, count, context in
        guard let transfer = transfer(context) else { return Int(CURL_READFUNC_ABORT) }
        return transfer.read(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
    }

    static let beforeRequest: chttp_before_request_callback = { context, _, _, _, _ in
        guard let transfer = transfer(context), transfer.mayBeSent() else { return CURL_PREREQFUNC_ABORT }
        return CURL_PREREQFUNC_OK
    }

    static let socketChanged: chttp_socket_callback = { _, socket, what, context, _ in
        guard let context else { return 0 }
        Unmanaged<ClientShard>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
        return 0
    }

    static let timerChanged: chttp_timer_callback = { _, milliseconds, context in
        guard let context else { return 0 }
        Unmanaged<ClientShard>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
        return 0
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> ClientTransfer? {
        context.map { Unmanaged<ClientTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
