import TrelayCommandLine
import TrelayKafka
import TrelayLog

extension Session {
    func openLog() throws -> any EventLog {
        let settings = try kafkaSettings()
        return PatientLog(log: KafkaEventLog(settings: settings), bootstrap: settings.bootstrap)
    }

    /// The settings of the connection: the properties file, then `--bootstrap`, then each `-X`.
    ///
    /// They are checked here, without connecting: a worker would otherwise wait for ever for a broker that no such
    /// setting can reach.
    func kafkaSettings() throws -> KafkaSettings {
        guard let settings = try givenKafkaSettings() else {
            throw CommandError(
                "no broker given: use --bootstrap HOST:PORT, TRELAY_BOOTSTRAP, or bootstrap.servers in --config FILE "
                    + "(to try things out: trelay broker)", exitCode: ExitStatus.usage)
        }
        return settings
    }

    /// As `kafkaSettings`; nil when no bootstrap servers are named anywhere.
    func givenKafkaSettings() throws -> KafkaSettings? {
        let fromFile = try fileProperties()
        let fromOptions = try optionProperties()
        var properties = fromFile.merging(fromOptions) { $1 }
        let fromProperties = properties.removeValue(forKey: "bootstrap.servers")
        guard let bootstrap = invocation.string("bootstrap") ?? fromProperties, !bootstrap.isEmpty else { return nil }
        if let path = invocation.string("config") {
            try validate(fromFile, bootstrap) { CommandError("\(path): \($0)") }
        }
        try validate(properties, bootstrap) { CommandError($0, exitCode: ExitStatus.usage) }
        return KafkaSettings(bootstrap: bootstrap, properties: properties)
    }

    private func validate(
        _ properties: [String: String], _ bootstrap: String, _ failure: (String) -> CommandError
    ) throws {
        do throws(KafkaError) {
            try KafkaSettings(bootstrap: bootstrap, properties: properties).validate()
        } catch {
            throw failure(error.message)
        }
    }

    private func optionProperties() throws -> [String: String] {
        var properties: [String: String] = [:]
        for setting in invocation.strings("property") {
            guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
                throw invocation.usageError("-X '\(setting)': write it as KEY=VALUE")
            }
            properties[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
        }
        return properties
    }

    private func fileProperties() throws -> [String: String] {
        guard let path = invocation.string("config") else { return [:] }
        let bytes = try Files.read(path, maximumBytes: 1 << 20)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError("\(path): not UTF-8 text; save it as UTF-8")
        }
        return try KafkaSettings.parseProperties(text, path: path)
    }
}
