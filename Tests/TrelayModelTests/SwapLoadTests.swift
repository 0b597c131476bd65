import Synchronization
import Testing
import TrelayFormat
import TrelayHTTP
import TrelaySystem
import TrelayWorker

@testable import TrelayModel

@Suite("Swaps under load", .serialized)
struct SwapLoadTests {
    private static let swaps = 200

    /// What one thread of callers saw.
    private struct Tally {
        var answers = 0
        var failed = 0
        var mixed = 0
        var example = ""
        var versions: Set<String> = []
    }

    @Test("XGBoost", .enabled(if: XGBoostTrainer.isPresent, "no libxgboost: apt-get install libxgboost0"))
    func xgboost() throws {
        let stage = try RoleStage()
        let trainer = try XGBoostTrainer()
        try run(stage) { version in
            let artifact = try stage.artifact(try trainer.versioned(version), "v\(version).ubj")
            return ["version": .string("\(version).0.0"), "runtime": ["engine": "xgboost"], "artifact": artifact]
        }
    }

    @Test("A runtime whose models fail as soon as they are unloaded")
    func linear() throws {
        let stage = try RoleStage()
        try run(stage) { version in
            .object(
                try #require(
                    try stage.linearModel(
                        [1, Double(1000 * version), 0, 0], version: "\(version).0.0"
                    ).objectValue))
        }
        #expect(stage.linear.alive.load(ordering: .relaxed) == 1)
    }

    /// Swaps model after model, good ones and bad ones, while threads ask: no request fails, and each answer's number is
    /// the one of the version that it names.
    private func run(_ stage: RoleStage, _ model: (Int) throws -> JSONValue) throws {
        try stage.apply(try model(1))
        var settings = ModelServerSettings()
        settings.shards = 2
        let server = try ModelServer(stage.role, settings: settings)
        defer { server.stop(deadline: .seconds(5)) }
        let isOver = Atomic<Bool>(false)
        let tallies = Box<[Tally]>([])
        var threads: [OSThread] = []
        for index in 0..<3 {
            let url = "http://127.0.0.1:\(server.port)/v2/models/ranker/infer"
            let thread = try OSThread(name: "caller-\(index)") {
                let tally = Self.ask(url, isXGBoost: stage.linear.loads.load(ordering: .relaxed) == 0) {
                    isOver.load(ordering: .relaxed)
                }
                tallies.change { $0.append(tally) }
            }
            threads.append(thread)
        }
        let (before, refused) = try swap(stage, model)
        let after = try processCounts()
        isOver.store(true, ordering: .relaxed)
        for thread in threads { thread.join() }
        let all = tallies.value
        #expect(all.reduce(0) { $0 + $1.failed } == 0, "\(all.map(\.example))")
        #expect(all.reduce(0) { $0 + $1.mixed } == 0, "\(all.map(\.example))")
        #expect(all.allSatisfy { $0.answers > 100 } && all.allSatisfy { $0.versions.count > 10 })
        #expect(refused == Self.swaps / 10)
        // Other tests of this process come and go meanwhile; a leak of a swap would be hundreds.
        #expect(abs(after.threads - before.threads) < 50 && abs(after.descriptors - before.descriptors) < 100)
    }

    /// - Returns: counts after the first swaps, when all that is made once is there; and how many were refused.
    private func swap(
        _ stage: RoleStage, _ model: (Int) throws -> JSONValue
    ) throws -> (before: (threads: Int, descriptors: Int), refused: Int) {
        var before = try processCounts()
        var refused = 0
        for version in 2..<2 + Self.swaps {
            if version == 5 { before = try processCounts() }
            let next = try model(version)
            if version % 10 == 0 {
                var bad = try #require(next.objectValue)
                bad.set("goldenOutputs", [["input": [[1, 0, 0, 0]], "output": [-7]]])
                if try stage.refusal([RoleStage.name: .object(bad)])?.code == "goldenMismatch" { refused += 1 }
            }
            try stage.apply(next)
        }
        return (before, refused)
    }

    private static func ask(_ url: String, isXGBoost: Bool, _ isOver: () -> Bool) -> Tally {
        var tally = Tally()
        guard let client = try? HTTPClient() else { return tally }
        defer { client.close() }
        // Of XGBoost's models the answer is 1000 * version + 1 for this row, and so it is of the others.
        let (type, row) = isXGBoost ? ("FP32", "[1,0,0,0]") : ("FP64", "[1,1,0,0]")
        let body = #"{"inputs":[{"name":"input","shape":[1,4],"datatype":"\#(type)","data":\#(row)}]}"#
        let request = HTTPClientRequest(method: "POST", url: url, body: Array(body.utf8))
        while !isOver() {
            guard let answer = try? client.sendAndWait(request), answer.status == 200,
                let value = try? JSONParser.parse(answer.body)
            else {
                tally.failed += 1
                continue
            }
            let version = value["model_version"]?.stringValue ?? ""
            let number = value["outputs"]?.arrayValue?.first?["data"]?.arrayValue?.first?.integerValue
            tally.answers += 1
            tally.versions.insert(version)
            if number != (Int(version.prefix { $0 != "." }) ?? -1) * 1000 + 1 {
                tally.mixed += 1
                tally.example = value.description
            }
        }
        return tally
    }
}
