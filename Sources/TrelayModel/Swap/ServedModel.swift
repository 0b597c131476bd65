import TrelayFormat

/// A model that serves: what the configuration says of it, loaded, with its hyperparameters.
struct ServedModel: Sendable {
    let declaration: ModelDeclaration
    let instance: ModelInstance
    let predictor: any Predictor

    var name: String { declaration.name }
    var version: String { declaration.version }
    var interface: ModelInterface? { predictor.interface }

    /// Checks the inputs and predicts.
    ///
    /// - Throws: `inputInvalid` for what is the caller's mistake.
    func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor] {
        try check(inputs)
        return try predictor.predict(inputs)
    }

    /// Whether the inputs are those that the model takes, in name, type and shape, and what its input schema says.
    func check(_ inputs: [Tensor]) throws(ModelError) {
        if let interface { try check(inputs, interface.inputs) }
        guard let schema = declaration.inputSchema else { return }
        let outcome = schema.validate(Self.json(inputs), maximumErrors: 1)
        if case .tooExpensive = outcome {
            throw ModelError(.inputInvalid, "checking the input against the model's schema takes too long")
        }
        if let fault = outcome.faults.first {
            throw ModelError(.inputInvalid, "the input does not satisfy the model's schema: \(fault)")
        }
    }

    /// The tensors as the model's schemas see them: an object of arrays in arrays.
    static func json(_ tensors: [Tensor]) -> JSONValue {
        .object(JSONObject(tensors.map { ($0.name, $0.nested) }))
    }

    private func check(_ inputs: [Tensor], _ described: [TensorDescription]) throws(ModelError) {
        for (index, input) in inputs.enumerated() {
            guard let description = described.first(where: { $0.name == input.name }) else {
                let names = described.map { "'\($0.name)'" }.joined(separator: ", ")
                throw ModelError(.inputInvalid, "model '\(name)' has no input '\(input.name)'; it takes \(names)")
            }
            guard !inputs[..<index].contains(where: { $0.name == input.name }) else {
                throw ModelError(.inputInvalid, "the input '\(input.name)' is given twice")
            }
            if let fault = description.fault(in: input) { throw ModelError(.inputInvalid, fault) }
        }
        for description in described where !inputs.contains(where: { $0.name == description.name }) {
            throw ModelError(.inputInvalid, "the input '\(description.name)' is missing")
        }
    }
}
