import CHTTP

/// Hands answers to libmicrohttpd.
enum ServerResponses {
    /// What the server writes itself.
    private static let reserved = ["Content-Length", "Transfer-Encoding", "Connection", "Date"]

    /// Queues a complete answer; false if libmicrohttpd takes it not.
    static func queue(_ response: HTTPResponse, on handle: OpaquePointer, closes: Bool) -> Bool {
        let created = response.body.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
        }
        return finish(created, response.status, response.headers, handle, closes)
    }

    /// Queues a stream whose bytes `reader` takes from `context`; `release` is called exactly once for it.
    static func queueStream(
        status: Int, headers: HTTPHeaders, on handle: OpaquePointer, closes: Bool, context: UnsafeMutableRawPointer,
        reader: MHD_ContentReaderCallback, release: MHD_ContentReaderFreeCallback
    ) -> Bool {
        guard let created = chttp_stream_response(streamBlockBytes, reader, context, release) else {
            release(context)
            return false
        }
        return finish(created, status, headers, handle, closes)
    }

    /// How much of a stream libmicrohttpd asks for at once.
    private static let streamBlockBytes = 16_384

    private static func finish(
        _ created: OpaquePointer?, _ status: Int, _ headers: HTTPHeaders, _ handle: OpaquePointer, _ closes: Bool
    ) -> Bool {
        guard let created else { return false }
        defer { MHD_destroy_response(created) }
        for field in headers where isAllowed(field) { MHD_add_response_header(created, field.name, field.value) }
        if closes { MHD_add_response_header(created, "Connection", "close") }
        // 1xx would leave the client waiting, and libmicrohttpd refuses what has not three digits.
        let status = (200...999).contains(status) ? status : 500
        return MHD_queue_response(handle, UInt32(status), created) == .YES
    }

    private static func isAllowed(_ field: HTTPHeaders.Element) -> Bool {
        HTTPText.isToken(field.name) && HTTPText.isFieldValue(field.value)
            && !reserved.contains { HTTPText.equalsIgnoringCase($0, field.name) }
    }
}
