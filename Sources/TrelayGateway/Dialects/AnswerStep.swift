import TrelayHTTP

/// What is to be done now with the caller's answer, in this order: open it, write the bytes, end it.
struct AnswerStep: Sendable {
    /// Given once, before any bytes.
    var head: AnswerHead?
    var bytes: [UInt8] = []
    /// Given once. Nothing follows it.
    var outcome: AnswerOutcome?
}

/// How the caller's answer begins.
struct AnswerHead: Sendable {
    var status: Int
    /// The upstream's headers that the caller may see, and the content's type. No length.
    var headers: HTTPHeaders
    /// The length of a whole answer, all of whose bytes are in the same step; nil for a stream.
    var contentLength: Int?
}

enum AnswerOutcome: Sendable {
    /// The caller has everything.
    case complete
    /// If no head was given, the attempt gave nothing: try again, elsewhere, or answer with `ErrorAnswer`. If one was,
    /// the caller was told by the last bytes, and the answer ends here.
    case failed(UpstreamFailure)
}
