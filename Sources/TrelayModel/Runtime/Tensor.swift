import TrelayFormat

/// The element type of a tensor, as the Open Inference Protocol writes it.
public enum Datatype: String, Hashable, Sendable, CaseIterable {
    case bool = "BOOL"
    case uint8 = "UINT8"
    case uint16 = "UINT16"
    case uint32 = "UINT32"
    case int8 = "INT8"
    case int16 = "INT16"
    case int32 = "INT32"
    case int64 = "INT64"
    case fp32 = "FP32"
    case fp64 = "FP64"
    /// Texts in UTF-8.
    case bytes = "BYTES"

    /// The integers that it holds; nil for other types.
    var range: ClosedRange<Int64>? {
        switch self {
        case .uint8: 0...Int64(UInt8.max)
        case .uint16: 0...Int64(UInt16.max)
        case .uint32: 0...Int64(UInt32.max)
        case .int8: Int64(Int8.min)...Int64(Int8.max)
        case .int16: Int64(Int16.min)...Int64(Int16.max)
        case .int32: Int64(Int32.min)...Int64(Int32.max)
        case .int64: Int64.min...Int64.max
        case .bool, .fp32, .fp64, .bytes: nil
        }
    }

    /// Bytes of one element in the binary form; nil where elements differ.
    var width: Int? {
        switch self {
        case .bool, .uint8, .int8: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .fp32: 4
        case .int64, .fp64: 8
        case .bytes: nil
        }
    }
}

/// The elements of a tensor in row-major order.
public enum TensorValues: Hashable, Sendable {
    case float32([Float])
    case float64([Double])
    /// All integer types: those that are smaller keep to their range.
    case integers([Int64])
    case booleans([Bool])
    case texts([String])

    public var count: Int {
        switch self {
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .integers(let values): values.count
        case .booleans(let values): values.count
        case .texts(let values): values.count
        }
    }
}

/// A named array of any rank.
public struct Tensor: Hashable, Sendable {
    /// Elements of one tensor.
    public static let maximumCount = 16 << 20
    public static let maximumRank = 16

    public var name: String
    public var datatype: Datatype
    public var shape: [Int]
    public var values: TensorValues

    /// The parts must fit each other: as many values as the shape says, of the type that the datatype says.
    public init(name: String, datatype: Datatype, shape: [Int], values: TensorValues) {
        self.name = name
        self.datatype = datatype
        self.shape = shape
        self.values = values
    }

    /// Length of the first dimension: what is usually the number of rows.
    var rowCount: Int { shape.first ?? 1 }

    /// Elements that a shape stands for; nil for a negative length, too many dimensions or too many elements.
    static func count(of shape: [Int]) -> Int? {
        guard shape.count <= maximumRank else { return nil }
        var count = 1
        for length in shape {
            guard length >= 0 else { return nil }
            let product = count.multipliedReportingOverflow(by: length)
            guard !product.overflow, product.partialValue <= maximumCount else { return nil }
            count = product.partialValue
        }
        return count
    }

    /// The elements as 32-bit floats; nil for texts.
    var floats: [Float]? {
        switch values {
        case .float32(let values): values
        case .float64(let values): values.map { Float($0) }
        case .integers(let values): values.map { Float($0) }
        case .booleans(let values): values.map { $0 ? 1 : 0 }
        case .texts: nil
        }
    }

    /// The elements as JSON, in one row. What is no number in JSON, such as NaN, becomes null.
    var elements: [JSONValue] {
        switch values {
        case .float32(let values): values.map { $0.isFinite ? .number(Double($0)) : .null }
        case .float64(let values): values.map { $0.isFinite ? .number($0) : .null }
        case .integers(let values): values.map { .number(Double($0)) }
        case .booleans(let values): values.map { .bool($0) }
        case .texts(let values): values.map { .string($0) }
        }
    }

    /// The elements as arrays in arrays, as deep as the shape says.
    var nested: JSONValue {
        Nesting.nested(elements[...], shape[...])
    }
}

/// What a model takes or gives under one name. A length of -1 stands for any.
public struct TensorDescription: Hashable, Sendable {
    public var name: String
    public var datatype: Datatype
    public var shape: [Int]

    public init(name: String, datatype: Datatype, shape: [Int]) {
        self.name = name
        self.datatype = datatype
        self.shape = shape
    }

    /// Why a tensor does not fit; nil if it does.
    func fault(in tensor: Tensor) -> String? {
        guard tensor.datatype == datatype else {
            return "input '\(name)' is \(datatype.rawValue), not \(tensor.datatype.rawValue)"
        }
        let fits =
            tensor.shape.count == shape.count
            && zip(shape, tensor.shape).allSatisfy { $0 < 0 || $0 == $1 }
        return fits ? nil : "input '\(name)' has the shape \(shape), not \(tensor.shape)"
    }

    var json: JSONValue {
        [
            "name": .string(name), "datatype": .string(datatype.rawValue),
            "shape": .array(shape.map { JSONValue($0) }),
        ]
    }
}

/// The tensors that a model takes and gives.
public struct ModelInterface: Hashable, Sendable {
    public var inputs: [TensorDescription]
    public var outputs: [TensorDescription]

    public init(inputs: [TensorDescription], outputs: [TensorDescription]) {
        self.inputs = inputs
        self.outputs = outputs
    }
}
