import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayKafka
import TrelayLog
import TrelaySystem

/// What every command makes of its common options.
struct Session {
    let invocation: Invocation

    var output: Output {
        let isTerminal = Terminal.isTerminal(1)
        let wantsColor = isTerminal && !invocation.flag("no-color") && (environment("NO_COLOR") ?? "").isEmpty
            && environment("TERM") != "dumb"
        return Output(
            form: invocation.string("output") == "json" ? .json : .table, style: Style(isColored: wantsColor),
            width: isTerminal ? Terminal.size(1)?.columns ?? 80 : Int.max)
    }

    var namespace: String {
        get throws {
            let name = invocation.string("namespace") ?? "default"
            guard Names.isValidNamespace(name) else {
                throw CommandError(
                    "namespace '\(name)' is not a name: 1 to 100 of a-z 0-9 . _ / -", exitCode: ExitStatus.usage)
            }
            return name
        }
    }

    var topics: TopicNames {
        TopicNames(prefix: invocation.string("topic-prefix") ?? "trelay.")
    }

    var timeout: Duration {
        get throws { try invocation.duration("timeout") ?? .seconds(60) }
    }

    /// Who this is, for events without an author: `TRELAY_AUTHOR`, else user@host.
    var author: String {
        environment("TRELAY_AUTHOR") ?? "\(environment("USER") ?? "unknown")@\(HostInformation.hostName)"
    }

    func environment(_ name: String) -> String? {
        HostInformation.environment(name)
    }

    /// The settings of the connection: the properties file, then `--bootstrap`, then each `-X`.
    func kafkaSettings() throws -> KafkaSettings {
        var properties = try fileProperties()
        for setting in invocation.strings("property") {
            guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
                throw CommandError("-X '\(setting)': write it as KEY=VALUE", exitCode: ExitStatus.usage)
            }
            properties[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
        }
        let fromProperties = properties.removeValue(forKey: "bootstrap.servers")
        guard let bootstrap = invocation.string("bootstrap") ?? fromProperties, !bootstrap.isEmpty else {
            throw CommandError(
                "no broker given: use --bootstrap HOST:PORT, TRELAY_BOOTSTRAP, or bootstrap.servers in --config FILE "
                    + "(to try things out: trelay broker)", exitCode: ExitStatus.usage)
        }
        return KafkaSettings(bootstrap: bootstrap, properties: properties)
    }

    func openLog() throws -> KafkaEventLog {
        KafkaEventLog(settings: try kafkaSettings())
    }

    private func fileProperties() throws -> [String: String] {
        guard let path = invocation.string("config") else { return [:] }
        let bytes = try Files.read(path, maximumBytes: 1 << 20)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError("\(path): not UTF-8 text")
        }
        return try KafkaSettings.parseProperties(text, path: path)
    }
}
