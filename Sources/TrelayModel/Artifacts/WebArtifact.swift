import TrelayHTTP
import TrelaySystem

/// Reads an artifact from a web server in bounded parts, so that no more than one of them is in memory, and so that a
/// transfer goes on where it ended.
struct WebArtifact {
    private let reference: ArtifactReference
    private let client: HTTPClient
    private let settings: ArtifactCacheSettings
    private let deadline: Deadline
    /// The entity tag of the first answer: a strong one makes the server say when it has another artifact by now.
    private var tag: String?

    init(_ reference: ArtifactReference, client: HTTPClient, settings: ArtifactCacheSettings) {
        self.reference = reference
        self.client = client
        self.settings = settings
        deadline = Deadline(after: settings.totalTimeout)
    }

    /// The bytes from `offset`, asked for several times if the server fails.
    mutating func next(from offset: Int) throws(ModelError) -> RangedAnswer {
        var attempt = 1
        while true {
            do throws(ModelError) {
                return try ask(from: offset)
            } catch {
                guard Self.mayPass(error.code), attempt < settings.maximumAttempts, !deadline.hasPassed else {
                    throw error
                }
                attempt += 1
            }
        }
    }

    private static func mayPass(_ code: ModelError.Code) -> Bool {
        code == .artifactServerFailed || code == .artifactTruncated
    }

    private mutating func ask(from offset: Int) throws(ModelError) -> RangedAnswer {
        guard !deadline.hasPassed else {
            throw ModelError(.artifactTimedOut, "the artifact does not come within \(settings.totalTimeout)")
        }
        let end = offset + settings.chunkBytes
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try client.sendAndWait(request(offset, end))
        } catch {
            throw failure(error)
        }
        if response.status == 206, let seen = tag, let now = response.headers[first: "etag"], now != seen {
            throw ModelError(.artifactChanged, "the server has another artifact than when the transfer began")
        }
        tag = tag ?? response.headers[first: "etag"].flatMap { $0.hasPrefix("W/") ? nil : $0 }
        return try RangedAnswer(response, asked: offset..<end)
    }

    private func request(_ offset: Int, _ end: Int) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: reference.uri)
        request.headers.set("accept", "*/*")
        // A compressed part could not be put beside another.
        request.headers.set("accept-encoding", "identity")
        request.headers.set("range", "bytes=\(offset)-\(end - 1)")
        if let tag { request.headers.set("if-range", tag) }
        request.connectTimeout = settings.connectTimeout
        request.totalTimeout = min(settings.chunkTimeout, max(.milliseconds(1), deadline.remaining))
        // One byte more than a part has, so that too many are seen as too many.
        request.maximumResponseBytes = max(settings.chunkBytes + 1, settings.maximumWholeBytes)
        return request
    }

    /// The library's words name the whole URL, which may hold a secret.
    private func failure(_ error: HTTPError) -> ModelError {
        let words = error.message.replacing(reference.uri, with: reference.shownURI)
        return switch error.code {
        case .tlsFailed: ModelError(.artifactTLSFailed, words)
        case .connectTimedOut, .timedOut: ModelError(.artifactTimedOut, words)
        case .connectionLost: ModelError(.artifactTruncated, words)
        case .responseTooLarge:
            ModelError(
                .artifactTooLarge,
                "the server does not serve ranges, and the artifact has more than \(settings.maximumWholeBytes) bytes")
        case .protocolViolation: ModelError(.artifactServerBroken, words)
        case .invalidRequest: ModelError(.artifactURIUnsupported, words)
        default: ModelError(.artifactServerFailed, words)
        }
    }
}
