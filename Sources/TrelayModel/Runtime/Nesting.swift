import TrelayFormat

/// Tensors as people write them: arrays in arrays.
enum Nesting {
    static func nested(_ elements: ArraySlice<JSONValue>, _ shape: ArraySlice<Int>) -> JSONValue {
        guard let length = shape.first else { return elements.first ?? .null }
        guard shape.count > 1 else { return .array(Array(elements)) }
        let stride = length > 0 ? elements.count / length : 0
        return .array(
            (0..<length).map { index in
                let start = elements.startIndex + index * stride
                return nested(elements[start..<start + stride], shape.dropFirst())
            })
    }

    /// The shape of arrays in arrays and their elements in one row.
    ///
    /// - Throws: `inputInvalid` if rows differ in length.
    static func flattened(_ value: JSONValue) throws(ModelError) -> (shape: [Int], elements: [JSONValue]) {
        var elements: [JSONValue] = []
        let shape = try flatten(value, depth: 0, into: &elements)
        return (shape, elements)
    }

    private static func flatten(
        _ value: JSONValue, depth: Int, into elements: inout [JSONValue]
    ) throws(ModelError) -> [Int] {
        guard case .array(let items) = value else {
            elements.append(value)
            return []
        }
        guard depth < Tensor.maximumRank else {
            throw ModelError(.inputInvalid, "arrays lie more than \(Tensor.maximumRank) deep in each other")
        }
        var inner: [Int]?
        for item in items {
            let shape = try flatten(item, depth: depth + 1, into: &elements)
            guard inner == nil || inner == shape else {
                throw ModelError(.inputInvalid, "the rows of an array differ in their shape")
            }
            inner = shape
        }
        return [items.count] + (inner ?? [])
    }
}

extension TensorValues {
    /// Reads JSON elements as a datatype. Null stands for "missing" among floats.
    ///
    /// - Throws: `inputInvalid`, naming the first element that does not fit.
    init(_ elements: [JSONValue], _ datatype: Datatype) throws(ModelError) {
        switch datatype {
        case .fp32:
            self = .float32(
                try Self.read(elements, datatype) { $0.isNull ? .nan : $0.numberValue.map { Float($0) } })
        case .fp64: self = .float64(try Self.read(elements, datatype) { $0.isNull ? .nan : $0.numberValue })
        case .bool: self = .booleans(try Self.read(elements, datatype) { $0.boolValue ?? Self.flag($0) })
        case .bytes: self = .texts(try Self.read(elements, datatype, \.stringValue))
        case .uint8, .uint16, .uint32, .int8, .int16, .int32, .int64:
            let range = datatype.range
            self = .integers(
                try Self.read(elements, datatype) { element in
                    element.integerValue.map { Int64($0) }.flatMap { range?.contains($0) == true ? $0 : nil }
                })
        }
    }

    /// Clients write truth values as 0 and 1, too.
    private static func flag(_ value: JSONValue) -> Bool? {
        switch value.integerValue {
        case 0: false
        case 1: true
        default: nil
        }
    }

    private static func read<Element>(
        _ elements: [JSONValue], _ datatype: Datatype, _ convert: (JSONValue) -> Element?
    ) throws(ModelError) -> [Element] {
        var values: [Element] = []
        values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let value = convert(element) else {
                throw ModelError(
                    .inputInvalid, "element \(index), a \(element.typeName), is no \(datatype.rawValue)")
            }
            values.append(value)
        }
        return values
    }
}

extension Tensor {
    /// Reads arrays in arrays, as golden outputs and schemas write them.
    ///
    /// - Parameter datatype: nil takes the one that fits the elements.
    init(name: String, datatype: Datatype?, nested value: JSONValue) throws(ModelError) {
        let (shape, elements) = try Nesting.flattened(value)
        let datatype = datatype ?? Self.datatype(of: elements)
        self.init(name: name, datatype: datatype, shape: shape, values: try TensorValues(elements, datatype))
    }

    private static func datatype(of elements: [JSONValue]) -> Datatype {
        switch elements.first {
        case .string: .bytes
        case .bool: .bool
        default: .fp64
        }
    }
}
