/// One pass over the bytes of one text, by recursive descent. Strings and numbers are in extensions.
struct JSONReader: ~Copyable {
    var cursor: ByteCursor
    let limits: ParseLimits
    /// Nil if nobody wants to know where values are.
    private(set) var recorder: PositionRecorder?
    private let maximumDepth: Int
    private var depth = 0
    private var valueCount = 0

    /// Room for that many members or elements at once: an array that grows from one on is moved three times on the way
    /// to eight.
    private static let expectedCount = 4

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits, recorder: PositionRecorder?) {
        cursor = ByteCursor(bytes)
        self.limits = limits
        self.recorder = recorder
        maximumDepth = min(limits.maximumDepth, ParseLimits.greatestDepth)
    }

    mutating func readDocument() throws(ParseFailure) -> JSONValue {
        guard cursor.count <= limits.maximumBytes else {
            throw ParseFailure(
                .tooLarge, "the text has \(cursor.count) bytes, more than the limit of \(limits.maximumBytes)", at: 0)
        }
        if cursor.current == 0xEF, cursor.byte(after: 1) == 0xBB, cursor.byte(after: 2) == 0xBF {
            throw ParseFailure(.syntax, "the text begins with a byte order mark: save it as UTF-8 without one", at: 0)
        }
        cursor.skipWhitespace()
        let value = try readValue()
        cursor.skipWhitespace()
        guard cursor.isAtEnd else {
            throw failure("there is \(SyntaxHint.name(ofByteAt: cursor)) after the end of the value: remove it")
        }
        return value
    }

    /// The value at the cursor, which stands on its first byte; afterwards on the first byte behind it.
    private mutating func readValue() throws(ParseFailure) -> JSONValue {
        try countValue()
        switch cursor.current {
        case UInt8(ascii: "{"): return .object(try nested { (reader) throws(ParseFailure) in try reader.readObject() })
        case UInt8(ascii: "["): return .array(try nested { (reader) throws(ParseFailure) in try reader.readArray() })
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: throw failure(SyntaxHint.valueExpected(at: cursor))
        }
    }

    private mutating func countValue() throws(ParseFailure) {
        valueCount += 1
        guard valueCount <= limits.maximumValues else {
            throw failure(.tooManyValues, "the text has more values than the limit of \(limits.maximumValues)")
        }
        if recorder != nil { recorder?.record(cursor.offset, in: cursor.all) }
    }

    @inline(__always)
    private mutating func nested<Result>(
        _ body: (inout JSONReader) throws(ParseFailure) -> Result
    ) throws(ParseFailure) -> Result {
        guard depth < maximumDepth else {
            throw failure(.tooDeep, "arrays and objects are nested more deeply than the limit of \(maximumDepth)")
        }
        depth += 1
        let result = try body(&self)
        depth -= 1
        return result
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(ParseFailure) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount where cursor.byte(after: index) != word.utf8Start[index] {
            throw failure(SyntaxHint.valueExpected(at: cursor))
        }
        cursor.advance(by: word.utf8CodeUnitCount)
        return value
    }

    func failure(_ message: String) -> ParseFailure {
        ParseFailure(.syntax, message, at: cursor.offset)
    }

    func failure(_ code: FormatError.Code, _ message: String) -> ParseFailure {
        ParseFailure(code, message, at: cursor.offset)
    }
}

// MARK: - Arrays

extension JSONReader {
    private mutating func readArray() throws(ParseFailure) -> [JSONValue] {
        cursor.advance()
        cursor.skipWhitespace()
        var elements: [JSONValue] = []
        if cursor.current == UInt8(ascii: "]") {
            cursor.advance()
            return elements
        }
        while true {
            if elements.isEmpty { elements.reserveCapacity(Self.expectedCount) }
            elements.append(try readElement(elements.count))
            cursor.skipWhitespace()
            switch cursor.current {
            case UInt8(ascii: ","):
                cursor.advance()
                cursor.skipWhitespace()
                if cursor.current == UInt8(ascii: "]") {
                    throw failure("there is a comma before ']': JSON allows none after the last element, remove it")
                }
            case UInt8(ascii: "]"):
                cursor.advance()
                return elements
            default:
                throw failure(SyntaxHint.separatorExpected(at: cursor, in: "array", closing: "]"))
            }
        }
    }

