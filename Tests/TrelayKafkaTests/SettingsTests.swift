import Testing
import TrelayKafka

@Suite("Connection settings")
struct SettingsTests {
    private func problem(_ properties: [String: String]) -> String? {
        do {
            try KafkaSettings(bootstrap: "localhost:9092", properties: properties).validate()
            return nil
        } catch {
            return error.message
        }
    }

    @Test("A properties file is read as Java reads it")
    func javaProperties() throws {
        let text = """
            # comment
            ! another
            security.protocol=SASL_SSL
              sasl.username : alice\r
            sasl.password = a=b\\u0021 c\\\\d
            ssl.ca.location /etc/ca.pem

            bootstrap.servers=one:9092,\\
                two:9092
            empty=
            client.id=first
            client.id=second
            """
        let properties = try KafkaSettings.parseProperties(text, path: "x")
        #expect(
            properties == [
                "security.protocol": "SASL_SSL", "sasl.username": "alice", "sasl.password": "a=b! c\\d",
                "ssl.ca.location": "/etc/ca.pem", "bootstrap.servers": "one:9092,two:9092", "empty": "",
                "client.id": "second",
            ])
        #expect(KafkaSettings(bootstrap: "", properties: properties).bootstrap == "one:9092,two:9092")
        #expect(KafkaSettings(bootstrap: "three:1", properties: properties).bootstrap == "three:1")
    }

    @Test("Properties that are written to a file are read back as they were")
    func writtenProperties() throws {
        let properties = [
            "sasl.password": " a=b:c #d!\\e\tf\r\ng\u{0C}ü\\", "sasl.username": "", "odd key=:": "#x",
            "client.id": "!y",
        ]
        let text = KafkaSettings.formatProperties(properties)
        #expect(try KafkaSettings.parseProperties(text, path: "x") == properties)
    }

    @Test(
        "A bad line of a properties file is named with its number",
        arguments: [("a=1\nlonely\n", "f:2: "), ("=1", "f:1: "), ("\n\na=\\u12", "f:3: "), ("a=\\uD800", "f:1: ")])
    func badLines(text: String, prefix: String) throws {
        let failure = try kafkaError { try KafkaSettings.parseProperties(text, path: "f") }
        #expect(failure.message.hasPrefix(prefix))
    }

    @Test("An unknown property is named, with the one that was meant")
    func unknownProperty() throws {
        let message = try #require(problem(["sasl.usernam": "x"]))
        #expect(message.contains("'sasl.usernam'") && message.contains("'sasl.username'"))
        #expect(!message.contains("\n"))
    }

    @Test("A property of the Java client says what to set instead")
    func javaOnlyProperty() throws {
        let message = try #require(problem(["sasl.jaas.config": "secret"]))
        #expect(message.contains("'sasl.jaas.config'") && message.contains("sasl.username"))
        #expect(!message.contains("secret"))
    }

    @Test("A wrong value names its property")
    func wrongValue() throws {
        #expect(try #require(problem(["linger.ms": "soon"])).contains("'linger.ms'"))
        #expect(try #require(problem(["security.protocol": "carrier-pigeon"])).contains("security.protocol"))
    }

    @Test("Properties that the log rests on cannot be changed, but may be repeated")
    func fixedProperties() throws {
        #expect(try #require(problem(["enable.idempotence": "false"])).contains("'enable.idempotence'"))
        #expect(try #require(problem(["auto.offset.reset": "latest"])).contains("skipped silently"))
        #expect(problem(["enable.idempotence": "true"]) == nil)
    }

    @Test("Settings without bootstrap servers are refused")
    func noBootstrap() {
        #expect(throws: KafkaError.self) { try KafkaSettings(bootstrap: "").validate() }
    }

    @Test("Settings that contradict each other are refused when a client is opened")
    func contradiction() throws {
        let settings = KafkaSettings(bootstrap: "localhost:1", properties: ["acks": "1"])
        let failure = try kafkaError { try KafkaProducer(settings: settings) }
        #expect(failure.message.contains("acks"))
    }
}
