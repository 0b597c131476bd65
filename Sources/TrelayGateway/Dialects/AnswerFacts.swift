/// What an answer has told so far about itself: for spans, metrics and accounts.
struct AnswerFacts: Sendable, Hashable {
    /// Nil until the upstream has told it; a stream that is cut off may never tell.
    var usage: TokenUsage?
    /// One for each choice that has ended, in the order in which they ended.
    var finishReasons: [String] = []
    /// The answer's identifier, as the caller sees it.
    var responseIdentifier: String?
    /// The model that answered, as the upstream calls it.
    var responseModel: String?
    /// Events of a stream that carried content: about the tokens of an answer whose usage never came.
    var contentEventCount = 0

    /// More than this many are not kept.
    static let maximumFinishReasons = 128

    mutating func addFinishReason(_ reason: String) {
        if finishReasons.count < Self.maximumFinishReasons { finishReasons.append(reason) }
    }
}
