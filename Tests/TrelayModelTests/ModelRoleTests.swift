import Synchronization
import Testing
import TrelayCore
import TrelayFormat
import TrelayWorker

@testable import TrelayModel

@Suite("The role model: what it describes and does not serve")
struct DescribedModelTests {
    /// Finds fault with every artifact, and remembers which it was asked about.
    private final class Faulty: ArtifactSource {
        let asked = Mutex<[String]>([])

        func problem(with uri: String, sha256: String?, size: Int?) -> ArtifactProblem? {
            asked.withLock { $0.append(uri) }
            return ArtifactProblem(code: "artifactMissing", message: "not there")
        }
    }

    private let key = ResourceKey(kind: "model", name: "ranker")
    private let next = Configuration(namespace: "shop", revision: 2, resources: ResourceMap())

    private func entry(_ value: JSONValue) -> ResourceEntry {
        ResourceEntry(value: value, digest: value.digest(), createdRevision: 1, changedRevision: 1, changedBy: "e")
    }

    private func model(_ uri: String, temperature: Double) -> ResourceEntry {
        entry(["artifact": ["uri": .string(uri)], "hyperparameters": ["temperature": .number(temperature)]])
    }

    private func prepare(_ source: Faulty, _ changes: [ResourceChange]) throws -> Int {
        let folder = try TemporaryFolder()
        let cache = try ArtifactCache(folder: folder.path)
        defer { cache.close() }
        let role = ModelRole(namespace: "shop", cache: cache, runtimes: [], described: source)
        return try role.prepare(next, changes: changes).configuration.revision
    }

    @Test("A new artifact that is not as described refuses the configuration")
    func refuses() throws {
        let change = ResourceChange(key: key, old: nil, new: model("file:///a", temperature: 1))
        let refusal = try #require(throws: RoleRefusal.self) { try prepare(Faulty(), [change]) }
        #expect(refusal.code == "artifactMissing")
        #expect(refusal.path == "/model/ranker/artifact")
        #expect(refusal.message == "file:///a: not there")
    }

    @Test("A change of hyperparameters alone does not read the artifact, one of the artifact does")
    func hyperparameters() throws {
        let artifacts = Faulty()
        let old = model("file:///a", temperature: 1)
        let tuned = ResourceChange(key: key, old: old, new: model("file:///a", temperature: 2))
        #expect(try prepare(artifacts, [tuned]) == 2)
        #expect(artifacts.asked.withLock { $0 } == [])
        let moved = ResourceChange(key: key, old: old, new: model("file:///b", temperature: 1))
        #expect(throws: RoleRefusal.self) { try prepare(artifacts, [moved]) }
        #expect(artifacts.asked.withLock { $0 } == ["file:///b"])
    }

    @Test("Deleted models, models without an artifact and other kinds are not looked at")
    func others() throws {
        let artifacts = Faulty()
        let some = model("file:///a", temperature: 1)
        let changes = [
            ResourceChange(key: key, old: some, new: nil),
            ResourceChange(key: key, old: nil, new: entry(["hyperparameters": [:]])),
            ResourceChange(key: ResourceKey(kind: "prompt", name: "p"), old: nil, new: some),
        ]
        #expect(try prepare(artifacts, changes) == 2)
        #expect(artifacts.asked.withLock { $0 } == [])
    }
}

@Suite("The role model: swaps")
struct ModelSwapTests {
    @Test("A model is fetched, loaded, warmed up, compared and served; each stage is told")
    func serves() throws {
        let stage = try RoleStage()
        let golden: JSONValue = [["input": [[1, 1], [2, 0]], "output": [12, 4]]]
        try stage.apply(try stage.linearModel([2, 10], ["goldenOutputs": golden]))
        #expect(try stage.predict([1, 1]).outputs[0].values == .float64([12]))
        #expect(stage.recorder.stages.map(\.name) == [.fetch, .load, .warmUp, .golden])
        let load = stage.recorder.stages[1]
        #expect(load.model == "ranker" && load.version == "1.0.0" && load.failure == nil)
        #expect(load.artifactBytes ?? 0 > 0 && load.residentBytes ?? 0 > 0)
    }

    @Test("A new artifact is loaded beside the old one, which is unloaded afterwards")
    func swaps() throws {
        let stage = try RoleStage()
        try stage.apply(try stage.linearModel([1], version: "1.0.0"))
        try stage.apply(try stage.linearModel([2], version: "2.0.0"))
        let answer = try stage.predict([10])
        #expect(answer.version == "2.0.0" && answer.outputs[0].values == .float64([20]))
        #expect(stage.linear.loads.load(ordering: .relaxed) == 2)
        #expect(stage.linear.alive.load(ordering: .relaxed) == 1)
        #expect(stage.recorder.stages.map(\.name).suffix(2) == [.drain, .unload])
    }

    @Test("A change of hyperparameters, schema or description loads nothing, and counts")
    func hyperparameters() throws {
        let stage = try RoleStage()
        try stage.apply(try stage.linearModel([3]))
        try stage.apply(try stage.linearModel([3], version: "1.0.1", ["hyperparameters": ["scale": 100]]))
        let answer = try stage.predict([1])
        #expect(answer.version == "1.0.1" && answer.outputs[0].values == .float64([300]))
        #expect(stage.linear.loads.load(ordering: .relaxed) == 1)
        #expect(stage.linear.alive.load(ordering: .relaxed) == 1)
        // Back again, and away: the one loaded model is shared and then unloaded, once.
        try stage.apply(try stage.linearModel([3]))
        #expect(try stage.predict([1]).outputs[0].values == .float64([3]))
        try stage.apply([:])
        #expect(stage.linear.alive.load(ordering: .relaxed) == 0)
        #expect(throws: ModelError.self) { try stage.predict([1]) }
    }

