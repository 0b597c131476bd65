import TrelayFormat

/// A model of XGBoost with its hyperparameters.
///
/// Of the hyperparameters these count for predictions, under XGBoost's own names: `output_margin` (true gives what is
/// before the link function), `iteration_range` ([begin, end) of the rounds) and `missing` (the number that stands for
/// no value, beside null). All others tell how the model was trained.
struct XGBoostPredictor: Predictor {
    /// Rows that are predicted at once in well under a millisecond.
    static let quickRows = 256

    let interface: ModelInterface?
    private let model: XGBoostModel
    /// As the library takes it.
    private let configuration: String
    private let missing: Float?
    private let output: TensorDescription

    init(_ model: XGBoostModel, _ declaration: ModelDeclaration) throws(ModelError) {
        self.model = model
        let parameters = declaration.hyperparameters
        let interface = try Self.interface(declaration.interface, model)
        self.interface = interface
        output = interface.outputs[0]
        missing = try Self.missing(parameters)
        let rounds = try Self.rounds(parameters, model)
        let type = try Self.isMargin(parameters) ? 1 : 0
        configuration =
            #"{"type":\#(type),"training":false,"iteration_begin":\#(rounds.lowerBound),"#
            + #""iteration_end":\#(rounds.upperBound),"strict_shape":false,"cache_id":0,"missing":NaN}"#
    }

    func isSlow(_ inputs: [Tensor]) -> Bool {
        (inputs.first?.rowCount ?? 0) > Self.quickRows
    }

    func predict(_ inputs: [Tensor]) throws(ModelError) -> [Tensor] {
        guard inputs.count == 1, let input = inputs.first else {
            throw ModelError(.inputInvalid, "an xgboost model takes one input, not \(inputs.count)")
        }
        guard input.shape.count == 2, input.shape[1] == model.features, var values = input.floats else {
            throw ModelError(
                .inputInvalid,
                "input '\(input.name)' must be numbers of the shape [rows, \(model.features)], not \(input.shape)")
        }
        let rows = input.shape[0]
        guard rows > 0 else { throw ModelError(.inputInvalid, "input '\(input.name)' has no rows") }
        if let missing {
            for index in values.indices where values[index] == missing { values[index] = .nan }
        }
        let predicted = try model.predict(values, rows: rows, configuration: configuration)
        return [
            Tensor(name: output.name, datatype: .fp32, shape: predicted.shape, values: .float32(predicted.values))
        ]
    }

    /// The model's own names unless the declaration has others; the types are given.
    private static func interface(
        _ declared: ModelInterface?, _ model: XGBoostModel
    ) throws(ModelError) -> ModelInterface {
        let input = declared?.inputs.first
        let output = declared?.outputs.first
        guard declared == nil || declared?.inputs.count == 1 && declared?.outputs.count == 1 else {
            throw ModelError(.modelIncomplete, "an xgboost model has one input and one output; say so in 'interface'")
        }
        let shape = input?.shape ?? [-1, model.features]
        guard shape.count == 2, shape[1] == model.features || shape[1] == -1 else {
            throw ModelError(
                .modelIncomplete, "the artifact takes \(model.features) features; 'interface' says the shape \(shape)")
        }
        guard input?.datatype != .bytes, output?.datatype ?? .fp32 == .fp32 else {
            throw ModelError(.modelIncomplete, "an xgboost model takes numbers and gives FP32; 'interface' says else")
        }
        return ModelInterface(
            inputs: [
                TensorDescription(
                    name: input?.name ?? XGBoostModel.inputName, datatype: input?.datatype ?? .fp32,
                    shape: [shape[0], model.features])
            ],
            outputs: [output ?? TensorDescription(name: XGBoostModel.outputName, datatype: .fp32, shape: [-1])])
    }

    private static func isMargin(_ parameters: JSONObject) throws(ModelError) -> Bool {
        guard let value = parameters["output_margin"] else { return false }
        guard let isMargin = value.boolValue else {
            throw ModelError(.hyperparametersInvalid, "output_margin is true or false, not \(value)")
        }
        return isMargin
    }

    private static func missing(_ parameters: JSONObject) throws(ModelError) -> Float? {
        guard let value = parameters["missing"], !value.isNull else { return nil }
        guard let number = value.numberValue else {
            throw ModelError(.hyperparametersInvalid, "missing is a number, not \(value)")
        }
        return Float(number)
    }

    /// Zero to zero is all of them, as XGBoost has it.
    private static func rounds(_ parameters: JSONObject, _ model: XGBoostModel) throws(ModelError) -> Range<Int> {
        guard let value = parameters["iteration_range"] else { return 0..<0 }
        let ends = (value.arrayValue ?? []).map { $0.integerValue }
        guard ends.count == 2, let begin = ends[0], let end = ends[1], begin >= 0, begin <= end, end <= model.rounds
        else {
            throw ModelError(
                .hyperparametersInvalid,
                "iteration_range is [begin, end] within the \(model.rounds) rounds of the model, not \(value)")
        }
        return begin..<end
    }
}
