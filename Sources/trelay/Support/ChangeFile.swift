import TrelayCore
import TrelayFormat
import TrelaySystem
import TrelayYAML

/// A change set in a file, in YAML or JSON, with the position of every value for error messages.
struct ChangeFile {
    static let maximumBytes = 1 << 20
    /// As error messages name it.
    let name: String
    let document: ParsedDocument

    /// - Throws: a `CommandError` with exit code 1 when the file cannot be read, 2 when it is not a document.
    init(path: String) throws {
        name = path == "-" ? "standard input" : path
        let bytes = try Files.read(path, maximumBytes: Self.maximumBytes)
        guard !bytes.allSatisfy(Self.isSpace) else {
            throw CommandError("\(name): is empty; see 'trelay publish --help'", exitCode: ExitStatus.rejected)
        }
        guard !path.hasSuffix(".cbor") else {
            throw CommandError(
                "\(name): is CBOR by its name; change sets are published from YAML or JSON (trelay format convert --to yaml), "
                    + "and --encoding cbor writes them as CBOR", exitCode: ExitStatus.rejected)
        }
        do throws(FormatError) {
            document = try Self.isJSON(path, bytes) ? JSONParser.parseDocument(bytes) : YAMLParser.parseDocument(bytes)
        } catch {
            let place = error.position.map { ":\($0.line):\($0.column)" } ?? ""
            throw CommandError("\(name)\(place): \(error.message)", exitCode: ExitStatus.rejected)
        }
    }

    /// The change set, checked as far as a file can be checked alone.
    func changeSet(defaults: ChangeSet.Defaults) throws -> ChangeSet {
        do throws(Rejection) {
            let changeSet = try ChangeSet.decode(document.value, defaults: defaults)
            try changeSet.checkAlone()
            return changeSet
        } catch {
            throw CommandError(describe(error), exitCode: ExitStatus.rejected)
        }
    }

    /// A rejection with the line and column of the value it speaks of.
    func describe(_ rejection: Rejection) -> String {
        let place = document.sourceMap.position(of: rejection.pointer).map { ":\($0.line):\($0.column)" } ?? ""
        return "\(name)\(place): \(rejection.line)"
    }

    /// By the name; what has none that says it, by its first character.
    private static func isJSON(_ path: String, _ bytes: [UInt8]) -> Bool {
        if path.hasSuffix(".json") { return true }
        if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return false }
        return bytes.first { !isSpace($0) } == UInt8(ascii: "{")
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}

extension ChangeSet {
    /// Checks all that can be told without the log, so that it need not be published to be rejected: what
    /// `ChangeSet.check` looks at, and the sizes. The fold has the last word.
    func checkAlone(limits: FoldLimits = FoldLimits()) throws(Rejection) {
        try check(limits: limits)
        if let fault = sizeFaults(limits: limits).first { throw fault }
    }
}

extension Rejection {
    /// Code, place and message in one line.
    var line: String {
        let place = pointer.tokens.isEmpty ? "" : " at \(pointer)"
        return "\(code.rawValue)\(place): \(message)"
    }
}