    private mutating func readElement(_ index: Int) throws(ParseFailure) -> JSONValue {
        if recorder != nil { recorder?.enter(String(index)) }
        do {
            let value = try readValue()
            if recorder != nil { recorder?.leave() }
            return value
        } catch {
            throw error.inside(String(index))
        }
    }
}

// MARK: - Objects

extension JSONReader {
    private mutating func readObject() throws(ParseFailure) -> JSONObject {
        let start = cursor.offset
        cursor.advance()
        cursor.skipWhitespace()
        if cursor.current == UInt8(ascii: "}") {
            cursor.advance()
            return JSONObject()
        }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(Self.expectedCount)
        // Canonical texts come sorted: then there is nothing to sort and no duplicate to look for.
        var isSorted = true
        while true {
            let key = try readKey()
            if isSorted, let last = members.last?.key { isSorted = UTF8Text.precedes(last, key) }
            members.append(JSONObject.Member(key: key, value: try readMemberValue(key)))
            guard try readMemberSeparator() else { break }
        }
        guard !isSorted else { return JSONObject(canonical: members) }
        let sorted = JSONObject.sorted(members)
        for index in sorted.indices.dropFirst() where UTF8Text.areEqual(sorted[index - 1].key, sorted[index].key) {
            throw duplicateKey(inObjectAt: start)
        }
        return JSONObject(canonical: sorted)
    }

    private mutating func readKey() throws(ParseFailure) -> String {
        guard cursor.current == UInt8(ascii: "\"") else { throw failure(SyntaxHint.keyExpected(at: cursor)) }
        return try readString()
    }

    private mutating func readMemberValue(_ key: String) throws(ParseFailure) -> JSONValue {
        cursor.skipWhitespace()
        guard cursor.current == UInt8(ascii: ":") else {
            throw failure("there must be ':' after a key, but there is \(SyntaxHint.name(ofByteAt: cursor))")
                .inside(key)
        }
        cursor.advance()
        cursor.skipWhitespace()
        if recorder != nil { recorder?.enter(key) }
        do {
            let value = try readValue()
            if recorder != nil { recorder?.leave() }
            return value
        } catch {
            throw error.inside(key)
        }
    }

    /// Whether another member follows; if so, the cursor stands on it.
    private mutating func readMemberSeparator() throws(ParseFailure) -> Bool {
        cursor.skipWhitespace()
        switch cursor.current {
        case UInt8(ascii: ","):
            cursor.advance()
            cursor.skipWhitespace()
            if cursor.current == UInt8(ascii: "}") {
                throw failure("there is a comma before '}': JSON allows none after the last member, remove it")
            }
            return true
        case UInt8(ascii: "}"):
            cursor.advance()
            return false
        default:
            throw failure(SyntaxHint.separatorExpected(at: cursor, in: "object", closing: "}"))
        }
    }

    /// Reads an object that is known to have a duplicate key once more, to find where the second one stands: cheaper
    /// than remembering the place of every key of every object.
    private mutating func duplicateKey(inObjectAt start: Int) -> ParseFailure {
        cursor.move(to: start + 1)
        recorder = nil
        valueCount = 0
        var seen: Set<JSONPointer> = []
        do {
            repeat {
                cursor.skipWhitespace()
                let offset = cursor.offset
                let key = try readKey()
                guard seen.insert(JSONPointer(tokens: [key])).inserted else {
                    let message = "the key \(SyntaxHint.quoted(key)) occurs twice in this object: keep one of them"
                    return ParseFailure(.duplicateKey, message, at: offset).inside(key)
                }
                _ = try readMemberValue(key)
            } while try readMemberSeparator()
        } catch {
            return error
        }
        return ParseFailure(.duplicateKey, "a key occurs twice in this object: keep one of them", at: start)
    }
}
