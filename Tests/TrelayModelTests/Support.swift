import FoundationEssentials
import Glibc
import Synchronization
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

@testable import TrelayModel

/// Longer than anything here takes; a test that waits for it has failed.
let patience = Duration.seconds(60)

/// A folder of one test, gone with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let name = SystemRandom.bytes(8).map { String($0, radix: 16) }.joined()
        path = FileManager.default.temporaryDirectory.path + "/trelay-model-tests-" + name
        try DurableFile.createDirectory(path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// A program of that text, which can be run.
    func script(_ name: String, _ text: String) throws -> String {
        try DurableFile.replace(file(name), with: Array(text.utf8), synchronize: false)
        chmod(file(name), 0o755)
        return file(name)
    }
}

/// Waits for a condition that another thread makes true; false when patience ends.
func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Deadline(after: patience)
    while !condition() {
        if deadline.hasPassed { return false }
        poll(nil, 0, 2)
    }
    return true
}

/// How many threads and descriptors this process has.
func processCounts() throws -> (threads: Int, descriptors: Int) {
    (try Folder.entries("/proc/self/task").count, try Folder.entries("/proc/self/fd").count)
}

/// Remembers what it is told.
final class StageRecorder: SwapObserver {
    private let stored = Mutex<[SwapStage]>([])

    var stages: [SwapStage] { stored.withLock { $0 } }

    func stageEnded(_ stage: SwapStage) {
        stored.withLock { $0.append(stage) }
    }
}

/// Models for tests: the artifact is `{"weights": [...]}`, the prediction the sum of the weighted inputs.
///
/// `scale` is its hyperparameter. It knows how many of its models are in memory.
final class LinearRuntime: ModelRuntime {
    let engine = "linear"
    let needsArtifact = true
    let loads = Atomic<Int>(0)
    let alive = Atomic<Int>(0)
    /// What a prediction does before its answer.
    let pause: @Sendable () -> Void
    let isSlow: Bool

    init(isSlow: Bool = false, pause: @escaping @Sendable () -> Void = {}) {
        self.isSlow = isSlow
        self.pause = pause
    }

    func load(_ declaration: ModelDeclaration, artifact: ArtifactLease?) throws(ModelError) -> any LoadedModel {
        guard let artifact, let bytes = try? DurableFile.read(artifact.path, maximumBytes: 1 << 20),
            let value = try? JSONParser.parse(bytes), let list = value["weights"]?.arrayValue
        else { throw ModelError(.modelInvalid, "no weights") }
        loads.wrappingAdd(1, ordering: .relaxed)
        alive.wrappingAdd(1, ordering: .relaxed)
        return LinearModel(runtime: self, weights: list.compactMap(\.numberValue))
    }
}

final class LinearModel: LoadedModel {
    let runtime: LinearRuntime
    /// Nil once it is unloaded: a prediction then fails.
    private let weights: Mutex<[Double]?>

    init(runtime: LinearRuntime, weights: [Double]) {
        self.runtime = runtime
        self.weights = Mutex(weights)
    }

    var interface: ModelInterface? {
        let count = weights.withLock { $0?.count ?? 0 }
        return ModelInterface(
            inputs: [TensorDescription(name: "input", datatype: .fp64, shape: [-1, count])],
            outputs: [TensorDescription(name: "sum", datatype: .fp64, shape: [-1])])
    }

    func predictor(for declaration: ModelDeclaration) throws(ModelError) -> any Predictor {
        guard let scale = (declaration.hyperparameters["scale"] ?? 1).numberValue else {
            throw ModelError(.hyperparametersInvalid, "scale is a number")
        }
        return LinearPredictor(model: self, scale: scale)
    }

    func unload() {
        weights.withLock { $0 = nil }
        runtime.alive.wrappingSubtract(1, ordering: .relaxed)
    }

    func sum(_ row: ArraySlice<Double>) throws(ModelError) -> Double {
        guard let weights = weights.withLock({ $0 }) else { throw ModelError(.modelUnloaded, "unloaded") }
        return zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

struct LinearPredictor: Predictor {
    let model: LinearModel
    let scale: Double

    var interface: ModelInterface? { model.interface }

    func isSlow(_ inputs: [Tensor]) -> Bool { model.runtime.isSlow && !inputs.isEmpty }

    func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor] {
        model.runtime.pause()
        guard case .float64(let values) = inputs[0].values else { throw ModelError(.inputInvalid, "not FP64") }
        let width = inputs[0].shape[1]
        var sums: [Double] = []
        for row in 0..<inputs[0].shape[0] {
            sums.append(scale * (try model.sum(values[row * width..<(row + 1) * width])))
        }
        return [Tensor(name: "sum", datatype: .fp64, shape: [sums.count], values: .float64(sums))]
    }
}

/// A role with its cache in a folder of its own, and the configurations that it is taken through.
final class RoleStage: Sendable {
    static let name = "ranker"

