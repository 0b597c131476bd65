import CHTTP

/// What libcurl is told about a request.
extension ClientTransfer {
    /// libcurl sends up to so many bytes of a body together with the header (MAX_INITIAL_POST_SIZE).
    private static let maximumCopiedBody = 65_535

    func setOptions(_ configuration: HTTPClientConfiguration) {
        setTarget(configuration)
        setLimits(configuration)
        setCallbacks()
        setMethodAndBody()
        setHeaders(configuration)
    }

    private func setTarget(_ configuration: HTTPClientConfiguration) {
        chttp_easy_set_string(easy, CURLOPT_URL, request.url)
        chttp_easy_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        chttp_easy_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        chttp_easy_set_long(easy, CURLOPT_PATH_AS_IS, 1)
        // The answer of a proxy to CONNECT is none of the server.
        chttp_easy_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // An empty name also keeps libcurl from looking at the environment.
        chttp_easy_set_string(easy, CURLOPT_PROXY, configuration.proxy ?? "")
        let isSecure = HTTPText.equalsIgnoringCase(String(request.url.prefix(8)), "https://")
        let version = isSecure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        chttp_easy_set_long(easy, CURLOPT_HTTP_VERSION, version)
        chttp_easy_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
        chttp_easy_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.certificateAuthorityFile { chttp_easy_set_string(easy, CURLOPT_CAINFO, file) }
    }

    private func setLimits(_ configuration: HTTPClientConfiguration) {
        chttp_easy_set_long(easy, CURLOPT_NOSIGNAL, 1)
        chttp_easy_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, request.connectTimeout.wholeMilliseconds)
        chttp_easy_set_long(easy, CURLOPT_TIMEOUT_MS, request.totalTimeout.wholeMilliseconds)
        let idle = configuration.maximumConnectionIdle.wholeMilliseconds / 1000
        chttp_easy_set_long(easy, CURLOPT_MAXAGE_CONN, max(1, idle))
    }

    private func setCallbacks() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        chttp_easy_set_pointer(easy, CURLOPT_PRIVATE, context)
        chttp_easy_set_pointer(easy, CURLOPT_WRITEDATA, context)
        chttp_easy_set_pointer(easy, CURLOPT_HEADERDATA, context)
        chttp_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION, ClientCallbacks.receive)
        chttp_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION, ClientCallbacks.receiveHeader)
        // libcurl silently sends a request a second time when a kept connection dies before the answer. What must not
        // be sent twice stops it there. (A body that is read from us could not be rewound either: there is no
        // CURLOPT_SEEKFUNCTION.)
        if !request.isIdempotent { chttp_easy_set_before_request(easy, ClientCallbacks.beforeRequest, context) }
    }

    private func setMethodAndBody() {
        if request.body.isEmpty && request.method.utf8.elementsEqual("GET".utf8) {
            chttp_easy_set_long(easy, CURLOPT_HTTPGET, 1)
        } else if request.method.utf8.elementsEqual("HEAD".utf8) {
            chttp_easy_set_long(easy, CURLOPT_NOBODY, 1)
        } else {
            let sendsBody = !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
            if sendsBody { setBody() }
            chttp_easy_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
        // With nothing to read, a server may well have acted before its connection dies: a new connection is not on the
        // point of being closed.
        if request.body.isEmpty && !request.isIdempotent { chttp_easy_set_long(easy, CURLOPT_FRESH_CONNECT, 1) }
    }

    /// A small body goes out with the header in one piece: the server is not woken twice.
    private func setBody() {
        chttp_easy_set_long(easy, CURLOPT_POST, 1)
        let count = curl_off_t(request.body.count)
        if request.body.count <= Self.maximumCopiedBody {
            _ = request.body.withUnsafeBytes {
                chttp_easy_set_body(easy, $0.baseAddress ?? UnsafeRawPointer(easy), count)
            }
        } else {
            chttp_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, count)
            chttp_easy_set_pointer(easy, CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
            chttp_easy_set_data_callback(easy, CURLOPT_READFUNCTION, ClientCallbacks.read)
        }
    }

    private func setHeaders(_ configuration: HTTPClientConfiguration) {
        for field in request.headers {
            // libcurl takes "Name:" as "leave it out"; an empty value is written with a semicolon.
            append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // What libcurl would add by itself.
        for name in ["Expect", "Content-Type"] where request.headers[first: name] == nil { append("\(name):") }
        if request.headers[first: "User-Agent"] == nil { append("User-Agent: \(configuration.userAgent)") }
        chttp_easy_set_list(easy, CURLOPT_HTTPHEADER, fields)
    }

    private func append(_ line: String) {
        if let longer = curl_slist_append(fields, line) { fields = longer }
    }
}

extension Duration {
    /// Rounded up, at least one: a zero would mean "no limit" to libcurl.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000_000 else { return 1_000_000_000_000 }
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
