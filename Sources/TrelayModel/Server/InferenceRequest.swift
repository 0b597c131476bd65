import TrelayFormat

/// A request for a prediction, as the Open Inference Protocol has it.
struct InferenceRequest: Hashable {
    /// An output that was asked for by name.
    struct RequestedOutput: Hashable {
        var name: String
        var isBinary: Bool
    }

    var id: String?
    var inputs: [Tensor]
    /// Nil asks for all.
    var outputs: [RequestedOutput]?
    /// Whether outputs that do not say otherwise are wanted in binary.
    var prefersBinary = false

    /// Reads a body.
    ///
    /// - Parameter headerLength: of the JSON in front, if binary data follows it (`Inference-Header-Content-Length`).
    /// - Throws: `inputInvalid`.
    init(_ body: [UInt8], headerLength: Int?) throws(ModelError) {
        let length = headerLength ?? body.count
        guard length >= 0, length <= body.count else {
            throw ModelError(.inputInvalid, "the inference header has \(length) bytes, the body \(body.count)")
        }
        let value = try Self.parse(length == body.count ? body : Array(body[..<length]))
        var binary = BinaryReader(rest: body[length...])
        inputs = try Self.inputs(value, &binary)
        guard binary.rest.isEmpty else {
            throw ModelError(.inputInvalid, "\(binary.rest.count) bytes of binary data belong to no input")
        }
        id = value["id"]?.stringValue
        prefersBinary = value["parameters"]?["binary_data_output"]?.boolValue ?? false
        outputs = try Self.outputs(value["outputs"], prefersBinary)
    }

    private static func parse(_ bytes: [UInt8]) throws(ModelError) -> JSONValue {
        let value: JSONValue
        do throws(FormatError) {
            value = try JSONParser.parse(bytes, limits: TensorJSON.limits)
        } catch {
            throw ModelError(.inputInvalid, "the request is no JSON: \(error)")
        }
        guard value.objectValue != nil else {
            throw ModelError(.inputInvalid, "the request is an object with 'inputs', not a \(value.typeName)")
        }
        return value
    }

    private static func inputs(_ value: JSONValue, _ binary: inout BinaryReader) throws(ModelError) -> [Tensor] {
        guard let list = value["inputs"]?.arrayValue, !list.isEmpty else {
            throw ModelError(.inputInvalid, "the request has no 'inputs'")
        }
        var inputs: [Tensor] = []
        for item in list {
            if item["parameters"]?["shared_memory_region"] != nil {
                throw ModelError(.inputInvalid, "shared memory is not served here; send the data")
            }
            let size = item["parameters"]?["binary_data_size"]
            inputs.append(size == nil ? try TensorJSON.tensor(item) : try binary.tensor(item, size?.integerValue))
        }
        return inputs
    }

    private static func outputs(
        _ value: JSONValue?, _ prefersBinary: Bool
    ) throws(ModelError) -> [RequestedOutput]? {
        guard let list = value?.arrayValue, !list.isEmpty else { return nil }
        var outputs: [RequestedOutput] = []
        for item in list {
            guard let name = item["name"]?.stringValue else {
                throw ModelError(.inputInvalid, "a requested output has no name")
            }
            if item["parameters"]?["classification"] != nil {
                throw ModelError(.inputInvalid, "classification is not served here; ask for the output itself")
            }
            let isBinary = item["parameters"]?["binary_data"]?.boolValue ?? prefersBinary
            outputs.append(RequestedOutput(name: name, isBinary: isBinary))
        }
        return outputs
    }
}

/// The binary data behind the JSON, in the order of the inputs.
private struct BinaryReader {
    var rest: ArraySlice<UInt8>

    mutating func tensor(_ value: JSONValue, _ size: Int?) throws(ModelError) -> Tensor {
        let (name, datatype, shape, count) = try TensorJSON.readHead(value)
        guard let size, size >= 0, size <= rest.count else {
            throw ModelError(
                .inputInvalid,
                "input '\(name)': \(rest.count) bytes of binary data are left, not as many as binary_data_size says")
        }
        let bytes = rest.prefix(size)
        rest = rest.dropFirst(size)
        do throws(ModelError) {
            let values = try BinaryTensor.values(bytes, datatype, count: count)
            return Tensor(name: name, datatype: datatype, shape: shape, values: values)
        } catch {
            throw ModelError(error.code, "input '\(name)': \(error)")
        }
    }
}
