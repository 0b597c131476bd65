import Testing
import TrelayFormat
import TrelaySystem
import TrelayWorker

@testable import TrelayModel

@Suite("XGBoost in this process", .enabled(if: XGBoostTrainer.isPresent, "no libxgboost: apt-get install libxgboost0"))
struct XGBoostTests {
    private let rows: [[Float]] = (0..<60).map { row in (0..<3).map { Float((row * 7 + $0 * 13) % 11) - 5 } }

    private func labels(_ classes: Int? = nil) -> [Float] {
        rows.map { row in
            let sum = row[0] * 2 - row[1]
            return classes.map { Float(abs(Int(sum)) % $0) } ?? sum
        }
    }

    private func value(_ stage: RoleStage, _ bytes: [UInt8], _ more: JSONObject = [:]) throws -> JSONValue {
        var model: JSONObject = [
            "version": "1.0.0", "runtime": ["engine": "xgboost"], "artifact": try stage.artifact(bytes, "model.ubj"),
        ]
        for (key, value) in more { model.set(key, value) }
        return .object(model)
    }

    private func predict(_ stage: RoleStage, _ rows: [[Float]]) throws -> Tensor {
        let lease = stage.role.store.lease()
        let model = try #require(lease.snapshot.models[RoleStage.name])
        let input = Tensor(
            name: "input", datatype: .fp32, shape: [rows.count, rows[0].count], values: .float32(rows.flatMap { $0 }))
        return try model.predict([input])[0]
    }

    @Test("It predicts what the library predicts by another way, in both forms of a model", arguments: ["ubj", "json"])
    func regression(form: String) throws {
        let stage = try RoleStage()
        let trained = try XGBoostTrainer().train(
            rows, labels: labels(), rounds: 12, [("max_depth", "3")], form: form)
        try stage.apply(try value(stage, trained.model))
        let output = try predict(stage, rows)
        #expect(output.name == "predict" && output.shape == [60] && output.datatype == .fp32)
        #expect(output.values == .float32(trained.predictions))
        #expect(Set(trained.predictions).count > 5)
    }

    @Test("Several classes make rows of probabilities")
    func classes() throws {
        let stage = try RoleStage()
        let trained = try XGBoostTrainer().train(
            rows, labels: labels(3), rounds: 5, [("objective", "multi:softprob"), ("num_class", "3")])
        try stage.apply(try value(stage, trained.model))
        let output = try predict(stage, rows)
        #expect(output.shape == [60, 3] && output.values == .float32(trained.predictions))
        #expect(try predict(stage, [rows[7]]).shape == [1, 3])
    }

    @Test("The margin, a range of rounds and the number for a missing value, without loading again")
    func hyperparameters() throws {
        let stage = try RoleStage()
        let trained = try XGBoostTrainer().train(
            rows, labels: labels(2), rounds: 8, [("objective", "binary:logistic")])
        try stage.apply(try value(stage, trained.model))
        let plain = try predict(stage, rows)
        try stage.apply(try value(stage, trained.model, ["hyperparameters": ["output_margin": true, "eta": 0.3]]))
        let margin = try predict(stage, rows)
        guard case .float32(let odds) = margin.values, case .float32(let chances) = plain.values else {
            Issue.record("no floats")
            return
        }
        #expect(zip(odds, chances).allSatisfy { ($0 > 0) == ($1 > 0.5) } && odds.contains { $0 < 0 })
        try stage.apply(try value(stage, trained.model, ["hyperparameters": ["iteration_range": [0, 1]]]))
        #expect(try predict(stage, rows) != plain)
        let missing = [[Float.nan, 1, 2]]
        try stage.apply(try value(stage, trained.model, ["hyperparameters": ["missing": -999]]))
        #expect(try predict(stage, [[-999, 1, 2]]) == predict(stage, missing))
        #expect(stage.recorder.stages.count { $0.name == .load } == 1)
    }

