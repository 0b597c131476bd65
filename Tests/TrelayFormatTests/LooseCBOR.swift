import TrelayFormat

/// One of the many ways to write a value as CBOR: heads that are too long, indefinite lengths, integers as floats, floats
/// that are too wide, members in any order.
struct LooseCBOR {
    private(set) var bytes: [UInt8] = []
    private var generator: SeededGenerator

    init(_ value: JSONValue, _ generator: SeededGenerator) {
        self.generator = generator
        write(value)
    }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes.append(0xF6)
        case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
        case .number(let number): write(number)
        case .string(let string): write(string)
        case .array(let elements):
            container(4, elements.count) { loose in
                for element in elements { loose.write(element) }
            }
        case .object(let object):
            let members = object.shuffled(using: &generator)
            container(5, members.count) { loose in
                for member in members {
                    loose.write(member.key)
                    loose.write(member.value)
                }
            }
        }
    }

    private mutating func container(_ type: UInt8, _ count: Int, _ body: (inout LooseCBOR) -> Void) {
        let isIndefinite = Bool.random(using: &generator)
        if isIndefinite { bytes.append(type << 5 | 31) } else { head(type, UInt64(count)) }
        body(&self)
        if isIndefinite { bytes.append(0xFF) }
    }

    private mutating func write(_ number: Double) {
        let integer = Int64(exactly: number) ?? .max
        switch Int.random(in: 0..<3, using: &generator) {
        case 0 where integer.magnitude <= JSONValue.greatestInteger.magnitude:
            head(integer < 0 ? 1 : 0, UInt64(bitPattern: integer < 0 ? ~integer : integer))
        case 1 where Float(exactly: number) != nil:
            bytes.append(0xFA)
            append(UInt64(Float(number).bitPattern), 4)
        default:
            bytes.append(0xFB)
            append(number.bitPattern, 8)
        }
    }

    private mutating func write(_ string: String) {
        guard Bool.random(using: &generator) else { return chunk(string) }
        bytes.append(0x7F)
        let scalars = string.unicodeScalars
        let middle = scalars.index(scalars.startIndex, offsetBy: Int.random(in: 0...scalars.count, using: &generator))
        chunk(String(scalars[..<middle]))
        chunk(String(scalars[middle...]))
        bytes.append(0xFF)
    }

    private mutating func chunk(_ string: String) {
        head(3, UInt64(string.utf8.count))
        bytes.append(contentsOf: string.utf8)
    }

    private mutating func head(_ type: UInt8, _ argument: UInt64) {
        let least =
            argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 3 : 4
        let width = Int.random(in: least...4, using: &generator)
        guard width > 0 else { return bytes.append(type << 5 | UInt8(argument)) }
        bytes.append(type << 5 | UInt8(23 + width))
        append(argument, 1 << (width - 1))
    }

    private mutating func append(_ argument: UInt64, _ count: Int) {
        for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(8 * index))) }
    }
}
