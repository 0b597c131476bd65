import TrelayCrypto
import TrelayFormat

/// What a decision depends on, besides the configuration. No text in it but model and path: what a caller sent may be
/// secret, and an explanation keeps it all.
struct RequestFacts: Sendable {
    var path: String
    var model: String
    /// SHA-256 of the key that keeps a caller at one target.
    var stickyDigest: Digest
    /// SHA-256 of the value of a header, by its name in any case; nil when the request has none.
    var headerDigest: @Sendable (String) -> Digest?
    /// Microseconds to the first byte by target identifier, as measured by now; for the policy `lowestLatency`.
    ///
    /// Targets that are missing are tried first. So whoever measures must forget old values: a target that was slow once
    /// would otherwise never be measured again.
    var latencies: [String: Int] = [:]

    init(
        path: String, model: String, stickyKey: String, latencies: [String: Int] = [:],
        header: @escaping @Sendable (String) -> String?
    ) {
        self.init(path: path, model: model, stickyDigest: SHA256.hash(utf8: stickyKey), latencies: latencies) {
            header($0).map { SHA256.hash(utf8: $0) }
        }
    }

    init(
        path: String, model: String, stickyDigest: Digest, latencies: [String: Int] = [:],
        headerDigest: @escaping @Sendable (String) -> Digest?
    ) {
        self.path = path
        self.model = model
        self.stickyDigest = stickyDigest
        self.latencies = latencies
        self.headerDigest = headerDigest
    }
}
