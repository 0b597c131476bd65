/// Why an attempt at an upstream did not give an answer that can be handed to the caller.
struct UpstreamFailure: Error, Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        // What the transport says; the proxy makes these.
        case unreachable
        case connectTimedOut
        case firstByteTimedOut
        case idleTimedOut
        case totalTimedOut
        case connectionLost
        // What the upstream says.
        /// Too many requests or tokens at the moment.
        case rateLimited
        /// The account has no money or no allowance left: waiting does not help.
        case quotaExhausted
        /// The upstream as a whole has too much to do (529, 503): no fault of the credential.
        case overloaded
        case serverError
        /// The upstream does not accept the gateway's credential.
        case badCredential
        /// The upstream does not know the model or the path.
        case notFound
        /// The request is at fault: no other attempt would help.
        case refused
        // What the answer is.
        case redirected
        case malformedAnswer
        case answerTooLarge
        /// The stream ended before its last event.
        case truncatedStream
    }

    var kind: Kind
    /// The upstream's HTTP status; 200 for what went wrong inside a stream; nil if none came.
    var status: Int?
    /// One line for the caller and the log; never holds what an upstream wrote about a credential.
    var message: String
    /// The upstream's own words, if it spoke OpenAI's or Anthropic's form.
    var type: String?
    var code: String?
    var param: String?
    /// When to come again, at most a day.
    var retryAfter: Duration?
    /// The body of an error that may reach the caller as it is.
    var body: [UInt8]?
    /// Whether the error came as an event of a stream.
    var isInsideStream = false
    /// What the upstream says about trying again (`x-should-retry`).
    var retryAdvice: Bool?

    init(_ kind: Kind, status: Int? = nil, _ message: String) {
        self.kind = kind
        self.status = status
        self.message = message
    }
}

extension UpstreamFailure {
    /// Whether the same target may do better at another attempt.
    ///
    /// A request whose bytes may have been worked on is tried again all the same: model calls have no effect but cost.
    var isRetriable: Bool {
        if let retryAdvice { return retryAdvice }
        switch kind {
        case .unreachable, .connectTimedOut, .firstByteTimedOut, .idleTimedOut, .connectionLost, .rateLimited,
            .overloaded, .serverError, .malformedAnswer, .truncatedStream:
            return true
        case .totalTimedOut, .quotaExhausted, .badCredential, .notFound, .refused, .redirected, .answerTooLarge:
            return false
        }
    }

    /// Whether another target may do better.
    var mayFallBack: Bool {
        switch kind {
        case .refused, .totalTimedOut: false
        default: true
        }
    }

    /// Whether the target is at fault, for its passive health. A rate limit is none: the target is well and busy.
    var countsAgainstHealth: Bool {
        switch kind {
        case .refused, .notFound, .rateLimited, .totalTimedOut, .answerTooLarge: false
        default: true
        }
    }

    /// `error.type` of spans and metrics: one of a few words.
    var errorType: String { kind.rawValue }
}

extension UpstreamFailure: CustomStringConvertible {
    var description: String {
        "\(kind.rawValue)" + (status.map { " (\($0))" } ?? "") + ": \(message)"
    }
}
