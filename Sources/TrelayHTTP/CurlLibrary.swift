import CHTTP

/// libcurl as a whole: its one-time start, and its result codes in our words.
enum CurlLibrary {
    private static let startCode = chttp_curl_start()

    /// Starts libcurl once for the process.
    static func start() throws(HTTPError) {
        guard startCode == CURLE_OK else {
            throw HTTPError(
                code: .systemFailure, message: "libcurl does not start: \(text(startCode))",
                libraryCode: Int32(bitPattern: startCode.rawValue))
        }
    }

    static func text(_ code: CURLcode) -> String {
        String(cString: curl_easy_strerror(code))
    }

    /// The error for a transfer that ended with `code`.
    ///
    /// - Parameter isConnected: a connection stood: the server may have seen the request.
    static func error(_ code: CURLcode, _ request: HTTPClientRequest, isConnected: Bool) -> HTTPError {
        let (kind, mayHaveTakenEffect) = classify(code, isConnected: isConnected)
        let isTransient = kind != .invalidRequest && kind != .tlsFailed && kind != .protocolViolation
        return HTTPError(
            code: kind, message: "\(request.method) \(request.url): \(text(code))",
            libraryCode: Int32(bitPattern: code.rawValue),
            isRetriable: isTransient && (!mayHaveTakenEffect || request.isIdempotent))
    }

    private static func classify(
        _ code: CURLcode, isConnected: Bool
    ) -> (kind: HTTPError.Code, mayHaveTakenEffect: Bool) {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: (.invalidRequest, false)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: (.unresolvedHost, false)
        case CURLE_COULDNT_CONNECT: (.cannotConnect, false)
        case CURLE_OPERATION_TIMEDOUT: isConnected ? (.timedOut, true) : (.connectTimedOut, false)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER:
            (.tlsFailed, false)
        // What was kept of a connection was dead, and the body would have had to be sent again.
        case CURLE_SEND_FAIL_REWIND, CURLE_ABORTED_BY_CALLBACK: (.connectionLost, true)
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM,
            CURLE_HTTP2:
            (.connectionLost, true)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING:
            (.protocolViolation, true)
        default: (.systemFailure, true)
        }
    }
}
