import TrelayCommandLine
import TrelayCore
import TrelayFormat
import TrelayKafka
import TrelaySystem

/// `trelay broker`: the embedded cluster, for development.
enum BrokerCommand {
    static let command = Command(
        name: "broker", summary: "run an embedded broker on loopback, for development",
        discussion: """
            It speaks Kafka's protocol to any client on this machine, keeps some 5 MiB per partition in memory, and \
            forgets everything when it stops. Its topics are there from the start.
            """,
        options: [CommonOptions.topicPrefix] + CommonOptions.printing,
        examples: [
            Example(command: "trelay broker", explanation: "prints the address; stop it with Ctrl-C"),
            Example(
                command: "export TRELAY_BOOTSTRAP=127.0.0.1:PORT", explanation: "in another terminal, with its address"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let signals = try SignalDescriptor(signals: [SystemSignal.interrupt, SystemSignal.terminate])
        let broker = try EmbeddedCluster(
            brokers: 1, topics: TopicDeclaration.all(try session.topics).map { ($0.name, $0.partitions) })
        defer { broker.close() }
        if session.output.isJSON {
            try session.output.json(["bootstrap": .string(broker.bootstrap)])
        } else {
            try session.output.line("export TRELAY_BOOTSTRAP=\(broker.bootstrap)")
            session.output.note(
                "embedded broker ready: it keeps 5 MiB per partition and forgets it all when it stops (Ctrl-C)")
        }
        _ = signals.wait(timeout: nil)
        return ExitStatus.done
    }
}
