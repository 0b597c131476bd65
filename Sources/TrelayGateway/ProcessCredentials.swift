import TrelaySystem

/// Credentials in the environment and in files of this machine.
public struct ProcessCredentials: CredentialSource {
    private static let maximumBytes = 64 * 1024

    public init() {}

    public func problem(with reference: String) -> String? {
        if let name = Self.rest(of: reference, after: "env:") {
            guard let value = HostInformation.environment(name), !value.isEmpty else {
                return "the variable is not set in this worker's environment; set it and restart the worker"
            }
            return nil
        }
        if let path = Self.rest(of: reference, after: "file:") { return problem(withFile: path) }
        return "not a reference that this worker knows; use env:NAME or file:/path"
    }

    private func problem(withFile path: String) -> String? {
        do throws(SystemError) {
            return try DurableFile.read(path, maximumBytes: Self.maximumBytes).isEmpty ? "the file is empty" : nil
        } catch {
            return "\(error); make the file readable for this worker"
        }
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
}
