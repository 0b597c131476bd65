extension CBORReader {
    func integer(_ head: Head) throws(ParseFailure) -> Double {
        let isNegative = head.type == .negativeInteger
        // The argument of a negative integer n is -1 - n.
        let greatest = JSONValue.greatestInteger.magnitude - (isNegative ? 1 : 0)
        guard head.argument <= UInt64(greatest) else { throw Self.integerTooGreat(head, isNegative) }
        return isNegative ? -1 - Double(head.argument) : Double(head.argument)
    }

    func simpleOrFloat(_ head: Head) throws(ParseFailure) -> JSONValue {
        switch head.additional {
        case CBORSimple.false: return .bool(false)
        case CBORSimple.true: return .bool(true)
        case CBORSimple.null: return .null
        case CBORAdditional.twoBytes: return try number(.half(UInt16(truncatingIfNeeded: head.argument)), head)
        case CBORAdditional.fourBytes: return try number(.single(UInt32(truncatingIfNeeded: head.argument)), head)
        case CBORAdditional.eightBytes: return try number(.double(head.argument), head)
        case CBORAdditional.oneByte where head.argument < CBORSimple.firstLong:
            throw ParseFailure(.syntax, "simple value \(head.argument) must not stand in two bytes", at: head.offset)
        default:
            let name = Self.name(head)
            throw ParseFailure(
                .notRepresentable, "\(name) has no counterpart in JSON: write null, or leave it out", at: head.offset)
        }
    }

    private func number(_ float: CBORFloat, _ head: Head) throws(ParseFailure) -> JSONValue {
        let value = float.value
        guard value.isFinite else {
            let name = value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
            throw ParseFailure(
                .notRepresentable, "\(name) has no counterpart in JSON: write null or a text", at: head.offset)
        }
        let isInteger = value.magnitude <= Double(JSONValue.greatestInteger) && value == value.rounded(.towardZero)
        if requiresDeterministic {
            guard !isInteger else {
                throw ParseFailure(.notDeterministic, "this number is whole: write it as an integer", at: head.offset)
            }
            guard float == CBORFloat(shortestFor: value) else { throw Self.notShortest(at: head.offset) }
        }
        // Canonical JSON writes integers below 10^21 without an exponent: they would not be parsed again.
        guard value.magnitude <= Double(JSONValue.greatestInteger) || value.magnitude >= 1e21 else {
            throw Self.notExact(JSONValue.number(value).canonicalString(), at: head.offset)
        }
        return .number(value == 0 ? 0 : value)
    }

    /// The text whose head was read.
    mutating func readText(_ head: Head) throws(ParseFailure) -> String {
        guard head.isIndefinite else { return try readChunk(head, before: 0) }
        var text = ""
        while true {
            guard !cursor.isAtEnd else {
                throw failure(.syntax, "the bytes end inside a text: its end mark 0xFF is missing")
            }
            if cursor.current == CBORSimple.breakByte {
                cursor.advance()
                return text
            }
            let chunk = try readHead()
            guard chunk.type == .textString, !chunk.isIndefinite else {
                let message =
                    "a text of indefinite length consists of texts of definite length, and this is \(Self.name(chunk))"
                throw ParseFailure(.syntax, message, at: chunk.offset)
            }
            // Each chunk must be UTF-8 by itself (RFC 8949, section 3.2.3).
            text += try readChunk(chunk, before: text.utf8.count)
        }
    }

    /// - Parameter count: bytes of the same text that were read already.
    private mutating func readChunk(_ head: Head, before count: Int) throws(ParseFailure) -> String {
        guard head.argument <= UInt64(remaining) else {
            throw Self.truncated("text", missing: head.argument - UInt64(remaining), at: head.offset)
        }
        let length = Int(truncatingIfNeeded: head.argument)
        guard length <= limits.maximumStringBytes - count else {
            let message = "the text has more bytes than the limit of \(limits.maximumStringBytes): shorten it"
            throw ParseFailure(.tooLarge, message, at: head.offset)
        }
        let start = cursor.offset
        cursor.advance(by: length)
        do {
            return String(copying: try UTF8Span(validating: cursor.bytes(from: start).span))
        } catch {
            let offset = start + error.byteOffsets.lowerBound
            throw ParseFailure(.invalidUTF8, "these bytes are not UTF-8: encode the text as UTF-8", at: offset)
        }
    }
}

// MARK: - Errors

extension CBORReader {
    /// What an item is, for a sentence.
    static func name(_ head: Head) -> String {
        switch head.type {
        case .unsignedInteger, .negativeInteger: "an integer"
        case .byteString: "a byte string"
        case .textString: "a text"
        case .array: "an array"
        case .map: "a map"
        case .tag: "tag \(head.argument)"
        case .simpleOrFloat: nameOfSimple(head)
        }
    }

    private static func nameOfSimple(_ head: Head) -> String {
        switch head.additional {
        case CBORSimple.false, CBORSimple.true: "a boolean"
        case CBORSimple.null: "null"
        case CBORSimple.undefined: "undefined"
        case CBORAdditional.twoBytes...CBORAdditional.eightBytes: "a float"
        default: "simple value \(head.argument)"
        }
    }

    static func byteString(_ head: Head) -> ParseFailure {
        ParseFailure(
            .notRepresentable, "a byte string has no counterpart in JSON: write it as base64 text", at: head.offset)
    }

    static func tag(_ head: Head) -> ParseFailure {
        ParseFailure(
            .notRepresentable, "tag \(head.argument) has no counterpart in JSON: write the value without a tag",
            at: head.offset)
    }

    static func notShortest(at offset: Int) -> ParseFailure {
        ParseFailure(
            .notDeterministic, "this number or length has a shorter form: write it with the fewest bytes", at: offset)
    }

    static func indefinite(at offset: Int) -> ParseFailure {
        ParseFailure(.notDeterministic, "the length is indefinite: write how many there are", at: offset)
    }

    static func truncated(_ name: String, missing: some BinaryInteger, at offset: Int) -> ParseFailure {
        let count = missing == 1 ? "1 byte is" : "\(missing) bytes are"
        return ParseFailure(
            .syntax, "the bytes end inside the \(name) that begins here: \(count) missing, send all of them", at: offset
        )
    }

    private static func integerTooGreat(_ head: Head, _ isNegative: Bool) -> ParseFailure {
        guard isNegative else { return notExact("\(head.argument)", at: head.offset) }
        let (magnitude, overflow) = head.argument.addingReportingOverflow(1)
        return notExact("-" + (overflow ? "18446744073709551616" : "\(magnitude)"), at: head.offset)
    }

    private static func notExact(_ number: String, at offset: Int) -> ParseFailure {
        let problem = "is an integer beyond ±9007199254740991, which not every reader keeps exactly"
        return ParseFailure(.numberNotExact, "\(number) \(problem): write it as text", at: offset)
    }
}
