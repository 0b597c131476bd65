import CHTTP

/// One request in libcurl's hands. Confined to the shard's thread; `ClientShard` keeps it alive as long as libcurl
/// holds pointers to it.
final class ClientTransfer {
    typealias Completion = @Sendable (Result<HTTPResponse, HTTPError>) -> Void

    let request: HTTPClientRequest
    let number: Int
    let easy: UnsafeMutableRawPointer
    private let completion: Completion
    private var fields: UnsafeMutablePointer<curl_slist>?
    /// How much of the body libcurl has taken.
    private var sent = 0
    private var headers = HTTPHeaders()
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false

    /// Nil if libcurl has no memory for it.
    init?(
        _ request: HTTPClientRequest, number: Int, configuration: HTTPClientConfiguration,
        completion: @escaping Completion
    ) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.request = request
        self.number = number
        self.completion = completion
        setTarget(configuration)
        setLimits(configuration)
        setCallbacks()
        setMethodAndBody()
        setHeaders(configuration)
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(fields)
    }

    /// Tells the caller how it ended.
    func finish(_ code: CURLcode) {
        var status = 0
        chttp_easy_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        if isTooLarge {
            completion(.failure(tooLarge))
        } else if code == CURLE_OK || (code == CURLE_HTTP2_STREAM && isComplete(status)) {
            completion(.success(HTTPResponse(status: status, headers: headers, body: body)))
        } else {
            completion(.failure(CurlLibrary.error(code, request, isConnected: isConnected)))
        }
    }

    func fail(_ error: HTTPError) {
        completion(.failure(error))
    }

    // MARK: Called by libcurl

    /// The next bytes of our body.
    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, request.body.count - sent)
        request.body.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[sent..<sent + count])) }
        sent += count
        return count
    }

    /// Bytes of the answer's body; false ends the transfer.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= request.maximumResponseBytes else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    /// One line of the answer's header; false ends the transfer.
    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        headerBytes += bytes.count
        guard headerBytes <= request.maximumResponseHeaderBytes else {
            isTooLarge = true
            return false
        }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.utf8.starts(with: "HTTP/".utf8) {
            // A status line begins anew: what came before was an interim answer (100 Continue).
            headers = HTTPHeaders()
        } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
            let value = line[line.utf8.index(after: colon)...].utf8.filter { $0 != 0x0D && $0 != 0x0A }
            let text = String(decoding: value, as: UTF8.self)
            headers.add(String(line[..<colon]), String(HTTPText.trimmed(text)))
        }
        return true
    }

    // MARK: What libcurl is told

    private func setTarget(_ configuration: HTTPClientConfiguration) {
        chttp_easy_set_string(easy, CURLOPT_URL, request.url)
        chttp_easy_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        chttp_easy_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
        chttp_easy_set_long(easy, CURLOPT_PATH_AS_IS, 1)
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
        chttp_easy_set_pointer(easy, CURLOPT_READDATA, context)
        chttp_easy_set_data_callback(easy, CURLOPT_WRITEFUNCTION, ClientCallbacks.receive)
        chttp_easy_set_data_callback(easy, CURLOPT_HEADERFUNCTION, ClientCallbacks.receiveHeader)
        // No CURLOPT_SEEKFUNCTION: libcurl could rewind the body and would silently send it a second time when a kept
        // connection dies before the answer. Without it, it fails with CURLE_SEND_FAIL_REWIND.
        chttp_easy_set_data_callback(easy, CURLOPT_READFUNCTION, ClientCallbacks.read)
    }

    private func setMethodAndBody() {
        if request.body.isEmpty && request.method.utf8.elementsEqual("GET".utf8) {
            chttp_easy_set_long(easy, CURLOPT_HTTPGET, 1)
        } else if request.method.utf8.elementsEqual("HEAD".utf8) {
            chttp_easy_set_long(easy, CURLOPT_NOBODY, 1)
        } else {
            let sendsBody = !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
            if sendsBody {
                chttp_easy_set_long(easy, CURLOPT_POST, 1)
                chttp_easy_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            }
            chttp_easy_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method)
        }
        // With no body there is nothing to rewind, and libcurl would send the request again: only a new connection is
        // safe then.
        if request.body.isEmpty && !request.isIdempotent { chttp_easy_set_long(easy, CURLOPT_FRESH_CONNECT, 1) }
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

    // MARK: How it ended

    private var isConnected: Bool {
        var connected: curl_off_t = 0
        chttp_easy_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &connected)
        return connected > 0
    }

    /// A server that answers before it has read our body may reset the HTTP/2 stream after a complete answer.
    private func isComplete(_ status: Int) -> Bool {
        status >= 200 && headers[first: "Content-Length"].flatMap(Int.init) == body.count
    }

    private var tooLarge: HTTPError {
        HTTPError(
            code: .responseTooLarge,
            message:
                "\(request.method) \(request.url): the answer is larger than \(request.maximumResponseBytes) bytes, "
                + "or its header than \(request.maximumResponseHeaderBytes)")
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
