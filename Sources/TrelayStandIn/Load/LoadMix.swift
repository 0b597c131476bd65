/// What a request of a load is.
public enum LoadKind: String, Sendable, CaseIterable, Hashable {
    /// `POST /v1/chat/completions`
    case chat
    /// The same as a stream.
    case stream
    /// `POST /v1/completions`
    case completions
    /// `POST /v1/embeddings`
    case embeddings
    /// `POST /v2/models/NAME/infer`
    case infer
    /// `GET /v1/models`
    case models
}

/// How often each kind comes, by weight.
public struct LoadMix: Hashable, Sendable {
    public static let chatOnly = LoadMix(weights: [(.chat, 1)])
    static let maximumWeight = 1_000_000

    private struct Entry: Hashable {
        var kind: LoadKind
        var weight: Int
    }
    private let entries: [Entry]
    private let total: Int

    /// Weights below zero count as zero.
    public init(weights: [(kind: LoadKind, weight: Int)]) {
        entries = weights.map { Entry(kind: $0.kind, weight: min(max($0.weight, 0), Self.maximumWeight)) }
            .filter { $0.weight > 0 }
        total = entries.reduce(0) { $0 + $1.weight }
    }

    /// Reads `chat=70,stream=20,infer=10`.
    public init(_ text: String) throws(StandInError) {
        var weights: [(kind: LoadKind, weight: Int)] = []
        for part in text.split(separator: ",") {
            let words = part.split(separator: "=", omittingEmptySubsequences: false)
            guard words.count == 2, let kind = LoadKind(rawValue: String(words[0])), let weight = Int(words[1]),
                (0...Self.maximumWeight).contains(weight)
            else {
                let kinds = LoadKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw StandInError(
                    code: .invalidLoad,
                    message: "'\(part)' is no part of a mix: write it as chat=70,stream=30; the kinds are \(kinds)")
            }
            weights.append((kind, weight))
        }
        self.init(weights: weights)
    }

    public var kinds: Set<LoadKind> { Set(entries.map(\.kind)) }

    /// The kind for a random number.
    func kind(for random: UInt64) -> LoadKind {
        var rest = total > 0 ? Int(random % UInt64(total)) : 0
        for entry in entries {
            if rest < entry.weight { return entry.kind }
            rest -= entry.weight
        }
        return .chat
    }
}

/// Random numbers from a seed: SplitMix64 (Steele, Lea, Flood 2014).
struct LoadRandom: Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
