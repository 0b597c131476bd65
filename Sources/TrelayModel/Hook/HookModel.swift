import TrelayCrypto
import TrelayFormat

/// A model that a hook runs. Nothing of it is in this process: the program is started for each prediction.
struct HookModel: LoadedModel {
    let hook: Hook
    let artifact: ArtifactLease?

    var interface: ModelInterface? { nil }

    func predictor(for declaration: ModelDeclaration) throws(ModelError) -> any Predictor {
        HookPredictor(model: self, declaration: declaration)
    }

    func unload() {}

    /// What the program reads: what is asked of it, about which model.
    func document(_ operation: String, _ declaration: ModelDeclaration, inputs: [Tensor]?) -> JSONObject {
        var document: JSONObject = [
            "operation": .string(operation), "model": .string(declaration.name),
            "version": .string(declaration.version), "hyperparameters": .object(declaration.hyperparameters),
        ]
        if let artifact {
            document.set(
                "artifact",
                [
                    "path": .string(artifact.path), "sha256": .string(artifact.digest.hexadecimal),
                    "size": JSONValue(artifact.byteCount),
                ])
        }
        if let inputs { document.set("inputs", .array(inputs.map(TensorJSON.value))) }
        return document
    }
}

struct HookPredictor: Predictor {
    let model: HookModel
    let declaration: ModelDeclaration

    var interface: ModelInterface? { declaration.interface }

    func isSlow(_ inputs: [Tensor]) -> Bool { true }

    func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor] {
        let output = try model.hook.run(model.document("infer", declaration, inputs: inputs))
        do throws(ModelError) {
            return try outputs(output)
        } catch {
            throw ModelError(.hookAnswerInvalid, "hook '\(model.hook.name)' gives no answer: \(error)")
        }
    }

    /// `{"outputs": [{"name", "datatype", "shape", "data"}]}`, with the names and types that the model declares.
    private func outputs(_ bytes: [UInt8]) throws(ModelError) -> [Tensor] {
        let answer: JSONValue
        do throws(FormatError) {
            answer = try JSONParser.parse(bytes, limits: TensorJSON.limits)
        } catch {
            throw ModelError(.outputInvalid, error.description)
        }
        guard let list = answer["outputs"]?.arrayValue else {
            throw ModelError(.outputInvalid, "it has no array 'outputs'")
        }
        var outputs: [Tensor] = []
        for value in list { outputs.append(try TensorJSON.tensor(value)) }
        for described in declaration.interface?.outputs ?? [] {
            guard let output = outputs.first(where: { $0.name == described.name }) else {
                throw ModelError(.outputInvalid, "the output '\(described.name)' is missing")
            }
            if let fault = described.fault(in: output) { throw ModelError(.outputInvalid, fault) }
        }
        return outputs
    }
}
