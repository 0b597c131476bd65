/// A server that a load is sent to.
public struct LoadTarget: Hashable, Sendable {
    /// How reports call it.
    public var name: String
    /// `http://HOST:PORT`, with or without a path before `/v1` and `/v2`; no slash at its end.
    public var address: String
    /// What is sent to it; nil for all that no other target takes for itself.
    public var kinds: Set<LoadKind>?

    public init(name: String? = nil, address: String, kinds: Set<LoadKind>? = nil) {
        var address = address
        while address.hasSuffix("/") { address.removeLast() }
        self.address = address
        self.name = name ?? address.split(separator: "/").dropFirst().first.map(String.init) ?? address
        self.kinds = kinds
    }
}

/// The names of the headers by which a gateway tells what served a request.
public struct LoadStamps: Hashable, Sendable {
    public var revision = "x-trelay-revision"
    public var route = "x-trelay-route"
    public var target = "x-trelay-target"
    public var promptVersion = "x-trelay-prompt-version"

    public init() {}
}

/// When a load ends by itself.
public enum LoadEnd: Hashable, Sendable {
    case requests(Int)
    case duration(Duration)
    /// Only by `LoadRun.stop`.
    case never
}

/// What is sent where, and how much of it at once.
public struct LoadConfiguration: Sendable {
    public var targets: [LoadTarget]
    public var end: LoadEnd
    public var mix: LoadMix = .chatOnly
    /// Requests in flight, all the time: the next one begins when one has ended (a closed loop).
    public var connections: Int = 16
    /// Threads that the connections are spread over.
    public var threads: Int = 1
    /// The model that chats, completions and embeddings ask for.
    public var model: String = "stand-in-small"
    /// The model that inferences ask for.
    public var inferenceModel: String = "stand-in"
    /// The body of an inference, in JSON.
    public var inferenceBody: String = """
        {"inputs":[{"name":"input","datatype":"FP32","shape":[1,4],"data":[0.1,0.2,0.3,0.4]}]}
        """
    /// Callers that are told apart by the `user` of the request and by `keyHeader`.
    public var keyCount: Int = 1_000
    /// Names the caller; nil to leave it out.
    public var keyHeader: String? = "x-trelay-key"
    /// An API key to send; it is in no report.
    public var credential: String?
    /// Of one request, from the first byte sent to the last one received.
    public var timeout: Duration = .seconds(30)
    public var stamps = LoadStamps()
    /// Whether answers are read for what served them (`LoadReport.observations`); costs time.
    public var observes: Bool = true
    /// The same seed sends the same sequence of kinds and keys on each thread.
    public var seed: UInt64 = 1

    public static let maximumConnections = 10_000

    public init(targets: [LoadTarget], end: LoadEnd) {
        self.targets = targets
        self.end = end
    }

    /// What is wrong with it.
    func check() throws(StandInError) {
        guard !targets.isEmpty else { throw Self.invalid("a load needs a target") }
        for target in targets where !target.address.hasPrefix("http://") && !target.address.hasPrefix("https://") {
            throw Self.invalid("'\(target.address)' is no http or https URL")
        }
        for target in targets where !target.address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
            throw Self.invalid("'\(target.address)' is no http or https URL")
        }
        guard (1...Self.maximumConnections).contains(connections), (1...64).contains(threads), keyCount > 0 else {
            throw Self.invalid("a load needs 1 to \(Self.maximumConnections) connections, 1 to 64 threads and a key")
        }
        guard !mix.kinds.isEmpty else { throw Self.invalid("the mix has nothing in it") }
        for kind in mix.kinds where targets(for: kind).isEmpty { throw Self.invalid("no target takes \(kind)") }
        guard credential?.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) ?? true else {
            throw Self.invalid("the API key has a character that no header can carry")
        }
    }

    /// The numbers of the targets that a kind may go to: those that ask for it, else those that take everything.
    func targets(for kind: LoadKind) -> [Int] {
        let own = targets.indices.filter { targets[$0].kinds?.contains(kind) ?? false }
        return own.isEmpty ? targets.indices.filter { targets[$0].kinds == nil } : own
    }

    private static func invalid(_ message: String) -> StandInError {
        StandInError(code: .invalidLoad, message: message)
    }
}
