import TrelayFormat

/// Lets a loaded model predict what it is known to predict, before anybody is served by it.
struct GoldenCheck {
    /// Of a number's size, where the golden output says nothing: about what 32-bit floats lose in a sum.
    static let relativeTolerance = 1e-5

    let model: ServedModel

    /// Predicts once, so that the first caller does not pay for what is made at first use.
    func warmUp() throws(ModelError) {
        if let golden = model.declaration.goldens.first {
            _ = try model.predict(try tensors(golden.input, model.interface?.inputs ?? []))
        } else if let inputs = blankInputs() {
            _ = try model.predictor.predict(inputs)
        }
    }

    /// Compares every golden output.
    ///
    /// - Throws: `goldenMismatch`, with the place of the first difference.
    func run() throws(ModelError) {
        for (index, golden) in model.declaration.goldens.enumerated() {
            do throws(ModelError) {
                try check(golden)
            } catch {
                throw ModelError(error.code, "golden output \(index): \(error)")
            }
        }
    }

    private func check(_ golden: ModelDeclaration.Golden) throws(ModelError) {
        let outputs = try model.predict(try tensors(golden.input, model.interface?.inputs ?? []))
        let actual = ServedModel.json(outputs)
        if let schema = model.declaration.outputSchema, let fault = schema.validate(actual).faults.first {
            throw ModelError(.goldenMismatch, "the output does not satisfy the model's output schema: \(fault)")
        }
        // A model with one output may leave out its name.
        let expected = golden.output.objectValue == nil ? named(golden.output, outputs.map(\.name)) : golden.output
        if let difference = Self.difference(expected, actual, golden.tolerance, at: .root) {
            throw ModelError(.goldenMismatch, difference)
        }
    }

    /// - Returns: the first difference in words, nil if there is none. Members of `actual` that are not expected are
    ///   passed over.
    static func difference(
        _ expected: JSONValue, _ actual: JSONValue?, _ tolerance: Double?, at pointer: JSONPointer
    ) -> String? {
        guard let actual else { return "there is nothing at \(pointer)" }
        switch (expected, actual) {
        case (.number(let expected), .number(let actual)):
            let allowed = tolerance ?? relativeTolerance * max(1, expected.magnitude)
            if (expected - actual).magnitude <= allowed { return nil }
            return "at \(pointer): \(actual), not \(expected) (allowed difference \(allowed))"
        case (.array(let expected), .array(let actual)):
            guard expected.count == actual.count else {
                return "at \(pointer): \(actual.count) elements, not \(expected.count)"
            }
            for index in expected.indices {
                let found = difference(expected[index], actual[index], tolerance, at: pointer / index)
                if let found { return found }
            }
            return nil
        case (.object(let expected), .object(let actual)):
            for (key, value) in expected {
                if let found = difference(value, actual[key], tolerance, at: pointer / key) { return found }
            }
            return nil
        default:
            return expected == actual ? nil : "at \(pointer): a \(actual.typeName) other than expected"
        }
    }

    /// An object with a member for each input, or the one input alone.
    private func tensors(_ value: JSONValue, _ described: [TensorDescription]) throws(ModelError) -> [Tensor] {
        let object = value.objectValue ?? named(value, described.map(\.name)).objectValue ?? [:]
        var tensors: [Tensor] = []
        for (name, nested) in object {
            let datatype = described.first { $0.name == name }?.datatype
            tensors.append(try Tensor(name: name, datatype: datatype, nested: nested))
        }
        return tensors
    }

    private func named(_ value: JSONValue, _ names: [String]) -> JSONValue {
        guard let name = names.first, names.count == 1 else { return value }
        return .object(JSONObject([(name, value)]))
    }

    /// One row of zeros, for a model whose inputs are numbers of known shape.
    private func blankInputs() -> [Tensor]? {
        guard let inputs = model.interface?.inputs, !model.predictor.isSlow([]) else { return nil }
        return inputs.map { input in
            let shape = input.shape.map { max(1, $0) }
            let zeros = [JSONValue](repeating: 0, count: Tensor.count(of: shape) ?? 0)
            let values = try? TensorValues(zeros, input.datatype)
            return Tensor(name: input.name, datatype: input.datatype, shape: shape, values: values ?? .texts([]))
        }
    }
}
