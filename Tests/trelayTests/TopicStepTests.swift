import Testing
import TrelayKafka

@testable import trelay

@Suite("What is done to a topic")
struct TopicStepTests {
    private let declaration = TopicDeclaration(
        name: "trelay.acks", partitions: 2, configuration: ["cleanup.policy": "delete", "retention.ms": "1000"])

    private func step(partitions: Int32 = 2, _ settings: [String: String]) -> TopicStep {
        TopicStep(
            declaration,
            actual: .known(
                KafkaTopicDescription(
                    name: declaration.name, partitions: partitions, replicationFactor: 1, overrides: settings)))
    }

    @Test("A missing topic is created")
    func missing() {
        let step = TopicStep(declaration, actual: .missing)
        #expect(step.word(applied: false) == "create")
        #expect(step.isAllowed && !step.isDone)
    }

    @Test("A topic that is as it ought to be is left alone")
    func equal() {
        #expect(step(declaration.configuration).isDone)
    }

    @Test("Fewer partitions than wanted are refused, for a partition count is never changed")
    func fewer() {
        let step = step(partitions: 1, declaration.configuration)
        #expect(!step.isAllowed)
        #expect(step.explanation.contains("has 1 partition, not 2"))
        #expect(!TopicStep(declaration, actual: .withoutSettings(partitions: 1)).isAllowed)
    }

    @Test("More partitions than wanted are used as they are, and said")
    func more() {
        let step = step(partitions: 6, declaration.configuration)
        #expect(step.isDone)
        #expect(step.explanation == "has 6 partitions (2 would do)")
    }

    @Test("Retention is raised but never lowered", arguments: [("500", true), ("2000", false), ("-1", false)])
    func retention(actual: String, isAllowed: Bool) {
        #expect(step(["cleanup.policy": "delete", "retention.ms": actual]).isAllowed == isAllowed)
    }

    @Test("A setting that differs is altered, and it alone")
    func alter() {
        let step = step(["cleanup.policy": "compact", "retention.ms": "1000"])
        #expect(step.word(applied: true) == "altered")
        #expect(step.explanation == "cleanup.policy=delete")
    }
}
