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
