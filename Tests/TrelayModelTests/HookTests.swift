import Testing
import TrelayFormat
import TrelaySystem
import TrelayWorker

@testable import TrelayModel

@Suite("Models that a program runs")
struct HookTests {
    private static let interface: JSONValue = [
        "inputs": [["name": "text", "datatype": "BYTES", "shape": [-1]]],
        "outputs": [["name": "length", "datatype": "INT64", "shape": [-1]]],
    ]
    /// Answers each prediction with the same text, whatever it is asked.
    private static func answers(_ output: String) -> String {
        "#!/bin/sh\ncat > \"$0.seen\"\nprintf '%s' '\(output)'\n"
    }
    private static let good = #"{"outputs":[{"name":"length","datatype":"INT64","shape":[1],"data":[5]}]}"#

    /// A role with one hook, `counter`, and a model that names it.
    private func stage(
        _ script: String, _ limits: ProcessLimits = ProcessLimits(time: .seconds(20), outputBytes: 100_000),
        _ change: (inout JSONObject) -> Void = { _ in }
    ) throws -> (stage: RoleStage, model: JSONValue) {
        var model: JSONObject = [
            "version": "2.1.0", "runtime": ["engine": "exec", "hook": "counter"], "interface": Self.interface,
            "hyperparameters": ["upper": true],
        ]
        change(&model)
        return (try RoleStage(scripts: ["counter": script], limits: limits), .object(model))
    }

    private func predict(_ stage: RoleStage) throws -> [Tensor] {
        let lease = stage.role.store.lease()
        let model = try #require(lease.snapshot.models[RoleStage.name])
        return try model.predict([Tensor(name: "text", datatype: .bytes, shape: [1], values: .texts(["hällo"]))])
    }

    private func code(_ stage: RoleStage) -> String? {
        do {
            _ = try predict(stage)
            return nil
        } catch {
            return (error as? ModelError)?.code.rawValue
        }
    }

    @Test("It reads what is asked of it as JSON, and its answer is the model's")
    func serves() throws {
        let (stage, model) = try stage(Self.answers(Self.good)) { model in
            model.set("artifact", (try? RoleStage().artifact([1])) ?? .null)
        }
        // The artifact lies in the folder of another stage, which is gone: it is refused, and then given one of its own.
        #expect(try stage.refusal([RoleStage.name: model])?.code == "artifactMissing")
        var object = try #require(model.objectValue)
        object.set("artifact", try stage.artifact([1, 2, 3]))
        try stage.apply(.object(object))
        #expect(try predict(stage)[0].values == .integers([5]))
        let seen = try JSONParser.parse(try DurableFile.read(stage.folder.file("counter.seen"), maximumBytes: 100_000))
        #expect(seen["operation"] == "infer" && seen["model"] == "ranker" && seen["version"] == "2.1.0")
        #expect(seen["hyperparameters"] == ["upper": true])
        #expect(
            seen["inputs"] == [["name": "text", "datatype": "BYTES", "shape": [1], "data": ["hällo"]]])
        #expect(seen["artifact"]?["size"] == 3)
        let path = try #require(seen["artifact"]?["path"]?.stringValue)
        #expect(try DurableFile.read(path, maximumBytes: 10) == [1, 2, 3])
    }

    @Test(
        "An answer that is none is the hook's fault",
        arguments: [
            "", "no JSON", "{}", #"{"outputs":[]}"#, #"{"outputs":[{"name":"length"}]}"#,
            #"{"outputs":[{"name":"length","datatype":"INT64","shape":[2],"data":[5]}]}"#,
            #"{"outputs":[{"name":"length","datatype":"FP64","shape":[1],"data":[5]}]}"#,
            #"{"outputs":[{"name":"width","datatype":"INT64","shape":[1],"data":[5]}]}"#,
        ])
    func answers(text: String) throws {
        let (stage, model) = try stage(Self.answers(text))
        try stage.apply(model)
        #expect(code(stage) == "hookAnswerInvalid")
    }

    @Test(
        "A hook that hangs, fails, is killed or prints 1 GiB is ended and refused",
        arguments: [
            ("exec sleep 1000", "hookTimedOut"), ("sleep 1000 & sleep 1000", "hookTimedOut"),
            ("for i in 1 2 3 4 5 6 7 8; do (sleep 1000 &) ; done; wait; sleep 1000", "hookTimedOut"),
            ("head -c 1073741824 /dev/zero", "hookWroteTooMuch"),
            ("head -c 1073741824 /dev/zero >&2; exit 1", "hookWroteTooMuch"), ("exit 7", "hookFailed"),
            ("kill -9 $$", "hookFailed"),
        ])
    func misbehaves(script: String, expected: String) throws {
        let limits = ProcessLimits(time: .milliseconds(1500), outputBytes: 100_000)
        let (stage, model) = try stage("#!/bin/sh\n" + script + "\n", limits)
        let refusal = try #require(try stage.refusal([RoleStage.name: model]))
        #expect(refusal.code == expected, "\(refusal)")
        #expect(refusal.path == "/model/ranker")
        #expect(stage.role.store.lease().snapshot.modelNames == [])
    }

    @Test("What it says when it fails is told, one line of it")
    func reason() throws {
        let (stage, model) = try stage("#!/bin/sh\necho first >&2; echo 'no such table' >&2; exit 3\n")
        let refusal = try #require(try stage.refusal([RoleStage.name: model]))
        #expect(refusal.message == "hook 'counter' ended with status 3: no such table")
    }

    @Test("A change of hyperparameters does not load it again; a golden output is compared")
    func goldens() throws {
        let (stage, model) = try stage(Self.answers(Self.good))
        var object = try #require(model.objectValue)
        object.set("goldenOutputs", [["input": ["text": ["hello"]], "output": ["length": [5]]]])
        try stage.apply(.object(object))
        object.set("hyperparameters", ["upper": false])
        try stage.apply(.object(object))
        #expect(stage.recorder.stages.count { $0.name == .load } == 1)
        object.set("goldenOutputs", [["input": ["text": ["hello"]], "output": ["length": [6]]]])
        #expect(try stage.refusal([RoleStage.name: .object(object)])?.code == "goldenMismatch")
        #expect(try predict(stage)[0].values == .integers([5]))
    }

    @Test("Nothing of the worker's environment reaches it but what it is given")
    func environment() throws {
        let (stage, model) = try stage("#!/bin/sh\nenv > \"$0.environment\"\n")
        try stage.apply(model)
        let bytes = try DurableFile.read(stage.folder.file("counter.environment"), maximumBytes: 100_000)
        let names = Set(
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { String($0.prefix { $0 != "=" }) })
        #expect(names.subtracting(["PATH", "PWD", "SHLVL", "_", "OLDPWD", LimitedProcess.markVariable]) == [])
    }
}
