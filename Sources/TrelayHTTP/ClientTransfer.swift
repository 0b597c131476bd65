import CHTTP
import TrelaySystem

/// One request in libcurl's hands. Confined to the shard's thread; `ClientShard` keeps it alive as long as libcurl
/// holds pointers to it. What libcurl is told stands in `ClientTransfer+Options.swift`.
final class ClientTransfer {
    typealias Completion = @Sendable (Result<HTTPResponse, HTTPError>) -> Void

    /// Where the answer goes.
    enum Sink {
        case whole(Completion)
        case stream(any HTTPStreamReceiver)
    }

    private unowned let shard: ClientShard
    private let pool: EasyPool
    let request: HTTPClientRequest
    let number: Int
    let easy: UnsafeMutableRawPointer
    /// Nil once the answer is nobody's concern any more: the caller was told, or has cancelled.
    private var sink: Sink?
    var fields: UnsafeMutablePointer<curl_slist>?
    /// The request was written once, at least in part.
    private var hasBeenSent = false
    /// How much of the body libcurl has taken, if it reads it from us.
    private var sent = 0
    private var answer = AnswerHead()
    private var body: [UInt8] = []
    private var bodyBytes = 0
    private var isTooLarge = false
    /// The receiver does not take bytes at the moment.
    private(set) var isPaused = false
    /// When something of the answer came last, or the request was made; monotonic nanoseconds.
    private var lastProgress = SystemClock.monotonicNanoseconds()

    /// Nil if libcurl has no memory for it.
    init?(_ request: HTTPClientRequest, number: Int, shard: ClientShard, sink: Sink) {
        pool = shard.pool
        guard let easy = pool.take() else { return nil }
        self.shard = shard
        self.easy = easy
        self.request = request
        self.number = number
        self.sink = sink
        setOptions(shard.configuration)
    }

    deinit {
        // The handle forgets the list before the list goes.
        pool.giveBack(easy)
        curl_slist_free_all(fields)
    }

    // MARK: How it ends

    /// Tells the caller how it ended.
    func finish(_ code: CURLcode) {
        if isTooLarge {
            give(.failure(tooLarge))
        } else if code == CURLE_OK || (code == CURLE_HTTP2_STREAM && isComplete) {
            give(.success(()))
        } else {
            give(.failure(CurlLibrary.error(code, request, isConnected: isConnected)))
        }
    }

    func fail(_ error: HTTPError) {
        give(.failure(error))
    }

    /// The caller hears nothing more.
    func silence() {
        sink = nil
    }

    private func give(_ result: Result<Void, HTTPError>) {
        guard let sink else { return }
        self.sink = nil
        switch sink {
        case .whole(let completion):
            completion(result.map { HTTPResponse(status: answer.status, headers: answer.headers, body: body) })
        case .stream(let receiver): receiver.end(result)
        }
    }

    /// For a request that does not come so far as to be a transfer.
    static func refuse(_ sink: Sink, _ error: HTTPError) {
        switch sink {
        case .whole(let completion): completion(.failure(error))
        case .stream(let receiver): receiver.end(.failure(error))
        }
    }

    // MARK: Time

    /// When the first-byte or the idle timeout passes; nil while none counts.
    var deadline: UInt64? {
        guard !isPaused, let limit = answer.hasBegun ? request.idleTimeout : request.firstByteTimeout else {
            return nil
        }
        let (moment, overflow) = lastProgress.addingReportingOverflow(
            UInt64(clamping: limit.wholeMilliseconds) * 1_000_000)
        return overflow ? nil : moment
    }

    /// Ends it because `deadline` has passed.
    func expire() {
        let (code, text): (HTTPError.Code, String) =
            answer.hasBegun
            ? (.idleTimedOut, "the answer stopped for \(request.idleTimeout ?? .zero)")
            : (.firstByteTimedOut, "no byte of an answer within \(request.firstByteTimeout ?? .zero)")
        fail(
            HTTPError(
                code: code, message: "\(request.method) \(request.url): \(text)", isRetriable: request.isIdempotent))
    }

    // MARK: Called by libcurl

    /// Asked each time before the request is written. False for the second time, which is a silent repetition.
    func mayBeSent() -> Bool {
        defer { hasBeenSent = true }
        return !hasBeenSent
    }

    /// The next bytes of our body.
    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, request.body.count - sent)
        request.body.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[sent..<sent + count])) }
        sent += count
        return count
    }

    /// Bytes of the answer's body. Nil ends the transfer.
    func receive(_ bytes: UnsafeRawBufferPointer) -> HTTPStreamFlow? {
        guard bodyBytes + bytes.count <= request.maximumResponseBytes else {
            isTooLarge = true
            return nil
        }
        lastProgress = SystemClock.monotonicNanoseconds()
        switch sink {
        case .whole: body.append(contentsOf: bytes)
        case .stream(let receiver):
            guard receiver.chunk(bytes) == .accept else {
                isPaused = true
                return .pause
            }
        case nil: return nil
        }
        // The receiver may have cancelled.
        guard sink != nil else { return nil }
        bodyBytes += bytes.count
        return .accept
    }

    /// One line of the answer's header, or of its trailer; false ends the transfer.
    func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let isFirst = !answer.hasBegun
        let isComplete = answer.receive(bytes)
        guard answer.bytes <= request.maximumResponseHeaderBytes else {
            isTooLarge = true
            return false
        }
        lastProgress = SystemClock.monotonicNanoseconds()
        // From now on the idle timeout counts, which may be the shorter one.
        if isFirst { shard.schedule(self) }
        if isComplete, case .stream(let receiver) = sink {
            receiver.head(status: answer.status, headers: answer.headers)
        }
        return sink != nil
    }

    /// The receiver wants to go on: the next bytes are offered to it.
    func unpause() {
        isPaused = false
        lastProgress = SystemClock.monotonicNanoseconds()
    }

    // MARK: What libcurl knows

    /// Connections that were opened for it.
    var connectionsOpened: Int {
        var count = 0
        chttp_easy_get_long(easy, CURLINFO_NUM_CONNECTS, &count)
        return count
    }

    private var isConnected: Bool {
        var connected: curl_off_t = 0
        chttp_easy_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &connected)
        return connected > 0
    }

    /// A server that answers before it has read our body may reset the HTTP/2 stream after a complete answer.
    private var isComplete: Bool {
        answer.status >= 200 && answer.headers[first: "Content-Length"].flatMap(Int.init) == bodyBytes
    }

    private var tooLarge: HTTPError {
        HTTPError(
            code: .responseTooLarge,
            message:
                "\(request.method) \(request.url): the answer is larger than \(request.maximumResponseBytes) bytes, "
                + "or its header than \(request.maximumResponseHeaderBytes)")
    }
}
