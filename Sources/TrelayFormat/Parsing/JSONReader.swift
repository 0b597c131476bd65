/// One pass over the bytes of one text, by recursive descent. Strings and numbers are in extensions.
struct JSONReader: ~Copyable {
    var cursor: ByteCursor
    let limits: ParseLimits
    /// Nil if nobody wants to know where values are.
    private(set) var recorder: PositionRecorder?
    /// Whether the bytes so far are those that canonical JSON has for the values. True is certain; false may only mean
    /// that it would take longer to tell, or that nobody wants to know.
    var isCanonical: Bool { hasCanonicalParts && !cursor.hasSkippedWhitespace }
    /// The same but for whitespace.
    var hasCanonicalParts: Bool
    /// A string or a number that is being put together.
    var scratch = TextBuffer()
    private var members = ItemStack<JSONObject.Member>()
    private var elements = ItemStack<JSONValue>()
    private let maximumDepth: Int
    private var depth = 0
    private var valueCount = 0

    /// - Parameter asksIfCanonical: whether anybody will ask for `isCanonical`.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits, recorder: PositionRecorder?, asksIfCanonical: Bool
    ) {
        cursor = ByteCursor(bytes)
        self.limits = limits
        self.recorder = recorder
        hasCanonicalParts = asksIfCanonical
        maximumDepth = min(limits.maximumDepth, ParseLimits.greatestDepth)
    }

    mutating func readDocument() throws(ParseFailure) -> JSONValue {
        guard cursor.count <= limits.maximumBytes else {
            throw ParseFailure(
                .tooLarge,
                "the text has \(cursor.count) bytes, more than the limit of \(limits.maximumBytes): split it",
                at: 0)
        }
        if cursor.current == 0xEF, cursor.byte(after: 1) == 0xBB, cursor.byte(after: 2) == 0xBF {
            throw ParseFailure(.syntax, "the text begins with a byte order mark: save it as UTF-8 without one", at: 0)
        }
        if CharacterHint.isUTF16(cursor) {
            throw ParseFailure(.syntax, "the text is UTF-16: save it as UTF-8", at: 0)
        }
        cursor.skipWhitespace()
        let value = try readValue()
        cursor.skipWhitespace()
        guard cursor.isAtEnd else {
            throw failure(SyntaxHint.endExpected(at: cursor))
        }
        return value
    }

    /// The value at the cursor, which stands on its first byte; afterwards on the first byte behind it.
    private mutating func readValue() throws(ParseFailure) -> JSONValue {
        try countValue()
        switch cursor.current {
        case UInt8(ascii: "{"): return .object(try readObject())
        case UInt8(ascii: "["): return .array(try readArray())
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: throw failure(SyntaxHint.valueExpected(at: cursor))
        }
    }

    @inline(__always)
    private mutating func countValue() throws(ParseFailure) {
        valueCount += 1
        guard valueCount <= limits.maximumValues else {
            throw tooManyValues()
        }
        if recorder != nil { recorder?.record(cursor.offset, in: cursor.all) }
    }

    @inline(__always)
    private mutating func enterContainer() throws(ParseFailure) {
        guard depth < maximumDepth else { throw tooDeep() }
        depth += 1
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(ParseFailure) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount where cursor.byte(after: index) != word.utf8Start[index] {
            throw failure(SyntaxHint.valueExpected(at: cursor))
        }
        cursor.advance(by: word.utf8CodeUnitCount)
        return value
    }

    private func tooManyValues() -> ParseFailure {
        failure(.tooManyValues, "the text has more values than the limit of \(limits.maximumValues): split it")
    }

    private func tooDeep() -> ParseFailure {
        failure(
            .tooDeep, "arrays and objects are nested more deeply than the limit of \(maximumDepth): take levels out")
    }

    @inline(never)
    private func separatorExpected(in container: String, closing: String) -> ParseFailure {
        guard cursor.isAtEnd else { return failure(SyntaxHint.separatorExpected(at: cursor, closing: closing)) }
        // What is missing is mended where it began: the end of the text tells nobody anything.
        let message = "the \(container) that begins here is not closed: '\(closing)' is missing"
        return ParseFailure(.syntax, message, at: Opening.innermostOffset(before: cursor) ?? cursor.offset)
    }

    /// Whether what stands there goes on with the value before it, which is the one to mend then.
    private var goesOnWithValue: Bool { SyntaxHint.afterValue(at: cursor) != nil }

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
        try enterContainer()
        cursor.advanceToToken()
        let first = elements.count
        if cursor.current == UInt8(ascii: "]") {
            cursor.advance()
        } else {
            repeat { elements.append(try readElement(elements.count - first)) } while try readElementSeparator(first)
        }
        depth -= 1
        return elements.removeAll(from: first)
    }

    @inline(__always)
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

    /// Whether another element follows; if so, the cursor stands on it.
    ///
    /// - Parameter first: where the elements of this array begin.
    @inline(__always)
    private mutating func readElementSeparator(_ first: Int) throws(ParseFailure) -> Bool {
        cursor.skipWhitespace()
        switch cursor.current {
        case UInt8(ascii: ","):
            cursor.advanceToToken()
            if cursor.current == UInt8(ascii: "]") {
                throw failure("there is a comma before ']': JSON allows none after the last element, remove it")
            }
            return true
        case UInt8(ascii: "]"):
            cursor.advance()
            return false
        default:
            throw elementSeparatorExpected(first)
        }
    }

    @inline(never)
    private func elementSeparatorExpected(_ first: Int) -> ParseFailure {
        let failure = separatorExpected(in: "array", closing: "]")
        return goesOnWithValue ? failure.inside(String(elements.count - first - 1)) : failure
    }
}

