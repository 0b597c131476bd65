/// How an artifact cache works, and every limit it keeps.
public struct ArtifactCacheSettings: Sendable {
    /// Bytes of all artifacts together; what was not used for the longest time goes first, never what is in use.
    public var quotaBytes: Int = 16 << 30
    /// Bytes of one artifact.
    public var maximumArtifactBytes: Int = 4 << 30
    /// The folders in which `file:` artifacts may lie, links followed; nil for no restriction.
    public var allowedFolders: [String]?
    /// Bytes that are asked of a web server at a time. They are held in memory.
    public var chunkBytes: Int = 4 << 20
    /// Bytes of an answer from a web server that does not serve ranges. They are held in memory.
    public var maximumWholeBytes: Int = 256 << 20
    /// For one chunk, from connecting to the last byte.
    public var chunkTimeout: Duration = .seconds(60)
    public var connectTimeout: Duration = .seconds(5)
    /// For a whole artifact.
    public var totalTimeout: Duration = .seconds(900)
    /// How often a chunk is asked for when the server fails or the connection breaks.
    public var maximumAttempts: Int = 3
    /// Certificates that are trusted, as a PEM file; nil for the system's.
    public var certificateAuthorityFile: String?

    public init() {}
}
