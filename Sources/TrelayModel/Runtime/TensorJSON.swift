import TrelayFormat

/// Tensors in the JSON form of the Open Inference Protocol: `{"name", "shape", "datatype", "data"}`.
enum TensorJSON {
    static let limits = ParseLimits(
        maximumBytes: 64 << 20, maximumDepth: 64, maximumValues: 8_000_000, maximumStringBytes: 16 << 20)

    static func value(_ tensor: Tensor) -> JSONValue {
        var object = head(tensor)
        object.set("data", .array(tensor.elements))
        return .object(object)
    }

    static func head(_ tensor: Tensor) -> JSONObject {
        [
            "name": .string(tensor.name), "datatype": .string(tensor.datatype.rawValue),
            "shape": .array(tensor.shape.map { JSONValue($0) }),
        ]
    }

    /// Reads a tensor whose elements are in `data`, in one row or as arrays in arrays.
    static func tensor(_ value: JSONValue) throws(ModelError) -> Tensor {
        let (name, datatype, shape, count) = try readHead(value)
        guard let data = value["data"] else { throw ModelError(.inputInvalid, "tensor '\(name)' has no data") }
        let elements = try elements(data, name, shape, count)
        do throws(ModelError) {
            return Tensor(
                name: name, datatype: datatype, shape: shape, values: try TensorValues(elements, datatype))
        } catch {
            throw ModelError(error.code, "tensor '\(name)': \(error)")
        }
    }

    /// Name, type and shape, and how many elements that makes.
    static func readHead(
        _ value: JSONValue
    ) throws(ModelError) -> (name: String, datatype: Datatype, shape: [Int], count: Int) {
        guard let name = value["name"]?.stringValue, !name.isEmpty else {
            throw ModelError(.inputInvalid, "a tensor has no name")
        }
        guard let word = value["datatype"]?.stringValue else {
            throw ModelError(.inputInvalid, "tensor '\(name)' has no datatype")
        }
        guard let datatype = Datatype(rawValue: word) else {
            throw ModelError(
                .inputInvalid,
                "tensor '\(name)': datatype \(word) is not one of "
                    + Datatype.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let lengths = value["shape"]?.arrayValue?.map { $0.integerValue } ?? [nil]
        let shape = lengths.compactMap { $0 }
        guard shape.count == lengths.count, let count = Tensor.count(of: shape) else {
            throw ModelError(
                .inputInvalid,
                "tensor '\(name)': a shape is an array of lengths from 0, of \(Tensor.maximumCount) elements at most")
        }
        return (name, datatype, shape, count)
    }

    private static func elements(
        _ data: JSONValue, _ name: String, _ shape: [Int], _ count: Int
    ) throws(ModelError) -> [JSONValue] {
        guard let row = data.arrayValue else {
            throw ModelError(.inputInvalid, "tensor '\(name)': data is an array, not a \(data.typeName)")
        }
        var elements = row
        if case .array = row.first {
            let nested = try Nesting.flattened(data)
            guard nested.shape == shape else {
                throw ModelError(
                    .inputInvalid, "tensor '\(name)': the data has the shape \(nested.shape), not \(shape)")
            }
            elements = nested.elements
        }
        guard elements.count == count else {
            throw ModelError(
                .inputInvalid,
                "tensor '\(name)': the shape \(shape) stands for \(count) elements, the data has \(elements.count)")
        }
        return elements
    }
}