    let folder: TemporaryFolder
    let cache: ArtifactCache
    let linear: LinearRuntime
    let recorder = StageRecorder()
    let role: ModelRole
    private let revision = Atomic<Int>(0)

    /// - Parameter scripts: hooks by name, as the text of a script; each lies in the folder under its name.
    init(
        linear: LinearRuntime = LinearRuntime(), scripts: [String: String] = [:], limits: ProcessLimits = .init(),
        xgboost: XGBoostRuntime = XGBoostRuntime(), drainTimeout: Duration = patience,
        observer: (any SwapObserver)? = nil
    ) throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        cache = try ArtifactCache(folder: folder.file("artifacts"))
        var hooks: [String: String] = [:]
        for (name, text) in scripts { hooks[name] = try folder.script(name, text) }
        self.linear = linear
        let hook = HookRuntime(hooks: hooks, limits: limits, environment: ["PATH": "/usr/bin:/bin"])
        role = ModelRole(
            namespace: "shop", cache: cache, runtimes: [linear, xgboost, hook], observer: observer ?? recorder,
            drainTimeout: drainTimeout)
    }

    deinit { cache.close() }

    /// Writes an artifact and gives the member `artifact` that describes it.
    func artifact(_ bytes: [UInt8], _ name: String = "model.json") throws -> JSONValue {
        try DurableFile.replace(folder.file(name), with: bytes, synchronize: false)
        return [
            "uri": .string("file://" + folder.file(name)), "sha256": .string(SHA256.hash(bytes).hexadecimal),
            "size": JSONValue(bytes.count),
        ]
    }

    func linearModel(
        _ weights: [Double], version: String = "1.0.0", _ more: JSONObject = [:]
    ) throws -> JSONValue {
        let artifact: JSONObject = ["weights": .array(weights.map { .number($0) })]
        var model: JSONObject = [
            "version": .string(version), "runtime": ["engine": "linear"],
            "artifact": try self.artifact(artifact.canonicalBytes()),
        ]
        for (key, value) in more { model.set(key, value) }
        return .object(model)
    }

    /// Takes the role to a configuration with these models, as the worker's pipeline does.
    func apply(_ models: [String: JSONValue], trace: TraceContext? = nil) throws {
        var resources = ResourceMap()
        for (name, value) in models {
            resources[ResourceKey(kind: "model", name: name)] = ResourceEntry(
                value: value, digest: value.digest(), createdRevision: 1, changedRevision: 1, changedBy: "e")
        }
        let number = revision.wrappingAdd(1, ordering: .relaxed).newValue
        let next = Configuration(namespace: "shop", revision: number, resources: resources)
        let changes = role.live.resources.changes(to: next.resources)
        let previous = role.commit(try role.prepare(next, changes: changes, trace: trace))
        do {
            try role.probe()
        } catch {
            role.retire(role.commit(previous))
            throw error
        }
        role.retire(previous)
    }

    func apply(_ value: JSONValue) throws { try apply([Self.name: value]) }

    /// The refusal that a configuration meets; nil if it becomes effective.
    func refusal(_ models: [String: JSONValue]) throws -> RoleRefusal? {
        do {
            try apply(models)
            return nil
        } catch let refusal as RoleRefusal {
            return refusal
        }
    }

    /// What the model that serves answers to one row.
    func predict(_ row: [Double], _ name: String = RoleStage.name) throws -> (version: String, outputs: [Tensor]) {
        let lease = role.store.lease()
        guard let model = lease.snapshot.models[name] else { throw ModelError(.modelUnloaded, "no model \(name)") }
        let input = model.interface?.inputs.first
        let tensor = Tensor(
            name: input?.name ?? "input", datatype: input?.datatype ?? .fp64, shape: [1, row.count],
            values: input?.datatype == .fp32 ? .float32(row.map { Float($0) }) : .float64(row))
        return (model.version, try model.predict([tensor]))
    }
}

struct ClosureHandler: HTTPHandler {
    let body: @Sendable (HTTPRequest, HTTPExchange) -> Void

    init(_ body: @escaping @Sendable (HTTPRequest, HTTPExchange) -> Void) {
        self.body = body
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        body(request, exchange)
    }
}
