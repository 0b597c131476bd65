public import TrelayCrypto
public import TrelayFormat

/// What a model says about its artifact: where it lies, and what it must be.
public struct ArtifactReference: Hashable, Sendable {
    public var uri: String
    public var sha256: Digest
    /// Bytes, if the model says so.
    public var size: Int?

    public init(uri: String, sha256: Digest, size: Int? = nil) {
        self.uri = uri
        self.sha256 = sha256
        self.size = size
    }

    /// Reads the member `artifact` of a model.
    ///
    /// - Throws: `artifactDigestMissing` if there is no digest: an artifact is what its digest says, wherever it lies.
    public init(_ value: JSONValue) throws(ModelError) {
        guard let uri = value["uri"]?.stringValue else {
            throw ModelError(.artifactURIUnsupported, "the artifact has no uri")
        }
        guard let digest = value["sha256"]?.stringValue.flatMap({ Digest(hexadecimal: $0) }) else {
            throw ModelError(
                .artifactDigestMissing,
                "the artifact has no sha256; say what it must hash to, or nobody can tell whether it is the right one")
        }
        self.init(uri: uri, sha256: digest, size: value["size"]?.integerValue)
    }

    /// The URI for messages: without what may be a secret, the user and the query.
    public var shownURI: String {
        guard let slashes = uri.firstRange(of: "://") else { return uri }
        let rest = uri[slashes.upperBound...].prefix { $0 != "?" && $0 != "#" }
        let authority = rest.prefix { $0 != "/" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return String(uri[..<slashes.upperBound] + host + rest.dropFirst(authority.count))
    }
}
