import TrelayCore

/// What a topic ought to be. The files in `topics/` say the same, for people and for other tools; a test compares them.
struct TopicDeclaration: Hashable {
    var name: String
    var partitions: Int32
    var configuration: [String: String]

    /// The topics that trelay needs.
    static func all(_ names: TopicNames) -> [TopicDeclaration] {
        [
            TopicDeclaration(
                name: names.changes, partitions: 1,
                configuration: [
                    "cleanup.policy": "delete", "retention.ms": "-1", "message.timestamp.type": "LogAppendTime",
                    "max.message.bytes": "1048588",
                ]),
            TopicDeclaration(
                name: names.acks, partitions: 1,
                configuration: [
                    "cleanup.policy": "delete", "retention.ms": "604800000", "message.timestamp.type": "LogAppendTime",
                ]),
            TopicDeclaration(name: names.workers, partitions: 1, configuration: compacted),
            TopicDeclaration(name: names.snapshots, partitions: 1, configuration: compacted),
        ]
    }

    private static let compacted = [
        "cleanup.policy": "compact", "message.timestamp.type": "LogAppendTime", "segment.ms": "3600000",
        "min.cleanable.dirty.ratio": "0.1",
    ]
}
