import TrelayHTTP

/// What became of an export request (OTLP specification, "OTLP/HTTP response").
enum OTLPAnswer: Hashable, Sendable {
    /// Taken, but for some spans.
    case taken(rejected: Int, message: String)
    /// Not now; the collector may say when.
    case later(after: Duration?, message: String)
    /// Never: sending it again would change nothing.
    case refused(message: String)
}

/// Brings a request to the collector.
protocol OTLPTransport: Sendable {
    /// Waits for the answer, for at most `timeout`. Called on the exporter's thread.
    func post(_ body: [UInt8], timeout: Duration) -> OTLPAnswer
    /// Ends a `post` that is waiting, and all later ones. Any thread.
    func close()
}

/// By OTLP/HTTP with JSON.
struct OTLPHTTPTransport: OTLPTransport {
    private static let maximumResponseBytes = 65_536
    private static let retriableStatuses: Set<Int> = [429, 502, 503, 504]
    private static let maximumRetryAfterSeconds = 86_400

    private let client: HTTPClient
    private let url: String
    private let headers: [String: String]

    init(_ configuration: OTLPConfiguration) throws(TelemetryError) {
        let url = configuration.tracesURL
        self.url = url
        headers = configuration.headers
        guard ["http://", "https://"].contains(where: { url.lowercased().hasPrefix($0) }) else {
            throw TelemetryError(message: "the OTLP endpoint '\(url)' is not an http or https URL")
        }
        var options = HTTPClientConfiguration()
        options.threadName = "otlp-http"
        do throws(HTTPError) {
            client = try HTTPClient(options)
        } catch {
            throw TelemetryError(message: "spans cannot be exported: \(error.message)")
        }
    }

    func post(_ body: [UInt8], timeout: Duration) -> OTLPAnswer {
        var request = HTTPClientRequest(method: "POST", url: url, body: body)
        request.headers.set("Content-Type", "application/json")
        for (name, value) in headers { request.headers.set(name, value) }
        request.totalTimeout = timeout
        request.connectTimeout = min(timeout, request.connectTimeout)
        request.maximumResponseBytes = Self.maximumResponseBytes
        do throws(HTTPError) {
            return Self.answer(to: try client.sendAndWait(request))
        } catch {
            // Spans may be sent twice: collectors know them by their ids.
            let isFinal = [.invalidRequest, .closed, .responseTooLarge].contains(error.code)
            return isFinal ? .refused(message: error.message) : .later(after: nil, message: error.message)
        }
    }

    func close() { client.close() }

    static func answer(to response: HTTPResponse) -> OTLPAnswer {
        if (200..<300).contains(response.status) {
            let refusal = OTLPEncoding.refusal(in: response.body)
            return .taken(rejected: refusal.count, message: refusal.message)
        }
        let message = "the collector answered \(response.status)"
        guard retriableStatuses.contains(response.status) else { return .refused(message: message) }
        // A date instead of seconds is left to our own pauses.
        let seconds = response.headers[first: "Retry-After"].flatMap { Int($0) }
        let isUsable = seconds.map { (0...maximumRetryAfterSeconds).contains($0) } ?? false
        return .later(after: isUsable ? seconds.map { .seconds($0) } : nil, message: message)
    }
}
