/// What a parser accepts at most. Every limit is checked while reading, so that hostile input costs no more than this.
public struct ParseLimits: Sendable, Hashable {
    /// The deepest nesting that any parser follows, whatever the limits say: readers of trees are recursive, and a
    /// thread's stack must hold them.
    public static let greatestDepth = 512

    public static let `default` = ParseLimits()

    /// Bytes of the whole text.
    public var maximumBytes: Int
    /// Arrays and objects inside each other; a scalar has depth 0. More than `greatestDepth` counts as `greatestDepth`.
    public var maximumDepth: Int
    /// Values of every kind, containers included.
    public var maximumValues: Int
    /// UTF-8 bytes of one string or key, after its escapes were resolved.
    public var maximumStringBytes: Int
    /// What becomes of an object that names the same member twice.
    public var duplicateKeys = DuplicateKeys.refused
    /// Whether a JSON text may have integers from 2^53 to 2^64 that a double holds exactly, such as 2^53. I-JSON advises
    /// against them (RFC 7493, section 2.2), because nobody can tell them from their neighbours that it does not hold:
    /// for validating what others wrote, never for what is to be printed or hashed.
    public var acceptsGreatExactIntegers = false

    public init(
        maximumBytes: Int = 1_048_576, maximumDepth: Int = 64, maximumValues: Int = 100_000,
        maximumStringBytes: Int = 1_048_576
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
        self.maximumStringBytes = maximumStringBytes
    }
}

/// What a reader does about an object that names the same member twice. RFC 8259 (section 4) leaves it to the reader;
/// I-JSON (RFC 7493, section 2.3) forbids such objects, because two readers may see two values.
public enum DuplicateKeys: Sendable, Hashable {
    /// It is an error.
    case refused
    /// The last one counts, as in most programming languages: for looking at what others wrote, never for what is to be
    /// published.
    case lastWins
}
