/// One pass over the bytes of one item, by recursive descent. Scalars are in an extension.
struct CBORReader: ~Copyable {
    /// The first byte of an item and its argument.
    struct Head {
        /// Where the item begins.
        let offset: Int
        let type: CBORMajorType
        let additional: UInt8
        /// 0 if there is none.
        let argument: UInt64

        var isIndefinite: Bool { additional == CBORAdditional.indefinite }
    }

    var cursor: ByteCursor
    let limits: ParseLimits
    let requiresDeterministic: Bool
    private let maximumDepth: Int
    private var depth = 0
    private var valueCount = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits, requiresDeterministic: Bool) {
        cursor = ByteCursor(bytes)
        self.limits = limits
        self.requiresDeterministic = requiresDeterministic
        maximumDepth = min(limits.maximumDepth, ParseLimits.greatestDepth)
    }

    var remaining: Int { cursor.count - cursor.offset }

    mutating func readDocument() throws(ParseFailure) -> JSONValue {
        guard cursor.count <= limits.maximumBytes else {
            throw ParseFailure(
                .tooLarge, "there are \(cursor.count) bytes, more than the limit of \(limits.maximumBytes): split them",
                at: 0)
        }
        guard !cursor.isAtEnd else {
            throw ParseFailure(.syntax, "there are no bytes: expected a value in CBOR", at: 0)
        }
        let value = try readValue()
        guard cursor.isAtEnd else {
            let rest =
                remaining == 1
                ? "1 byte follows the value: remove it" : "\(remaining) bytes follow the value: remove them"
            throw failure(.syntax, rest)
        }
        return value
    }

    private mutating func readValue() throws(ParseFailure) -> JSONValue {
        valueCount += 1
        guard valueCount <= limits.maximumValues else {
            throw failure(.tooManyValues, "there are more values than the limit of \(limits.maximumValues): split them")
        }
        let head = try readHead()
        switch head.type {
        case .unsignedInteger, .negativeInteger: return .number(try integer(head))
        case .textString: return .string(try readText(head))
        case .array: return .array(try nested(head) { (reader) throws(ParseFailure) in try reader.readArray(head) })
        case .map: return .object(try nested(head) { (reader) throws(ParseFailure) in try reader.readMap(head) })
        case .simpleOrFloat: return try simpleOrFloat(head)
        case .byteString: throw Self.byteString(head)
        case .tag: throw Self.tag(head)
        }
    }

    /// - Throws: also if the head is one that no item may have, and in deterministic bytes one that is too long.
    mutating func readHead() throws(ParseFailure) -> Head {
        let offset = cursor.offset
        guard !cursor.isAtEnd else {
            throw failure(.syntax, "the bytes end where a value is expected: send all of them")
        }
        let first = cursor.current
        cursor.advance()
        // Three bits: every value of theirs is a major type.
        guard let type = CBORMajorType(rawValue: first >> 5) else { throw failure(.syntax, "there is no such item") }
        let additional = first & 0x1F
        switch additional {
        case ..<CBORAdditional.firstLong:
            return Head(offset: offset, type: type, additional: additional, argument: UInt64(additional))
        case CBORAdditional.oneByte...CBORAdditional.eightBytes:
            let argument = try readArgument(1 << (additional - CBORAdditional.oneByte), offset)
            if requiresDeterministic, type != .simpleOrFloat, CBORAdditional.shortest(for: argument) != additional {
                throw Self.notShortest(at: offset)
            }
            return Head(offset: offset, type: type, additional: additional, argument: argument)
        case CBORAdditional.indefinite:
            try checkIndefinite(type, offset)
            return Head(offset: offset, type: type, additional: additional, argument: 0)
        default:
            let digits = String(first, radix: 16, uppercase: true)
            let message = "no value begins with byte 0x\(digits): the bytes are damaged, or no CBOR"
            throw ParseFailure(.syntax, message, at: offset)
        }
    }

    private mutating func readArgument(_ count: Int, _ offset: Int) throws(ParseFailure) -> UInt64 {
        guard count <= remaining else { throw Self.truncated("value", missing: count - remaining, at: offset) }
        var argument: UInt64 = 0
        for _ in 0..<count {
            argument = argument << 8 | UInt64(cursor.current)
            cursor.advance()
        }
        return argument
    }

    private func checkIndefinite(_ type: CBORMajorType, _ offset: Int) throws(ParseFailure) {
        switch type {
        case .byteString, .textString, .array, .map:
            guard !requiresDeterministic else { throw Self.indefinite(at: offset) }
        case .simpleOrFloat:
            throw ParseFailure(
                .syntax, "the end mark 0xFF stands where a value is expected: remove it, or count again", at: offset)
        default:
            throw ParseFailure(.syntax, "an integer or a tag has no indefinite length", at: offset)
        }
    }

    private mutating func nested<Result>(
        _ head: Head, _ body: (inout CBORReader) throws(ParseFailure) -> Result
    ) throws(ParseFailure) -> Result {
        guard depth < maximumDepth else {
            throw ParseFailure(
                .tooDeep, "arrays and maps are nested more deeply than the limit of \(maximumDepth): take levels out",
                at: head.offset)
        }
        depth += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    func failure(_ code: FormatError.Code, _ message: String) -> ParseFailure {
        ParseFailure(code, message, at: cursor.offset)
    }
}

