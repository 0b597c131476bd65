import TrelayHTTP

extension UpstreamFailure {
    /// What a failure of the transport means. The client's own message names the address, which is no business of a
    /// caller and may hold a key: it is not passed on.
    init(transport error: HTTPError) {
        let (kind, message): (Kind, String) =
            switch error.code {
            case .unresolvedHost: (.unreachable, "the upstream's host name does not resolve")
            case .cannotConnect: (.unreachable, "the upstream refuses the connection or cannot be reached")
            case .tlsFailed: (.unreachable, "the upstream's certificate or TLS is not accepted")
            case .connectTimedOut: (.connectTimedOut, "the upstream did not accept a connection in time")
            case .firstByteTimedOut: (.firstByteTimedOut, "the upstream did not begin to answer in time")
            case .idleTimedOut: (.idleTimedOut, "the upstream stopped in the middle of its answer")
            case .timedOut: (.totalTimedOut, "the upstream's answer was not complete in time")
            case .connectionLost: (.connectionLost, "the connection to the upstream was lost")
            case .responseTooLarge: (.answerTooLarge, "the upstream's answer is larger than this gateway takes")
            case .protocolViolation: (.malformedAnswer, "the upstream's answer is not HTTP")
            case .queueFull: (.overloaded, "this gateway has too many requests in flight")
            case .invalidRequest: (.unreachable, "the provider's address cannot be used")
            default: (.unreachable, "the upstream cannot be asked (\(error.code.rawValue))")
            }
        self.init(kind, message)
    }
}
