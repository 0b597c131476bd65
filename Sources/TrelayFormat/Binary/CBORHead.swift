/// The kinds of CBOR items (RFC 8949, section 3.1): the upper three bits of an item's first byte.
enum CBORMajorType: UInt8 {
    case unsignedInteger = 0
    case negativeInteger = 1
    case byteString = 2
    case textString = 3
    case array = 4
    case map = 5
    case tag = 6
    case simpleOrFloat = 7
}

/// What the lower five bits of an item's first byte mean (RFC 8949, section 3).
enum CBORAdditional {
    /// Below this, the bits are the argument itself.
    static let firstLong: UInt8 = 24
    static let oneByte: UInt8 = 24
    static let twoBytes: UInt8 = 25
    static let fourBytes: UInt8 = 26
    static let eightBytes: UInt8 = 27
    static let indefinite: UInt8 = 31

    /// The shortest that holds the argument.
    static func shortest(for argument: UInt64) -> UInt8 {
        switch argument {
        case ..<UInt64(firstLong): UInt8(truncatingIfNeeded: argument)
        case ...0xFF: oneByte
        case ...0xFFFF: twoBytes
        case ...0xFFFF_FFFF: fourBytes
        default: eightBytes
        }
    }
}

/// Values of major type 7 (RFC 8949, section 3.3).
enum CBORSimple {
    static let `false`: UInt8 = 20
    static let `true`: UInt8 = 21
    static let null: UInt8 = 22
    static let undefined: UInt8 = 23
    /// Below this, a simple value must not stand in a byte of its own.
    static let firstLong: UInt64 = 32
    /// The first byte of the mark that ends an indefinite item.
    static let breakByte: UInt8 = 0xFF
}

/// Keys in the order of deterministic encoding (RFC 8949, section 4.2.1): bytewise by their encoded form. As the head of
/// a shorter text is the lesser one, that is by length first.
enum CBORKeyOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (left, right) = (left.utf8.span, right.utf8.span)
        guard left.count == right.count else { return left.count < right.count }
        for index in left.indices where left[index] != right[index] { return left[index] < right[index] }
        return false
    }
}
