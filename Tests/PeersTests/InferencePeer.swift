import Testing
import TrelayCore
import TrelayFormat
import TrelayKafka
import TrelaySystem

/// Triton's own Python client, which knows the Open Inference Protocol and nothing of Trelay.
enum InferencePeer {
    /// Nil when it is here; else what is missing and how to get it.
    static let absence: String? = {
        let process = try? ChildProcess.spawn(
            Peer.python, ["-c", "import tritonclient.http"], standardOutput: .null, standardError: .null)
        if process?.wait(timeout: .seconds(60)) == .exited(0) { return nil }
        return "\(Peer.python) cannot import tritonclient.http: pip install 'tritonclient[http]', "
            + "or name a Python that has it in TRELAY_PYTHON"
    }()

    static var isPresent: Bool { absence == nil }

    /// Runs the client against a server and gives what it found.
    static func run(_ address: String, _ arguments: [String] = []) throws -> JSONValue {
        let process = try ChildProcess.spawn(
            Peer.python, ["-c", script, address] + arguments, standardOutput: .pipe)
        let output = try process.readOutput(maximumBytes: 1 << 20)
        let status = process.wait(timeout: .seconds(60))
        try #require(status == .exited(0), "the client ended with \(String(describing: status))")
        return try JSONParser.parse(output)
    }

    private static let script = """
        import json, sys
        import numpy
        import tritonclient.http as http
        from tritonclient.utils import InferenceServerException
        client = http.InferenceServerClient(sys.argv[1])
        found = {
            "live": client.is_server_live(), "ready": client.is_server_ready(),
            "server": client.get_server_metadata(), "model": client.get_model_metadata("summer"),
            "modelReady": client.is_model_ready("summer"), "versionReady": client.is_model_ready("summer", "1.2.0"),
            "otherReady": client.is_model_ready("nobody"), "otherVersionReady": client.is_model_ready("summer", "9.9.9"),
        }
        def ask(binary, values, datatype=numpy.float32, name="rows", wanted=True, **more):
            array = numpy.array(values, dtype=datatype)
            data = http.InferInput(name, list(array.shape), {numpy.float32: "FP32", numpy.float64: "FP64"}[datatype])
            data.set_data_from_numpy(array, binary_data=binary)
            outputs = [http.InferRequestedOutput("sums", binary_data=binary)] if wanted else None
            answer = client.infer("summer", [data], outputs=outputs, **more)
            head = answer.get_response()
            return {"sums": answer.as_numpy("sums").tolist(), "version": head["model_version"], "id": head.get("id"),
                    "parameters": head["parameters"]}
        def failure(*arguments, **more):
            try:
                ask(*arguments, **more)
                return None
            except InferenceServerException as error:
                return {"status": error.status(), "message": error.message()}
        found["json"] = ask(False, [[1, 2, 3], [4, 5, 6]], request_id="a")
        found["binary"] = ask(True, [[1, 2, 3], [4, 5, 6]], request_id="b", model_version="1.2.0")
        found["standard"] = ask(True, [[0.5, 0.25, 0]], wanted=False)
        found["wrongShape"] = failure(True, [[1, 2]])
        found["wrongType"] = failure(True, [[1, 2, 3]], numpy.float64)
        found["wrongName"] = failure(False, [[1, 2, 3]], name="columns")
        found["outOfSchema"] = failure(False, [[1, 2, 1000]])
        found["wrongVersion"] = failure(False, [[1, 2, 3]], model_version="9.9.9")
        try:
            client.get_model_metadata("nobody")
        except InferenceServerException as error:
            found["unknown"] = {"status": error.status(), "message": error.message()}
        print(json.dumps(found))
        """
}

/// A broker, and a model worker as a process of its own, with a hook that adds up rows.
final class InferenceStage {
    private static let patience = Duration.seconds(60)

    let folder: String
    let address: String
    private let cluster: EmbeddedCluster
    private let process: ChildProcess

    init() throws {
        folder = (HostInformation.environment("TMPDIR") ?? "/tmp") + "/trelay-inference-" + PeerStage.newID()
        try DurableFile.createDirectory(folder)
        let topics = TopicNames()
        cluster = try EmbeddedCluster(
            topics: [(topics.changes, 1), (topics.acks, 1), (topics.workers, 1), (topics.snapshots, 1)])
        let hook = folder + "/hook"
        try DurableFile.replace(hook, with: Array(Self.hook.utf8), synchronize: false)
        let marked = try ChildProcess.spawn("chmod", ["+x", hook])
        try #require(marked.wait(timeout: Self.patience) == .exited(0))
        process = try ChildProcess.spawn(
            PeerStage.program,
            [
                "worker", "--role", "model", "--id", "model-1", "--bootstrap", cluster.bootstrap, "--serve",
                "127.0.0.1:0", "--hook", "adder=\(hook)", "--state-dir", folder + "/state",
            ], standardOutput: .null, standardError: .file(folder + "/worker.log"))
        address = try Self.address(folder)
    }

    func close() {
        process.signal(SystemSignal.terminate)
        if process.wait(timeout: Self.patience) == nil {
            process.signal(SystemSignal.kill)
            _ = process.wait(timeout: Self.patience)
        }
        cluster.close()
        DurableFile.removeTree(folder)
    }

    /// Publishes a change set, and waits until the worker serves it.
    func publish(_ change: JSONValue) throws {
        let file = folder + "/change.json"
        try DurableFile.replace(file, with: change.canonicalBytes(), synchronize: false)
        let publish = try ChildProcess.spawn(
            PeerStage.program,
            ["publish", "-f", file, "--bootstrap", cluster.bootstrap, "--wait", "effective", "--timeout", "60s"],
            standardOutput: .file(folder + "/publish.log"), standardError: .file(folder + "/publish.log"))
        let status = publish.wait(timeout: Self.patience * 2)
        try #require(status == .exited(0), "\(log("publish.log"))\n\(log("worker.log"))")
    }

    func log(_ name: String) -> String {
        String(decoding: (try? DurableFile.read(folder + "/" + name, maximumBytes: 1 << 20)) ?? [], as: UTF8.self)
    }

    /// The worker writes down which port it took.
    private static func address(_ folder: String) throws -> String {
        let deadline = Deadline(after: patience)
        while !deadline.hasPassed {
            let bytes = (try? DurableFile.read(folder + "/state/serving.address", maximumBytes: 1_000)) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            if text.hasSuffix("\n") { return String(text.dropLast().dropFirst("http://".count)) }
            _ = try EventDescriptor().wait(timeout: .milliseconds(20))
        }
        throw MissingAck()
    }

    private static let hook = """
        #!/usr/bin/env python3
        import json, sys
        question = json.load(sys.stdin)
        if question["operation"] == "infer":
            (rows,) = question["inputs"]
            width = rows["shape"][1]
            data = rows["data"]
            sums = [sum(data[at:at + width]) for at in range(0, len(data), width)]
            answer = {"name": "sums", "datatype": "FP32", "shape": [len(sums)], "data": sums}
            json.dump({"outputs": [answer]}, sys.stdout)

        """
}