    @Test(
        "Hyperparameters and interfaces that do not fit are refused",
        arguments: [
            ("hyperparametersInvalid", ["hyperparameters": ["iteration_range": [0, 9]]]),
            ("hyperparametersInvalid", ["hyperparameters": ["iteration_range": [2, 1]]]),
            ("hyperparametersInvalid", ["hyperparameters": ["iteration_range": "all"]]),
            ("hyperparametersInvalid", ["hyperparameters": ["output_margin": 1]]),
            ("hyperparametersInvalid", ["hyperparameters": ["missing": "none"]]),
            (
                "modelIncomplete",
                [
                    "interface": [
                        "inputs": [["name": "x", "datatype": "FP32", "shape": [-1, 4]]],
                        "outputs": [["name": "y", "datatype": "FP32", "shape": [-1]]],
                    ]
                ]
            ),
        ] as [(String, JSONObject)])
    func invalid(code: String, more: JSONObject) throws {
        let stage = try RoleStage()
        let trained = try XGBoostTrainer().train(rows, labels: labels(), rounds: 8)
        let refusal = try stage.refusal([RoleStage.name: try value(stage, trained.model, more)])
        #expect(refusal?.code == code, "\(String(describing: refusal))")
    }

    @Test("Names of its own for input and output")
    func interface() throws {
        let stage = try RoleStage()
        let trained = try XGBoostTrainer().train(rows, labels: labels(), rounds: 2)
        let interface: JSONValue = [
            "inputs": [["name": "features", "datatype": "FP64", "shape": [-1, 3]]],
            "outputs": [["name": "score", "datatype": "FP32", "shape": [-1]]],
        ]
        try stage.apply(try value(stage, trained.model, ["interface": interface]))
        let answer = try stage.predict(rows[0].map { Double($0) })
        #expect(answer.outputs[0].name == "score")
        #expect(answer.outputs[0].values == .float32([trained.predictions[0]]))
    }

    @Test("What is no model is refused, and the process lives on")
    func noModels() throws {
        let stage = try RoleStage()
        let good = try XGBoostTrainer().train(rows, labels: labels(), rounds: 3, form: "json").model
        let artifacts: [[UInt8]] = [
            [], Array("{".utf8), Array("{}".utf8), Array("binf nonsense".utf8), Array("{\"learner\": {}}".utf8),
            Array(good.prefix(good.count / 2)), Array("{\"version\":[1,7,4]}".utf8),
        ]
        for bytes in artifacts {
            let refusal = try stage.refusal([RoleStage.name: try value(stage, bytes)])
            #expect(refusal?.code == "modelInvalid", "\(String(describing: refusal)) for \(bytes.count) bytes")
            #expect(refusal?.message.contains("\n") == false)
            #expect(refusal?.message.contains("Stack trace") == false)
        }
        try stage.apply(try value(stage, good))
    }

    @Test("Rows of another width, no rows and texts are the caller's mistakes")
    func callersMistakes() throws {
        let stage = try RoleStage()
        try stage.apply(try value(stage, try XGBoostTrainer().train(rows, labels: labels(), rounds: 2).model))
        let error = #expect(throws: ModelError.self) { try predict(stage, [[1, 2]]) }
        #expect(error?.code == .inputInvalid)
        let empty = Tensor(name: "input", datatype: .fp32, shape: [0, 3], values: .float32([]))
        let lease = stage.role.store.lease()
        let model = try #require(lease.snapshot.models[RoleStage.name])
        #expect(throws: ModelError.self) { try model.predict([empty]) }
    }

    @Test("A machine without the library refuses the model with a word on how to get it")
    func noLibrary() {
        let error = #expect(throws: ModelError.self) { try XGBoostLibrary(names: ["libxgboost-none.so"]) }
        #expect(error?.code == .engineMissing)
        #expect(error?.message.contains("libxgboost0") == true)
    }

    @Test("A model that was unloaded does not predict")
    func unloaded() throws {
        let trained = try XGBoostTrainer().train(rows, labels: labels(), rounds: 2)
        let model = try XGBoostModel([try Booster(try XGBoostLibrary(), model: trained.model)])
        model.unload()
        model.unload()
        let error = #expect(throws: ModelError.self) {
            try model.predict([1, 2, 3], rows: 1, configuration: "{}")
        }
        #expect(error?.code == .modelUnloaded)
    }
}
