import TrelayFormat
import TrelayKafka

/// What a cluster has of a topic.
enum TopicFacts {
    case missing
    case known(KafkaTopicDescription)
    /// The embedded cluster has it, and does not tell its settings.
    case withoutSettings(partitions: Int32)

    init(of topic: String, _ admin: KafkaAdmin, timeout: Duration) throws {
        self = try Self.look(topic, admin, timeout)
    }

    private static func look(_ topic: String, _ admin: KafkaAdmin, _ timeout: Duration) throws(KafkaError) -> TopicFacts
    {
        do {
            return .known(try admin.describeTopic(topic, timeout: timeout))
        } catch {
            if error.code.isUnknownTopic { return .missing }
            guard error.code == .unsupportedFeature else { throw error }
            return .withoutSettings(partitions: try admin.partitionCount(of: topic, timeout: timeout))
        }
    }

    var partitions: Int32? {
        switch self {
        case .missing: nil
        case .known(let description): description.partitions
        case .withoutSettings(let partitions): partitions
        }
    }
}

/// What has to be done for one topic.
struct TopicStep {
    private enum Action {
        case nothing(String)
        case create
        case alter([String: String])
        case refuse(String)
    }

    private let declaration: TopicDeclaration
    private let action: Action

    init(_ declaration: TopicDeclaration, actual: TopicFacts) {
        self.declaration = declaration
        action = Self.action(declaration, actual)
    }

    var name: String { declaration.name }

    var isAllowed: Bool {
        if case .refuse = action { false } else { true }
    }

    var isDone: Bool {
        if case .nothing = action { true } else { false }
    }

    private static func action(_ declaration: TopicDeclaration, _ actual: TopicFacts) -> Action {
        guard let partitions = actual.partitions else { return .create }
        guard partitions >= declaration.partitions else {
            return .refuse(
                "has \(count(partitions)), not \(declaration.partitions): a partition count is never changed, because "
                    + "namespaces would move; make a new topic with another --topic-prefix")
        }
        // A topic of more partitions than asked for is somebody's choice: it is used as it is.
        let isMore = partitions > declaration.partitions
        let note = isMore ? "has \(count(partitions)) (\(declaration.partitions) would do)" : "is as it ought to be"
        switch actual {
        case .missing: return .create
        case .withoutSettings:
            return .nothing("has \(count(partitions)); the embedded cluster does not tell settings")
        case .known(let description): return mend(declaration, description.overrides) ?? .nothing(note)
        }
    }

    private static func mend(_ declaration: TopicDeclaration, _ actual: [String: String]) -> Action? {
        let differing = declaration.configuration.filter { actual[$0.key] != $0.value }
        if let wanted = differing["retention.ms"], lowers(wanted, actual["retention.ms"]) {
            return .refuse(
                "retention.ms is \(actual["retention.ms"] ?? "the broker's"), longer than \(wanted): retention is "
                    + "never lowered; do it by hand if you mean it")
        }
        return differing.isEmpty ? nil : .alter(differing)
    }

    private static func lowers(_ wanted: String, _ actual: String?) -> Bool {
        guard let wanted = Int64(wanted), let actual = actual.flatMap({ Int64($0) }), wanted >= 0 else { return false }
        return actual < 0 || actual > wanted
    }

    func perform(_ admin: KafkaAdmin, replicationFactor: Int32, timeout: Duration) throws {
        switch action {
        case .nothing, .refuse: return
        case .create:
            try admin.createTopic(
                declaration.name, partitions: declaration.partitions, replicationFactor: replicationFactor,
                settings: declaration.configuration, timeout: timeout)
        case .alter(let settings):
            try admin.alterTopic(declaration.name, settings: settings, timeout: timeout)
        }
    }

    func word(applied: Bool) -> String {
        switch action {
        case .nothing: "nothing"
        case .create: applied ? "created" : "create"
        case .alter: applied ? "altered" : "alter"
        case .refuse: "refused"
        }
    }

    var explanation: String {
        switch action {
        case .nothing(let note): note
        case .create: "\(Self.count(declaration.partitions)), " + list(declaration.configuration)
        case .alter(let settings): list(settings)
        case .refuse(let reason): reason
        }
    }

    private static func count(_ partitions: Int32) -> String {
        "\(partitions) partition\(partitions == 1 ? "" : "s")"
    }

    private func list(_ settings: [String: String]) -> String {
        settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    func json(applied: Bool) -> JSONValue {
        [
            "topic": .string(name), "action": .string(word(applied: applied)), "explanation": .string(explanation),
            "isAllowed": .bool(isAllowed),
        ]
    }
}
