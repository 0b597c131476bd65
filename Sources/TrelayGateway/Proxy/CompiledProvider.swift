import TrelayWorker

/// A provider as attempts use it: with its dialect, and its credential resolved.
struct CompiledProvider: Sendable {
    let dialect: Dialect
    let credential: Credential?

    /// - Throws: a refusal that names the key at fault.
    init(_ provider: RoutingProvider, credentials: any CredentialSource) throws(RoleRefusal) {
        guard let dialect = Dialect(rawValue: provider.type) else {
            throw RoleRefusal(
                code: "unknownProviderType", path: "/provider/\(provider.name)/type",
                message: "this gateway speaks \(Dialect.allCases.map(\.rawValue).joined(separator: ", ")), not "
                    + "'\(provider.type)'")
        }
        self.dialect = dialect
        credential = try Self.credential(of: provider, credentials)
    }

    private static func credential(
        of provider: RoutingProvider, _ credentials: any CredentialSource
    ) throws(RoleRefusal) -> Credential? {
        guard let reference = provider.credentialReference else { return nil }
        do throws(CredentialProblem) {
            return try credentials.credential(reference)
        } catch {
            throw RoleRefusal(
                code: "credentialMissing", path: "/provider/\(provider.name)/credential",
                message: "\(reference): \(error.message)")
        }
    }

    /// Where an attempt at one of its models goes.
    ///
    /// - Parameter model: what the upstream calls the model.
    func target(_ provider: RoutingProvider, model: String) -> UpstreamTarget {
        var target = UpstreamTarget(
            dialect: dialect, baseURL: provider.baseURL, model: model, credential: credential?.value)
        if let maximum = provider.defaultMaximumTokens { target.defaultMaximumTokens = maximum }
        return target
    }
}
