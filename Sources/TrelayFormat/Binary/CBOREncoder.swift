/// Writes values as CBOR (RFC 8949) in the core deterministic encoding of section 4.2.1: equal values have equal bytes.
///
/// Lengths are definite and heads the shortest; the keys of maps are in bytewise order of their encoded form. A number
/// that is integral and within ±(2^53 - 1) is a CBOR integer, -0 is the integer 0, and every other number is the shortest
/// float that keeps it: half, single or double.
public enum CBOREncoder {
    /// The bytes of the value. `CBORDecoder` gives back an equal value, if `JSONParser` accepts its canonical text.
    ///
    /// A number that is not finite, which no parser gives, is written as null, as in canonical JSON.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = CBORWriter()
        writer.write(value)
        return writer.bytes.withBytes { Array($0) }
    }
}

/// Writes items one after the other.
private struct CBORWriter: ~Copyable {
    var bytes = TextBuffer()

    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: writeSimple(CBORSimple.null)
        case .bool(let value): writeSimple(value ? CBORSimple.true : CBORSimple.false)
        case .number(let number): write(number)
        case .string(let string): write(string)
        case .array(let elements):
            writeHead(.array, UInt64(elements.count))
            for element in elements { write(element) }
        case .object(let object): write(object.members)
        }
    }

    private mutating func write(_ string: String) {
        let content = string.utf8.span
        writeHead(.textString, UInt64(content.count))
        content.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    }

    private mutating func write(_ members: [JSONObject.Member]) {
        writeHead(.map, UInt64(members.count))
        // Canonical order is by UTF-16 code units: often, but not always, the order of lengths too.
        let isOrdered = zip(members, members.dropFirst()).allSatisfy { CBORKeyOrder.precedes($0.key, $1.key) }
        let ordered = isOrdered ? members : members.sorted { CBORKeyOrder.precedes($0.key, $1.key) }
        for member in ordered {
            write(member.key)
            write(member.value)
        }
    }

    private mutating func write(_ number: Double) {
        guard number.isFinite else { return writeSimple(CBORSimple.null) }
        if let integer = Int64(exactly: number), integer.magnitude <= JSONValue.greatestInteger.magnitude {
            // A negative integer n is written as -1 - n, which is its bits inverted.
            return integer < 0
                ? writeHead(.negativeInteger, UInt64(bitPattern: ~integer))
                : writeHead(.unsignedInteger, UInt64(bitPattern: integer))
        }
        switch CBORFloat(shortestFor: number) {
        case .half(let bits): writeHead(.simpleOrFloat, CBORAdditional.twoBytes, UInt64(bits))
        case .single(let bits): writeHead(.simpleOrFloat, CBORAdditional.fourBytes, UInt64(bits))
        case .double(let bits): writeHead(.simpleOrFloat, CBORAdditional.eightBytes, bits)
        }
    }

    private mutating func writeSimple(_ value: UInt8) {
        writeHead(.simpleOrFloat, value, 0)
    }

    private mutating func writeHead(_ type: CBORMajorType, _ argument: UInt64) {
        writeHead(type, CBORAdditional.shortest(for: argument), argument)
    }

    private mutating func writeHead(_ type: CBORMajorType, _ additional: UInt8, _ argument: UInt64) {
        bytes.append(type.rawValue << 5 | additional)
        guard additional >= CBORAdditional.firstLong else { return }
        for index in (0..<(1 << (additional - CBORAdditional.oneByte))).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(8 * index)))
        }
    }
}

/// A float as CBOR writes it: its bits, in one of three widths.
enum CBORFloat {
    case half(UInt16)
    case single(UInt32)
    case double(UInt64)

    /// The shortest width that keeps the value.
    ///
    /// - Parameter number: finite.
    init(shortestFor number: Double) {
        if let half = Float16(exactly: number) {
            self = .half(half.bitPattern)
        } else if let single = Float(exactly: number) {
            self = .single(single.bitPattern)
        } else {
            self = .double(number.bitPattern)
        }
    }

    /// The number that the bits are; possibly infinite or no number.
    var value: Double {
        switch self {
        case .half(let bits): Double(Float16(bitPattern: bits))
        case .single(let bits): Double(Float(bitPattern: bits))
        case .double(let bits): Double(bitPattern: bits)
        }
    }
}

extension CBORFloat: Equatable {}
