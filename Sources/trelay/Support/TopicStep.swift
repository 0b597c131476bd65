import TrelayFormat
import TrelayKafka

/// What has to be done for one topic.
struct TopicStep {
    private enum Action {
        case nothing
        case create
        case alter([String: String])
        case refuse(String)
    }

    private let declaration: TopicDeclaration
    private let action: Action
    private let note: String?

    /// - Parameter actual: what the cluster has; nil when the topic does not exist.
    init(_ declaration: TopicDeclaration, actual: KafkaTopicDescription?) {
        self.declaration = declaration
        guard let actual else {
            action = .create
            note = nil
            return
        }
        // A topic of more partitions than asked for is somebody's choice; it is used as it is.
        note = nil
        action = Self.action(declaration, actual)
    }

    var name: String { declaration.name }

    var isAllowed: Bool {
        if case .refuse = action { false } else { true }
    }

    var isDone: Bool {
        if case .nothing = action { true } else { false }
    }

    private static func action(_ declaration: TopicDeclaration, _ actual: KafkaTopicDescription) -> Action {
        if actual.partitions < declaration.partitions {
            return .refuse(
                "has \(actual.partitions) partitions, not \(declaration.partitions): a partition count is never "
                    + "changed, because namespaces would move; make a new topic with another --topic-prefix")
        }
        let configuration = actual.overrides
        let differing = declaration.configuration.filter { configuration[$0.key] != $0.value }
        if let wanted = differing["retention.ms"], lowers(wanted, configuration["retention.ms"]) {
            return .refuse(
                "retention.ms is \(configuration["retention.ms"] ?? "the broker's"), longer than \(wanted): retention is "
                    + "never lowered; do it by hand if you mean it")
        }
        return differing.isEmpty ? .nothing : .alter(differing)
    }

    private static func lowers(_ wanted: String, _ actual: String?) -> Bool {
        guard let wanted = Int64(wanted), let actual = actual.flatMap({ Int64($0) }), wanted >= 0 else { return false }
        return actual < 0 || actual > wanted
    }

    func perform(_ admin: KafkaAdmin, replicationFactor: Int, timeout: Duration) throws {
        switch action {
        case .nothing, .refuse: return
        case .create:
            try admin.createTopic(
                declaration.name, partitions: declaration.partitions, replicationFactor: Int32(replicationFactor),
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
        case .nothing: note ?? "is as it ought to be"
        case .create: "\(declaration.partitions) partition(s), " + list(declaration.configuration)
        case .alter(let settings): list(settings)
        case .refuse(let reason): reason
        }
    }

    private func list(_ settings: [String: String]) -> String {
        settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }

    func json(applied: Bool) -> JSONValue {
        [
            "topic": .string(name), "action": .string(word(applied: applied)), "explanation": .string(explanation),
            "allowed": .bool(isAllowed),
        ]
    }
}
