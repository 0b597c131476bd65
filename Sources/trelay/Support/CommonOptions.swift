import TrelayCommandLine

/// Options that mean the same wherever they stand.
enum CommonOptions {
    static let bootstrap = Option(
        long: "bootstrap", short: "b", valueName: "HOST:PORT,…", help: "Kafka's bootstrap servers",
        environment: "TRELAY_BOOTSTRAP")
    static let property = Option(
        long: "property", short: "X", valueName: "KEY=VALUE", help: "any librdkafka setting; may be repeated",
        repeats: true)
    static let propertiesFile = Option(
        long: "config", valueName: "FILE", help: "a properties file with librdkafka settings (TLS, SASL…)",
        environment: "TRELAY_CONFIG", completesFiles: true)
    static let namespace = Option(
        long: "namespace", short: "n", valueName: "NAME", help: "the namespace whose configuration is meant",
        environment: "TRELAY_NAMESPACE", default: "default")
    static let topicPrefix = Option(
        long: "topic-prefix", valueName: "PREFIX", help: "what every topic's name begins with",
        environment: "TRELAY_TOPIC_PREFIX", default: "trelay.")
    static let timeout = Option(
        long: "timeout", valueName: "TIME", help: "how long all of it may take: 500ms, 60s, 10m", default: "60s")
    static let output = Option(
        long: "output", short: "o", valueName: "FORM", help: "for people or for programs", default: "table",
        choices: ["table", "json"])
    /// For commands that print what is in the log.
    static let outputWithCBOR = Option(
        long: "output", short: "o", valueName: "FORM", help: "for people, or for programs: JSON or the same in CBOR",
        default: "table", choices: ["table", "json", "cbor"])
    static let noColor = Option(
        long: "no-color", help: "plain text; also with NO_COLOR set, and whenever the output is no terminal")
    static let expect = Option(
        long: "expect", valueName: "WORKER:ROLE",
        help: "declare the roster: these workers count, seen or not, and no others; may be repeated", repeats: true)

    /// For every command that talks to Kafka.
    static let connection = [bootstrap, property, propertiesFile, topicPrefix, timeout]
    /// For every command that prints results.
    static let printing = [output, noColor]

    static let exitCodes = [
        ExitCode(0, "done"), ExitCode(1, "failed"), ExitCode(2, "rejected, or the time ran out"),
        ExitCode(64, "the command line is wrong"),
    ]
}
