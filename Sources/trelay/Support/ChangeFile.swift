import TrelayCore
import TrelayFormat
import TrelaySystem
import TrelayYAML

/// A change set in a file, in YAML or JSON, with the position of every value for error messages.
struct ChangeFile {
    static let maximumBytes = 1 << 20
    let path: String
    let document: ParsedDocument

    /// - Throws: a `CommandError` with exit code 1 when the file cannot be read, 2 when it is not a document.
    init(path: String) throws {
        self.path = path
        let bytes = try Files.read(path, maximumBytes: Self.maximumBytes)
        do throws(FormatError) {
            let isJSON = path.hasSuffix(".json") || bytes.first { !Self.isSpace($0) } == UInt8(ascii: "{")
            document = try isJSON ? JSONParser.parseDocument(bytes) : YAMLParser.parseDocument(bytes)
        } catch {
            let place = error.position.map { ":\($0.line):\($0.column)" } ?? ""
            throw CommandError("\(path)\(place): \(error.message)", exitCode: ExitStatus.rejected)
        }
    }

    /// The change set, checked as far as a file can be checked alone.
    func changeSet(defaults: ChangeSet.Defaults) throws -> ChangeSet {
        do throws(Rejection) {
            let changeSet = try ChangeSet.decode(document.value, defaults: defaults)
            try changeSet.check()
            return changeSet
        } catch {
            throw CommandError(describe(error), exitCode: ExitStatus.rejected)
        }
    }

    /// A rejection with the line and column of the value it speaks of.
    func describe(_ rejection: Rejection) -> String {
        let place = document.sourceMap.position(of: rejection.pointer).map { ":\($0.line):\($0.column)" } ?? ""
        let pointer = rejection.pointer.tokens.isEmpty ? "" : " at \(rejection.pointer)"
        return "\(path)\(place): \(rejection.code.rawValue)\(pointer): \(rejection.message)"
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
