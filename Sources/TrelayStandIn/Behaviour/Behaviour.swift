/// How the upstream answers one request; the plain value answers well.
public struct Behaviour: Hashable, Sendable {
    /// How a stream ends before its time. The number counts chunks of content.
    enum Cut: Hashable, Sendable {
        /// An error event of the dialect, then the end in order.
        case error(after: Int)
        /// Half of the next frame, then the connection closes.
        case halfFrame(after: Int)
        /// The connection closes between two frames.
        case close(after: Int)
        /// HTTP ends in order, and the dialect's own end is missing.
        case end(after: Int)

        var after: Int {
            switch self {
            case .error(let count), .halfFrame(let count), .close(let count), .end(let count): count
            }
        }
    }

    /// What happens to the connection in the place of an answer.
    enum Silence: Hashable, Sendable {
        case close, reset, hang
    }

    /// What the answer's text holds.
    enum Mirror: Hashable, Sendable {
        /// An `Echo`.
        case echo
        /// The request's body, byte for byte.
        case body
        /// The request's header, one field a line, credentials as digests.
        case headers
    }

    /// Which requests misbehave; the others of the same key are answered well.
    struct Schedule: Hashable, Sendable {
        enum Rule: Hashable, Sendable {
            /// The first so many.
            case first(Int)
            /// Each so manieth.
            case every(Int)
        }
        var rule: Rule
        /// Counts apart; empty for the key that the directives' own text makes.
        var key = ""
    }

    /// An error status in the place of the answer.
    var status: Int?
    /// Milliseconds; nil for none.
    var retryAfterMilliseconds: Int?
    /// Whether the error's body is a page for people, as of a proxy in between.
    var isPage = false
    var slowFirstByte = Duration.zero
    var slowChunks = Duration.zero
    /// Chunks of content in a stream.
    var chunks = Behaviour.defaultChunks
    var cut: Cut?
    var silence: Silence?
    /// Whether the body ends before its Content-Length.
    var isTruncated = false
    /// Whether the body is no JSON.
    var isMalformed = false
    /// Filler behind the answer's text, in bytes.
    var fillerBytes = 0
    /// Whether the answer has no end.
    var isEndless = false
    /// The reason to finish, in OpenAI's words; nil for the usual one.
    var finish: String?
    var mirror = Mirror.echo
    var schedule: Schedule?

    static let defaultChunks = 4
    static let maximumChunks = 100_000
    static let maximumFillerBytes = 268_435_456

    /// Answers well.
    public init() {}

    /// Whether the answer is the plain one: what can be made without looking at anything else.
    var isPlain: Bool { self == Behaviour.plain }

    private static let plain = Behaviour()
}