// MARK: - Objects

extension JSONReader {
    private mutating func readObject() throws(ParseFailure) -> JSONObject {
        try enterContainer()
        let start = cursor.offset
        cursor.advanceToToken()
        let first = members.count
        // Canonical texts come sorted: then there is nothing to sort and no duplicate to look for.
        var isSorted = true
        if cursor.current == UInt8(ascii: "}") {
            cursor.advance()
        } else {
            var order = KeyOrder()
            repeat {
                let key = try readKey(&order)
                members.append(JSONObject.Member(key: key, value: try readMemberValue(key)))
            } while try readMemberSeparator()
            isSorted = order.isAscending
        }
        if !isSorted { try sortMembers(from: first, ofObjectAt: start) }
        depth -= 1
        return JSONObject(canonical: members.removeAll(from: first))
    }

    @inline(never)
    private mutating func sortMembers(from first: Int, ofObjectAt start: Int) throws(ParseFailure) {
        hasCanonicalParts = false
        guard !members.sortByKey(from: first) else { return }
        guard limits.duplicateKeys == .lastWins else { throw duplicateKey(inObjectAt: start) }
        members.keepLast(from: first)
    }

    @inline(__always)
    private mutating func readKey(_ order: inout KeyOrder) throws(ParseFailure) -> String {
        guard cursor.current == UInt8(ascii: "\"") else { throw failure(SyntaxHint.keyExpected(at: cursor)) }
        let opening = cursor.offset
        cursor.advance()
        let isASCII = cursor.skipPlainStringBytes()
        guard cursor.current == UInt8(ascii: "\"") else {
            order.isAscending = false
            return try readEscapedString(opening)
        }
        order.add(from: opening + 1, to: cursor)
        return try readPlainString(opening, isASCII)
    }

    @inline(__always)
    private mutating func readMemberValue(_ key: String) throws(ParseFailure) -> JSONValue {
        cursor.skipWhitespace()
        guard cursor.current == UInt8(ascii: ":") else {
            throw failure(SyntaxHint.colonExpected(at: cursor)).inside(key)
        }
        cursor.advanceToToken()
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
    @inline(__always)
    private mutating func readMemberSeparator() throws(ParseFailure) -> Bool {
        cursor.skipWhitespace()
        switch cursor.current {
        case UInt8(ascii: ","):
            cursor.advanceToToken()
            if cursor.current == UInt8(ascii: "}") {
                throw failure("there is a comma before '}': JSON allows none after the last member, remove it")
            }
            return true
        case UInt8(ascii: "}"):
            cursor.advance()
            return false
        default:
            throw memberSeparatorExpected()
        }
    }

    @inline(never)
    private func memberSeparatorExpected() -> ParseFailure {
        let failure = separatorExpected(in: "object", closing: "}")
        guard goesOnWithValue, let key = members.lastKey else { return failure }
        return failure.inside(key)
    }

    /// Reads an object that is known to have a duplicate key once more, to find where the second one stands: cheaper
    /// than remembering the place of every key of every object.
    private mutating func duplicateKey(inObjectAt start: Int) -> ParseFailure {
        cursor.move(to: start + 1)
        recorder = nil
        valueCount = 0
        var seen: [JSONPointer: Int] = [:]
        var order = KeyOrder()
        do {
            repeat {
                cursor.skipWhitespace()
                let offset = cursor.offset
                let key = try readKey(&order)
                if let first = seen.updateValue(offset, forKey: JSONPointer(tokens: [key])) {
                    var counter = PositionCounter()
                    let place = counter.position(of: first, in: cursor.all)
                    let message =
                        "the key \(SyntaxHint.quoted(key)) occurs twice in this object, first at line "
                        + "\(place.line), column \(place.column): keep one of them"
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