    @Test(
        "On any failure the old model stays, and nothing of the new one does",
        arguments: [
            ("goldenMismatch", "/goldenOutputs", ["goldenOutputs": [["input": [[1]], "output": [2]]]]),
            ("inputInvalid", "", ["goldenOutputs": [["input": [[1, 2]], "output": [2]]]]),
            ("inputInvalid", "", ["goldenOutputs": [["input": ["wrong": [[1]]], "output": [2]]]]),
            (
                "goldenMismatch", "/goldenOutputs",
                [
                    "goldenOutputs": [["input": [[1]], "output": [1]]],
                    "outputSchema": ["properties": ["sum": ["maxItems": 0]]],
                ]
            ),
            ("hyperparametersInvalid", "/hyperparameters", ["hyperparameters": ["scale": "much"]]),
            ("engineUnknown", "/runtime", ["runtime": ["engine": "abacus"]]),
            ("hookUnknown", "/runtime", ["runtime": ["engine": "exec", "hook": "nobody"]]),
            ("artifactDigestMissing", "/artifact", ["artifact": ["uri": "file:///tmp/x"]]),
            ("modelIncomplete", "", ["inputSchema": ["type": "nope"]]),
        ] as [(String, String, JSONObject)])
    func failures(code: String, member: String, change: JSONObject) throws {
        let stage = try RoleStage()
        try stage.apply(try stage.linearModel([7]))
        let other = try stage.linearModel([1], version: "2.0.0", change)
        let refusal = try #require(try stage.refusal([RoleStage.name: other, "second": other]))
        #expect(refusal.code == code, "\(refusal)")
        #expect(refusal.path == "/model/ranker\(member)", "\(refusal)")
        #expect(!refusal.message.contains("\n"))
        #expect(try stage.predict([1]).outputs[0].values == .float64([7]))
        #expect(stage.role.live.revision == 1)
        #expect(stage.linear.alive.load(ordering: .relaxed) == 1)
    }

    @Test("An artifact that is no model is refused")
    func noModel() throws {
        let stage = try RoleStage()
        let model: JSONValue = [
            "version": "1.0.0", "runtime": ["engine": "linear"], "artifact": try stage.artifact([1, 2, 3]),
        ]
        #expect(try stage.refusal(["m": model])?.code == "modelInvalid")
        #expect(stage.recorder.stages.last?.failure == "modelInvalid")
    }

    @Test("A golden output may be off by its tolerance and no more")
    func tolerance() throws {
        let stage = try RoleStage()
        let near: JSONValue = [["input": [[1]], "output": [7.4], "tolerance": 0.5]]
        let far: JSONValue = [["input": [[1]], "output": [7.6], "tolerance": 0.5]]
        #expect(try stage.refusal(["m": try stage.linearModel([7], ["goldenOutputs": near])]) == nil)
        let refusal = try stage.refusal(["m": try stage.linearModel([7], version: "2.0.0", ["goldenOutputs": far])])
        #expect(refusal?.code == "goldenMismatch")
        #expect(refusal?.message.contains("/sum/0") == true, "\(String(describing: refusal))")
    }

    @Test("A request that runs keeps the old model in memory, and the swap waits for it")
    func drains() throws {
        let stage = try RoleStage(drainTimeout: .milliseconds(50))
        try stage.apply(try stage.linearModel([1], version: "1.0.0"))
        var lease: SnapshotLease? = stage.role.store.lease()
        let old = try #require(lease?.snapshot.models[RoleStage.name])
        try stage.apply(try stage.linearModel([2], version: "2.0.0"))
        #expect(stage.recorder.stages.last?.name == .drain)
        #expect(stage.recorder.stages.last?.failure == "drainTimedOut")
        let input = Tensor(name: "input", datatype: .fp64, shape: [1, 1], values: .float64([5]))
        #expect(try old.predict([input])[0].values == .float64([5]))
        #expect(stage.linear.alive.load(ordering: .relaxed) == 2)
        _ = lease
        lease = nil
        #expect(stage.linear.alive.load(ordering: .relaxed) == 1)
        #expect(throws: ModelError.self) { try old.predict([input]) }
    }

    @Test("Of several models only those that changed are loaded")
    func several() throws {
        let stage = try RoleStage()
        let first = try stage.linearModel([1])
        try stage.apply(["a": first, "b": first])
        #expect(stage.linear.loads.load(ordering: .relaxed) == 2)
        let second = try stage.linearModel([2])
        try stage.apply(["a": first, "b": second])
        #expect(stage.linear.loads.load(ordering: .relaxed) == 3)
        #expect(stage.linear.alive.load(ordering: .relaxed) == 2)
        #expect(try stage.predict([1], "a").outputs[0].values == .float64([1]))
        #expect(try stage.predict([1], "b").outputs[0].values == .float64([2]))
    }
}
