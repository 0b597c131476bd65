import Synchronization
import Testing
import TrelayCore
import TrelayFormat
import TrelayModel
import TrelayWorker

@Suite("The role model")
struct ModelRoleTests {
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

    @Test("A new artifact that is not as described refuses the configuration")
    func refuses() throws {
        let role = ModelRole.make(namespace: "shop", artifacts: Faulty())
        let change = ResourceChange(key: key, old: nil, new: model("file:///a", temperature: 1))
        let refusal = try #require(throws: RoleRefusal.self) { try role.prepare(next, changes: [change]) }
        #expect(refusal.code == "artifactMissing")
        #expect(refusal.path == "/model/ranker/artifact")
        #expect(refusal.message == "file:///a: not there")
    }

    @Test("A change of hyperparameters alone does not read the artifact, one of the artifact does")
    func hyperparameters() throws {
        let artifacts = Faulty()
        let role = ModelRole.make(namespace: "shop", artifacts: artifacts)
        let old = model("file:///a", temperature: 1)
        let tuned = ResourceChange(key: key, old: old, new: model("file:///a", temperature: 2))
        #expect(try role.prepare(next, changes: [tuned]).revision == 2)
        #expect(artifacts.asked.withLock { $0 } == [])
        let moved = ResourceChange(key: key, old: old, new: model("file:///b", temperature: 1))
        #expect(throws: RoleRefusal.self) { try role.prepare(next, changes: [moved]) }
        #expect(artifacts.asked.withLock { $0 } == ["file:///b"])
    }

    @Test("Deleted models, models without an artifact and other kinds are not looked at")
    func others() throws {
        let artifacts = Faulty()
        let role = ModelRole.make(namespace: "shop", artifacts: artifacts)
        let some = model("file:///a", temperature: 1)
        let changes = [
            ResourceChange(key: key, old: some, new: nil),
            ResourceChange(key: key, old: nil, new: entry(["hyperparameters": [:]])),
            ResourceChange(key: ResourceKey(kind: "prompt", name: "p"), old: nil, new: some),
        ]
        #expect(try role.prepare(next, changes: changes).revision == 2)
        #expect(artifacts.asked.withLock { $0 } == [])
    }
}
