import TrelayCommandLine
import TrelayFormat
import TrelayKafka

/// `trelay version`.
enum VersionCommand {
    static let version = "0.1.0"
    /// What acks and leases say this program is.
    static let build = "trelay \(version)"

    static let command = Command(
        name: "version", summary: "print the version of trelay and of the Kafka library it runs on",
        options: CommonOptions.printing,
        examples: [Example(command: "trelay version", explanation: "what is installed here")]
    ) { invocation in
        let output = Session(invocation: invocation).output
        if output.isJSON {
            try output.json(["trelay": .string(version), "librdkafka": .string(KafkaLibrary.version)])
        } else {
            try output.line("\(build) (librdkafka \(KafkaLibrary.version))")
        }
        return ExitStatus.done
    }
}
