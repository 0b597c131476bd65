import TrelayFormat
import TrelaySystem
import TrelayYAML

/// A document in a file or on standard input: one value, in JSON, YAML or CBOR.
struct DocumentFile: Sendable {
    enum Form: String, CaseIterable {
        case json, yaml, cbor
    }

    /// As error messages name it.
    let name: String
    let form: Form
    let value: JSONValue
    let byteCount: Int
    /// To find places in it, once there is something to say about them.
    private let bytes: [UInt8]
    private let limits: ParseLimits
    private let known: SourceMap?

    /// - Parameter form: nil to go by the name, and what has none that says it by its first byte.
    init(path: String, form: Form?, limits: ParseLimits, tooLarge: String = "split it") throws(FileFault) {
        let name = Files.name(path)
        do throws(SystemError) {
            bytes =
                path == "-"
                ? try StandardStreams.readInput(maximumBytes: limits.maximumBytes)
                : try StandardStreams.readPath(path, maximumBytes: limits.maximumBytes)
        } catch {
            let isTooLarge = error.code == SystemError.fileTooLarge
            throw FileFault(
                file: name, code: isTooLarge ? FormatError.Code.tooLarge.rawValue : FileFault.unreadable,
                message: Files.explanation(error, limits.maximumBytes, tooLarge: tooLarge),
                exitCode: isTooLarge ? ExitStatus.rejected : ExitStatus.failed)
        }
        self.name = name
        self.form = form ?? Self.form(ofName: path) ?? Self.form(of: bytes)
        // What is white in a text is a number in CBOR.
        guard !bytes.isEmpty, self.form == .cbor || !bytes.allSatisfy(Self.isSpace) else {
            throw FileFault(
                file: name, code: FormatError.Code.syntax.rawValue, message: "is empty; there must be a value")
        }
        self.limits = limits
        byteCount = bytes.count
        do throws(FormatError) {
            (value, known) = try Self.parse(bytes, self.form, limits)
        } catch {
            throw FileFault(error, file: name)
        }
    }

    private static func parse(
        _ bytes: [UInt8], _ form: Form, _ limits: ParseLimits
    ) throws(FormatError) -> (JSONValue, SourceMap?) {
        switch form {
        case .json: return (try JSONParser.parse(bytes, limits: limits), nil)
        case .cbor: return (try CBORDecoder.decode(bytes, limits: limits), SourceMap())
        case .yaml:
            let document = try YAMLParser.parseDocument(bytes, limits: limits)
            return (document.value, document.sourceMap)
        }
    }

    /// Where the values are; empty for CBOR. JSON is read once more for it: most files are not spoken of.
    func sourceMap() -> SourceMap {
        if let known { return known }
        return (try? JSONParser.parseDocument(bytes, limits: limits))?.sourceMap ?? SourceMap()
    }

    /// A fault of a value in it.
    func fault(_ message: String, at pointer: JSONPointer, code: String) -> FileFault {
        FileFault(
            file: name, position: sourceMap().position(of: pointer), code: code, pointer: pointer, message: message)
    }

    // MARK: Forms

    private static func form(ofName path: String) -> Form? {
        let endings: [(String, Form)] = [(".json", .json), (".yaml", .yaml), (".yml", .yaml), (".cbor", .cbor)]
        return endings.first { path.hasSuffix($0.0) }?.1
    }

    /// An object, array or string of JSON, an array or map of CBOR, or else YAML. A byte from 0x80 to 0xBF cannot begin
    /// a text in UTF-8.
    private static func form(of bytes: [UInt8]) -> Form {
        switch bytes.first(where: { !isSpace($0) }) ?? 0 {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): .json
        case 0x80...0xBF: .cbor
        default: .yaml
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
