/// What an event of an upstream's stream means for the stream.
enum StreamVerdict: Sendable {
    case goesOn
    /// The stream is complete. What follows is of no interest.
    case isComplete
    case failed(UpstreamFailure)

    /// The upstream did not keep to its dialect.
    static func malformed(_ message: String) -> StreamVerdict {
        var failure = UpstreamFailure(.malformedAnswer, status: 200, message)
        failure.isInsideStream = true
        return .failed(failure)
    }
}
