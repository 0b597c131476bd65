import TrelayCore
import TrelayFormat
import TrelaySystem

/// The last state that this worker made effective, on disk, so that it can serve before it has seen a broker.
///
/// One JSON file, replaced durably (temporary file, fsync, rename). It holds the folded state with its position in the
/// log; the state's own digests are checked when it is read.
struct LastKnownGood {
    /// What the file says.
    struct Content {
        var topic: String
        var partition: Int32
        var partitionCount: Int32
        var state: NamespaceState
    }

    let path: String
    /// Of the file, when it is written and when it is read.
    private let maximumBytes: Int

    static let defaultMaximumBytes = 256 * 1024 * 1024
    private static let formatVersion = 1

    init(settings: WorkerSettings, maximumBytes: Int = defaultMaximumBytes) {
        self.maximumBytes = maximumBytes
        path = settings.stateDirectory + "/" + settings.fileStem + ".last-known-good.json"
    }

    /// - Returns: nil when there is none.
    /// - Throws: a `SystemError` when it cannot be read, a `FormatError` when it is not what was written.
    func load() throws -> Content? {
        guard DurableFile.exists(path) else { return nil }
        let bytes = try DurableFile.read(path, maximumBytes: maximumBytes)
        return try Self.decode(try JSONParser.parse(bytes, limits: limits))
    }

    /// - Throws: also when the file would be too large to be read again; the one before stays.
    func save(_ content: Content) throws(SystemError) {
        let bytes = Self.encode(content).canonicalBytes()
        guard bytes.count <= maximumBytes else {
            throw SystemError(operation: "write", path: path, code: SystemError.fileTooLarge)
        }
        try DurableFile.replace(path, with: bytes)
    }

    private var limits: ParseLimits {
        var limits = ParseLimits.default
        limits.maximumBytes = maximumBytes
        limits.maximumValues = 10_000_000
        limits.maximumStringBytes = maximumBytes
        return limits
    }

    private static func encode(_ content: Content) -> JSONValue {
        .object([
            "version": JSONValue(formatVersion),
            "topic": .string(content.topic),
            "partition": JSONValue(Int(content.partition)),
            "partitionCount": JSONValue(Int(content.partitionCount)),
            "state": content.state.encoded(),
        ])
    }

    private static func decode(_ json: JSONValue) throws(FormatError) -> Content {
        guard json["version"]?.integerValue == formatVersion,
            let topic = json["topic"]?.stringValue,
            let partition = json["partition"]?.integerValue.flatMap({ Int32(exactly: $0) }),
            let count = json["partitionCount"]?.integerValue.flatMap({ Int32(exactly: $0) }), count > 0,
            let state = json["state"]
        else {
            throw FormatError(
                code: .syntax, message: "not a last-known-good file of this version", pointer: .root, position: nil)
        }
        return Content(
            topic: topic, partition: partition, partitionCount: count, state: try NamespaceState.decode(state))
    }
}
