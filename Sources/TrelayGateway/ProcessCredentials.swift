import TrelaySystem

/// Credentials in the environment and in files of this machine.
public struct ProcessCredentials: CredentialSource {
    private static let maximumBytes = 64 * 1024

    public init() {}

    public func credential(_ reference: String) throws(CredentialProblem) -> Credential {
        if let name = Self.rest(of: reference, after: "env:") {
            guard let value = HostInformation.environment(name), !value.isEmpty else {
                throw CredentialProblem(
                    "the variable is not set in this worker's environment; set it and restart the worker")
            }
            return try Self.credential(Array(value.utf8), "the variable")
        }
        if let path = Self.rest(of: reference, after: "file:") { return try credential(inFile: path) }
        throw CredentialProblem("not a reference that this worker knows; use env:NAME or file:/path")
    }

    private func credential(inFile path: String) throws(CredentialProblem) -> Credential {
        let content: [UInt8]
        do throws(SystemError) {
            content = try DurableFile.read(path, maximumBytes: Self.maximumBytes)
        } catch {
            throw CredentialProblem("\(error); make the file readable for this worker")
        }
        guard !content.isEmpty else { throw CredentialProblem("the file is empty") }
        return try Self.credential(content, "the file")
    }

    /// Files end with a line feed that is no part of the secret; what a header could not hold is found here and not
    /// when the first request fails.
    private static func credential(_ content: [UInt8], _ place: String) throws(CredentialProblem) -> Credential {
        var rest = content[...]
        while let first = rest.first, isBlank(first) { rest.removeFirst() }
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        guard !rest.isEmpty else { throw CredentialProblem("\(place) holds nothing but white space") }
        guard rest.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw CredentialProblem("\(place) holds more than one line or word of visible ASCII; leave only the secret")
        }
        return Credential(String(decoding: rest, as: UTF8.self))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func rest(of text: String, after prefix: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
}
