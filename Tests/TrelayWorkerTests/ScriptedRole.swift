import Synchronization
import TrelayCore
import TrelayWorker

/// A role that does as it is told, and writes down what was asked of it.
final class ScriptedRole: WorkerRole {
    enum Call: Hashable, Sendable {
        case prepare(Int)
        case commit(Int)
        case probe
        case retire(Int)
    }

    private struct Script {
        var refusal: RoleRefusal?
        var probeFailure: RoleRefusal?
        var onPrepare: (@Sendable (Configuration) -> Void)?
        var onProbe: (@Sendable (Configuration) -> Void)?
        /// What it claims to serve, if that is not what it was given.
        var lie: Configuration?
        var calls: [Call] = []
    }

    let name = "gateway"
    private let cell: SnapshotCell<Configuration>
    private let script = Mutex(Script())

    init(namespace: String = World.namespace) {
        cell = SnapshotCell(Configuration(namespace: namespace, revision: 0, resources: ResourceMap()))
    }

    static let refusal = RoleRefusal(
        code: "credentialMissing", path: "/provider/main/credential", message: "env:KEY is not set; set it")

    // MARK: - For the test

    func refuse(_ refusal: RoleRefusal? = ScriptedRole.refusal) { script.withLock { $0.refusal = refusal } }
    func accept() { script.withLock { ($0.refusal, $0.probeFailure, $0.lie) = (nil, nil, nil) } }
    func failProbe() {
        script.withLock {
            $0.probeFailure = RoleRefusal(code: "goldenPromptFailed", path: "/route/chat", message: "no answer")
        }
    }
    func claim(_ lie: Configuration) { script.withLock { $0.lie = lie } }
    func onPrepare(_ body: (@Sendable (Configuration) -> Void)?) { script.withLock { $0.onPrepare = body } }
    func onProbe(_ body: (@Sendable (Configuration) -> Void)?) { script.withLock { $0.onProbe = body } }

    var calls: [Call] { script.withLock { $0.calls } }
    var preparedRevisions: [Int] { calls.compactMap { if case .prepare(let revision) = $0 { revision } else { nil } } }

    // MARK: - WorkerRole

    var live: Configuration { script.withLock { $0.lie } ?? cell.load() }

    func prepare(_ next: Configuration, changes: [ResourceChange]) throws(RoleRefusal) -> Configuration {
        note(.prepare(next.revision))
        script.withLock { $0.onPrepare }?(next)
        if let refusal = script.withLock({ $0.refusal }) { throw refusal }
        return next
    }

    func commit(_ prepared: Configuration) -> Configuration {
        note(.commit(prepared.revision))
        return cell.replace(with: prepared)
    }

    func probe() throws(RoleRefusal) {
        note(.probe)
        script.withLock { $0.onProbe }?(cell.load())
        if let failure = script.withLock({ $0.probeFailure }) { throw failure }
    }

    func retire(_ previous: Configuration) {
        note(.retire(previous.revision))
    }

    private func note(_ call: Call) { script.withLock { $0.calls.append(call) } }
}
