import TrelayCore
import TrelayFormat
public import TrelayWorker

/// The role `gateway`: holds providers, routes and prompts.
///
/// It refuses a configuration that it could not serve here: a provider whose credential is not to be had in this
/// process, although the log may name it for other gateways.
public enum GatewayRole {
    public static let name = "gateway"

    /// - Parameter credentials: finds out whether a reference leads to a credential on this machine.
    public static func make(namespace: String, credentials: any CredentialSource) -> ProjectionRole {
        ProjectionRole(name: name, namespace: namespace) { (next, changes) throws(RoleRefusal) in
            try check(next, changes, credentials)
        }
    }

    /// Only providers that change are looked at: one that serves already must not fail because of a stranger's change.
    private static func check(
        _ next: Configuration, _ changes: [ResourceChange], _ credentials: any CredentialSource
    ) throws(RoleRefusal) {
        for change in changes where change.key.kind == "provider" {
            guard let reference = change.new?.value["credential"]?.stringValue else { continue }
            if let problem = credentials.problem(with: reference) {
                throw RoleRefusal(
                    code: "credentialMissing", path: "/provider/\(change.key.name)/credential",
                    message: "\(reference): \(problem)")
            }
        }
    }
}

/// Where a worker finds the credentials that the configuration refers to. The values themselves never leave it.
public protocol CredentialSource: Sendable {
    /// What is wrong with a reference (`env:NAME`, `file:/path`), and what to do; nil when a credential is there.
    func problem(with reference: String) -> String?
}
