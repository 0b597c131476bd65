/// A credential's value. It goes into a request's header and nowhere else: printed, it is stars.
public struct Credential: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, without white space around it.
    let value: String

    public init(_ value: String) {
        self.value = value
    }

    public var description: String { "***" }
    public var debugDescription: String { "***" }
    /// Nothing inside, so that neither `dump` nor a test's message shows it.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why a reference leads to no credential, and what to do. One line, never a secret.
public struct CredentialProblem: Error, Hashable, Sendable {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }
}

/// Where a worker finds the credentials that the configuration refers to. The values never leave it.
public protocol CredentialSource: Sendable {
    /// The credential that a reference (`env:NAME`, `file:/path`) leads to.
    func credential(_ reference: String) throws(CredentialProblem) -> Credential
}

extension CredentialSource {
    /// What is wrong with a reference, and what to do; nil when a credential is there.
    public func problem(with reference: String) -> String? {
        do throws(CredentialProblem) {
            _ = try credential(reference)
            return nil
        } catch {
            return error.message
        }
    }
}