// MARK: - Arrays and maps

extension CBORReader {
    /// Whether another entry of the container follows. Steps over the break that ends one of indefinite length.
    private mutating func hasNext(_ head: Head, _ count: Int) -> Bool {
        guard head.isIndefinite else { return UInt64(count) < head.argument }
        guard !cursor.isAtEnd, cursor.current == CBORSimple.breakByte else { return true }
        cursor.advance()
        return false
    }

    /// An element has at least one byte, a member at least two: a greater count cannot be true.
    private func checkCount(_ head: Head, _ name: String, leastBytes: Int) throws(ParseFailure) {
        guard head.isIndefinite || head.argument <= UInt64(remaining / leastBytes) else {
            let message = "the bytes end before the \(head.argument) \(name) that are announced here: send all of them"
            throw ParseFailure(.syntax, message, at: head.offset)
        }
    }

    private mutating func readArray(_ head: Head) throws(ParseFailure) -> [JSONValue] {
        try checkCount(head, "elements", leastBytes: 1)
        var elements: [JSONValue] = []
        while hasNext(head, elements.count) {
            do {
                elements.append(try readValue())
            } catch {
                throw error.inside(String(elements.count))
            }
        }
        return elements
    }

    private mutating func readMap(_ head: Head) throws(ParseFailure) -> JSONObject {
        try checkCount(head, "members", leastBytes: 2)
        let start = cursor.offset
        var members: [JSONObject.Member] = []
        // Texts that were sorted for JSON need no sorting and have no duplicate.
        var isSorted = true
        while hasNext(head, members.count) {
            let offset = cursor.offset
            let key = try readKey()
            if let last = members.last?.key {
                if requiresDeterministic { try checkOrder(last, key, offset) }
                if isSorted { isSorted = UTF8Text.precedes(last, key) }
            }
            do {
                members.append(JSONObject.Member(key: key, value: try readValue()))
            } catch {
                throw error.inside(key)
            }
        }
        guard !isSorted else { return JSONObject(canonical: members) }
        // Deterministic bytes have none: their order was checked.
        if limits.duplicateKeys == .lastWins { return JSONObject(members.map { ($0.key, $0.value) }) }
        let sorted = JSONObject.sorted(members)
        for index in sorted.indices.dropFirst() where UTF8Text.areEqual(sorted[index - 1].key, sorted[index].key) {
            throw try duplicate(sorted[index].key, among: members, from: start)
        }
        return JSONObject(canonical: sorted)
    }

    private mutating func readKey() throws(ParseFailure) -> String {
        let head = try readHead()
        guard head.type == .textString else {
            throw ParseFailure(
                .notRepresentable, "the key is \(Self.name(head)), and JSON's keys are text: write it as text",
                at: head.offset)
        }
        return try readText(head)
    }

    private func checkOrder(_ last: String, _ key: String, _ offset: Int) throws(ParseFailure) {
        guard !CBORKeyOrder.precedes(last, key) else { return }
        guard !UTF8Text.areEqual(last, key) else { throw Self.duplicateKey(key, at: offset) }
        let message =
            "the key \(SyntaxHint.quoted(key)) must stand before \(SyntaxHint.quoted(last)): sort the keys by "
            + "length, then by bytes"
        throw ParseFailure(.notDeterministic, message, at: offset)
    }

    /// Reads the members before the second key once more, to find where that stands: cheaper than remembering the
    /// place of every key of every map.
    private mutating func duplicate(
        _ key: String, among members: [JSONObject.Member], from start: Int
    ) throws(ParseFailure) -> ParseFailure {
        let places = members.indices.filter { UTF8Text.areEqual(members[$0].key, key) }
        cursor.move(to: start)
        valueCount = 0
        for _ in 0..<(places.dropFirst().first ?? 0) {
            _ = try readKey()
            _ = try readValue()
        }
        return Self.duplicateKey(key, at: cursor.offset)
    }

    private static func duplicateKey(_ key: String, at offset: Int) -> ParseFailure {
        let message = "the key \(SyntaxHint.quoted(key)) occurs twice in this map: keep one of them"
        return ParseFailure(.duplicateKey, message, at: offset).inside(key)
    }
}
