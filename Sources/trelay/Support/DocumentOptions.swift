import TrelayCommandLine
import TrelayFormat

/// How the offline commands read documents.
struct DocumentOptions {
    static let from = Option(
        long: "from", valueName: "FORM", help: "what the files hold; auto: by the name, then by the first byte",
        default: "auto", choices: ["auto"] + DocumentFile.Form.allCases.map(\.rawValue))
    static let maximumBytes = Option(
        long: "max-bytes", valueName: "N", help: "the largest file that is read", default: "67108864")
    static let reading = [from, maximumBytes]
    static let quiet = Option(long: "quiet", short: "q", help: "say nothing about good files")

    static let exitCodes = [
        ExitCode(0, "good"), ExitCode(1, "a file could not be read"), ExitCode(2, "a file is not valid"),
        ExitCode(64, "the command line is wrong"),
    ]

    /// What files of this size can hold at most in sensible use. A value costs some tens of bytes.
    private static let maximumValues = 10_000_000
    private static let greatestBytes = 1 << 30

    let form: DocumentFile.Form?
    var limits: ParseLimits

    init(_ invocation: Invocation) throws {
        form = invocation.string("from").flatMap { DocumentFile.Form(rawValue: $0) }
        let bytes = try invocation.integer("max-bytes", in: 1...Self.greatestBytes) ?? 1
        limits = ParseLimits(
            maximumBytes: bytes, maximumDepth: ParseLimits.greatestDepth, maximumValues: Self.maximumValues,
            maximumStringBytes: bytes)
    }

    func read(_ path: String) throws(FileFault) -> DocumentFile {
        try DocumentFile(path: path, form: form, limits: limits, tooLarge: "raise --max-bytes")
    }

    /// For commands that end with the first fault.
    func document(_ path: String) throws -> DocumentFile {
        do throws(FileFault) {
            return try read(path)
        } catch {
            throw error.error
        }
    }

    /// For a file of another kind than those that `--from` is about.
    func readByName(_ path: String) throws(FileFault) -> DocumentFile {
        try DocumentFile(path: path, form: nil, limits: limits, tooLarge: "raise --max-bytes")
    }
}

/// Standard input ends when it has been read.
enum StandardInput {
    static func checkUsedOnce(_ paths: [String], _ invocation: Invocation) throws {
        guard paths.count(where: { $0 == "-" }) > 1 else { return }
        throw invocation.usageError("- stands twice, and standard input can be read only once")
    }
}

/// `KEY=VALUE` in an option.
enum AssignmentOption {
    /// Split at the first `=`; neither side may be empty.
    static func parse(
        _ text: String, option: String, form: String, _ invocation: Invocation
    ) throws -> (key: String, value: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw invocation.usageError("\(option) '\(text)': write it as \(form)")
        }
        return (String(Substring(parts[0])), String(Substring(parts[1])))
    }
}
