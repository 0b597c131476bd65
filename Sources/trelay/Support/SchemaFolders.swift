import Synchronization
import TrelayCommandLine
import TrelayFormat
import TrelaySystem

/// `--resolve PREFIX=DIR`: where the documents that schemas refer to are found. Nothing is fetched from a network.
final class SchemaFolders: Sendable {
    static let option = Option(
        long: "resolve", valueName: "PREFIX=DIR",
        help: "read what a schema refers to, if its URI begins with PREFIX, from DIR + the rest", repeats: true)

    private struct Folder: Sendable {
        var prefix: String
        var path: String
    }

    /// The longest prefix first; of equal ones the first that was given.
    private let folders: [Folder]
    private let limits: ParseLimits
    /// What was read, by its URI: for the places of faults.
    private let answers = Mutex<[String: Result<DocumentFile, FileFault>]>([:])

    init(_ invocation: Invocation, _ limits: ParseLimits) throws {
        var folders: [Folder] = []
        for text in invocation.strings("resolve") {
            let (prefix, path) = try AssignmentOption.parse(
                text, option: "--resolve", form: "PREFIX=DIR", invocation)
            guard DurableFile.exists(path) else { throw CommandError("--resolve '\(text)': no such folder '\(path)'") }
            folders.append(Folder(prefix: prefix, path: path))
        }
        let order = folders.enumerated().sorted {
            ($1.element.prefix.utf8.count, $0.offset) < ($0.element.prefix.utf8.count, $1.offset)
        }
        self.folders = order.map(\.element)
        self.limits = limits
    }

    /// The file that a URI led to, or why it could not be used; nil if it led to none.
    func answer(_ uri: String) -> Result<DocumentFile, FileFault>? {
        answers.withLock { $0[uri] }
    }

    /// The document under an absolute URI; nil if no folder has it.
    func document(_ uri: String) throws(SchemaError) -> JSONValue? {
        for folder in folders where uri.utf8.starts(with: folder.prefix.utf8) {
            let rest = String(Substring(uri.utf8.dropFirst(folder.prefix.utf8.count)))
            for path in try Self.candidates(rest, in: folder.path, uri) {
                guard let file = try read(path, uri) else { continue }
                return file.value
            }
        }
        return nil
    }

    /// - Returns: nil if there is no such file.
    private func read(_ path: String, _ uri: String) throws(SchemaError) -> DocumentFile? {
        // A folder of that name is not what is meant; `a` may well stand beside `a.json`.
        guard (try? RegularFile(path)) != nil else { return nil }
        do throws(FileFault) {
            let file = try DocumentFile(path: path, form: nil, limits: limits, tooLarge: "raise --max-bytes")
            answers.withLock { $0[uri] = .success(file) }
            return file
        } catch {
            answers.withLock { $0[uri] = .failure(error) }
            throw SchemaError(code: .unresolvedReference, message: error.line, documentURI: uri)
        }
    }

    /// Below the folder, whatever the URI says.
    private static func candidates(
        _ rest: String, in folder: String, _ uri: String
    ) throws(SchemaError) -> [String] {
        // The whole URI is the prefix: the folder is the file.
        guard !rest.utf8.isEmpty else { return [folder] }
        guard let path = percentDecoded(rest), !path.utf8.contains(0) else {
            throw SchemaError(
                code: .unresolvedReference, message: "the URI is not percent-encoded UTF-8", documentURI: uri)
        }
        let segments = path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        guard !segments.isEmpty, !segments.contains(where: { $0 == ".." || $0 == "." }) else {
            throw SchemaError(
                code: .unresolvedReference, message: "the URI leads out of the folder \(folder)", documentURI: uri)
        }
        let base = folder + "/" + segments.joined(separator: "/")
        return [base] + [".json", ".yaml", ".yml"].map { base + $0 }
    }

    private static func percentDecoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            // A sign before a digit is no digit, though it makes a number.
            guard rest.count >= 2, let first = rest.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-"),
                let value = UInt8(String(Substring(rest.prefix(2))), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
