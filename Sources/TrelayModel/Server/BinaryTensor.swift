/// Elements as bytes, little-endian and without gaps: the binary tensor data extension of the Open Inference Protocol.
/// A text is its length in four bytes and its UTF-8.
enum BinaryTensor {
    /// - Throws: `inputInvalid` if the bytes are not exactly `count` elements.
    static func values(
        _ bytes: ArraySlice<UInt8>, _ datatype: Datatype, count: Int
    ) throws(ModelError) -> TensorValues {
        guard let width = datatype.width else { return .texts(try texts(bytes, count)) }
        guard bytes.count == width * count else {
            throw ModelError(
                .inputInvalid, "\(bytes.count) bytes of binary data are not \(count) elements of \(datatype.rawValue)")
        }
        return bytes.withUnsafeBytes { buffer in
            switch datatype {
            case .bool: .booleans(buffer.map { $0 != 0 })
            case .uint8: .integers(buffer.map { Int64($0) })
            case .int8: .integers(buffer.map { Int64(Int8(bitPattern: $0)) })
            case .uint16: .integers(integers(buffer, count, UInt16.self))
            case .int16: .integers(integers(buffer, count, Int16.self))
            case .uint32: .integers(integers(buffer, count, UInt32.self))
            case .int32: .integers(integers(buffer, count, Int32.self))
            case .int64: .integers(integers(buffer, count, Int64.self))
            case .fp32: .float32((0..<count).map { Float(bitPattern: load(buffer, $0, UInt32.self)) })
            case .fp64: .float64((0..<count).map { Double(bitPattern: load(buffer, $0, UInt64.self)) })
            case .bytes: .texts([])
            }
        }
    }

    static func bytes(_ tensor: Tensor) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(tensor.values.count * (tensor.datatype.width ?? 16))
        switch tensor.values {
        case .float32(let values): for value in values { append(value.bitPattern, to: &bytes) }
        case .float64(let values): for value in values { append(value.bitPattern, to: &bytes) }
        case .booleans(let values): bytes += values.map { $0 ? 1 : 0 }
        case .integers(let values): append(values, width: tensor.datatype.width ?? 8, to: &bytes)
        case .texts(let values):
            for value in values {
                append(UInt32(clamping: value.utf8.count), to: &bytes)
                bytes += value.utf8
            }
        }
        return bytes
    }

    private static func load<Element: FixedWidthInteger>(
        _ buffer: UnsafeRawBufferPointer, _ index: Int, _ type: Element.Type
    ) -> Element {
        Element(littleEndian: buffer.loadUnaligned(fromByteOffset: index * MemoryLayout<Element>.size, as: type))
    }

    private static func integers<Element: FixedWidthInteger>(
        _ buffer: UnsafeRawBufferPointer, _ count: Int, _ type: Element.Type
    ) -> [Int64] {
        (0..<count).map { Int64(truncatingIfNeeded: load(buffer, $0, type)) }
    }

    private static func append(_ values: [Int64], width: Int, to bytes: inout [UInt8]) {
        for value in values {
            for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * Int64(index)))) }
        }
    }

    private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private static func texts(_ bytes: ArraySlice<UInt8>, _ count: Int) throws(ModelError) -> [String] {
        var rest = bytes
        var texts: [String] = []
        while !rest.isEmpty {
            guard rest.count >= 4 else { throw cut }
            let length = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length, texts.count < count else { throw cut }
            guard let text = String(validating: rest.prefix(length), as: UTF8.self) else {
                throw ModelError(.inputInvalid, "element \(texts.count) is no UTF-8, which is all that is taken here")
            }
            texts.append(text)
            rest = rest.dropFirst(length)
        }
        guard texts.count == count else { throw cut }
        return texts
    }

    private static var cut: ModelError {
        ModelError(.inputInvalid, "the binary data is not as many texts as the shape says")
    }
}
