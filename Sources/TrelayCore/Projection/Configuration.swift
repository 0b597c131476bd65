public import TrelayCrypto
public import TrelayFormat

/// What a worker ought to serve, or serves: the resources that concern it, with their stamp.
public struct Configuration: Hashable, Sendable {
    public var namespace: String
    public var revision: Int
    public var resources: ResourceMap

    public init(namespace: String, revision: Int, resources: ResourceMap) {
        self.namespace = namespace
        self.revision = revision
        self.resources = resources
    }

    /// The digest of the resources, computed from the values themselves: the proof of what is really held.
    ///
    /// Costs a pass over all values; `resources.digest()` trusts the digests that the entries carry.
    public func digest() -> Digest {
        resources.digestOfValues()
    }

    /// `{"namespace", "revision", "digest", "resources": {"route": {"chat": {…}}}}`
    public func json() -> JSONValue {
        var kinds = JSONObject()
        for kind in resources.kindNames {
            var values = JSONObject()
            for (key, entry) in resources.of(kind: kind) { values.set(key.name, entry.value) }
            kinds.set(kind, .object(values))
        }
        return .object([
            "namespace": .string(namespace), "revision": JSONValue(revision), "digest": .string(digest().description),
            "resources": .object(kinds),
        ])
    }
}
