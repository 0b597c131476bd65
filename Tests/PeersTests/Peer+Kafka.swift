import Testing
import TrelayFormat
import TrelaySystem

/// A record as a foreign client sends it.
struct ForeignRecord {
    var key: String?
    /// Nil is a null value.
    var value: [UInt8]?
    var headers: [(name: String, value: String)] = []
    /// Nil leaves the choice to the client's partitioner.
    var partition: Int32?
}

/// A record as a foreign client read it.
struct ReadRecord {
    var key: String
    var headers: [String: String]
    var body: JSONValue
}

extension Peer {
    /// The Java client's default, which decides where a namespace lives: librdkafka's own default is another.
    private static let partitioner = "partitioner=murmur2_random"
    private static let patience = Duration.seconds(30)

    func publish(_ record: ForeignRecord, to topic: String, on stage: PeerStage) throws {
        let file = stage.folder + "/value"
        try DurableFile.replace(file, with: record.value ?? [], synchronize: false)
        switch self {
        case .kcat:
            // A file without -l is one record; -Z sends an empty one as null.
            var arguments = ["-P", "-b", stage.bootstrap, "-t", topic, "-X", Self.partitioner]
            if let key = record.key { arguments += ["-k", key] }
            if record.value == nil { arguments += ["-Z"] }
            if let partition = record.partition { arguments += ["-p", "\(partition)"] }
            for header in record.headers { arguments += ["-H", "\(header.name)=\(header.value)"] }
            _ = try Self.run(Self.kcatProgram, arguments + [file])
        case .confluentKafka:
            var headers = JSONObject()
            for header in record.headers { headers.set(header.name, .string(header.value)) }
            let request: JSONObject = [
                "bootstrap": .string(stage.bootstrap), "topic": .string(topic),
                "key": record.key.map { .string($0) } ?? .null, "file": record.value == nil ? .null : .string(file),
                "partition": JSONValue(Int(record.partition ?? -1)), "headers": .object(headers),
            ]
            _ = try Self.run(Self.python, ["-c", Self.publishScript, JSONValue.object(request).canonicalString()])
        }
    }

    /// All records of a topic of one partition, from its beginning to its end.
    func read(_ topic: String, on stage: PeerStage) throws -> [ReadRecord] {
        let output: String
        switch self {
        case .kcat:
            output = try Self.run(
                Self.kcatProgram,
                [
                    "-C", "-b", stage.bootstrap, "-t", topic, "-o", "beginning", "-e", "-q", "-X",
                    "fetch.wait.max.ms=10",
                    "-f", #"%k\t%h\t%s\n"#,
                ])
        case .confluentKafka:
            output = try Self.run(Self.python, ["-c", Self.readScript, stage.bootstrap, topic])
        }
        return try output.split(separator: "\n").map(Self.record)
    }

    /// A line `key TAB name=value,name=value TAB body`.
    private static func record(_ line: Substring) throws -> ReadRecord {
        let fields = line.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false)
        try #require(fields.count == 3, "not key, headers and value: \(line)")
        var headers: [String: String] = [:]
        for header in fields[1].split(separator: ",") {
            let parts = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            headers[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
        }
        return ReadRecord(key: String(fields[0]), headers: headers, body: try JSONParser.parse(String(fields[2])))
    }

    private static func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = try ChildProcess.spawn(program, arguments, standardOutput: .pipe)
        let output = try process.readOutput(maximumBytes: 8 << 20)
        let status = process.wait(timeout: patience)
        try #require(
            status == .exited(0),
            "\(program) \(arguments.joined(separator: " ")) ended with \(String(describing: status))")
        return String(decoding: output, as: UTF8.self)
    }

    private static let publishScript = """
        import json, sys
        from confluent_kafka import Producer
        request = json.loads(sys.argv[1])
        producer = Producer({"bootstrap.servers": request["bootstrap"], "partitioner": "murmur2_random"})
        def delivered(error, message):
            if error: sys.exit(f"not delivered: {error}")
        value = None if request["file"] is None else open(request["file"], "rb").read()
        producer.produce(request["topic"], value=value, key=request["key"], partition=request["partition"],
                         headers=list(request["headers"].items()), on_delivery=delivered)
        sys.exit(producer.flush(30))
        """

    private static let readScript = """
        import sys
        from confluent_kafka import Consumer, KafkaError, OFFSET_BEGINNING, TopicPartition
        consumer = Consumer({"bootstrap.servers": sys.argv[1], "group.id": "peer", "enable.auto.commit": False,
                             "enable.partition.eof": True, "fetch.wait.max.ms": 10})
        consumer.assign([TopicPartition(sys.argv[2], 0, OFFSET_BEGINNING)])
        while (message := consumer.poll(30)) is not None:
            if message.error():
                sys.exit(0 if message.error().code() == KafkaError._PARTITION_EOF else str(message.error()))
            headers = ",".join(f"{name}={value.decode()}" for name, value in message.headers() or [])
            print(message.key().decode(), headers, message.value().decode(), sep="\\t")
        sys.exit("nothing came within 30 seconds")
        """
}
