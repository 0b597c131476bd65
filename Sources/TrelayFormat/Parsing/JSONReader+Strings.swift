extension JSONReader {
    /// The string at the cursor, which stands on its opening quotation mark; afterwards behind the closing one.
    @inline(__always)
    mutating func readString() throws(ParseFailure) -> String {
        let opening = cursor.offset
        cursor.advance()
        let isASCII = cursor.skipPlainStringBytes()
        guard cursor.current == UInt8(ascii: "\"") else { return try readEscapedString(opening) }
        return try readPlainString(opening, isASCII)
    }

    /// The string whose content ends at the cursor, which stands on the closing quotation mark.
    @inline(__always)
    mutating func readPlainString(_ opening: Int, _ isASCII: Bool) throws(ParseFailure) -> String {
        let content = cursor.bytes(from: opening + 1)
        guard content.count <= limits.maximumStringBytes else { throw tooLong(opening) }
        // The cursor has looked at every byte: those of almost all strings need no second look.
        let string =
            isASCII
            ? String(copying: UTF8Span(unchecked: content.span, isKnownASCII: true))
            : try validString(content, at: opening + 1)
        cursor.advance()
        return string
    }

    /// A string that has escapes (or an error): it is put together from its pieces.
    @inline(never)
    mutating func readEscapedString(_ opening: Int) throws(ParseFailure) -> String {
        cursor.move(to: opening + 1)
        scratch.removeAll()
        while true {
            let start = cursor.offset
            let isASCII = cursor.copyPlainStringBytes(to: &scratch)
            // Piece by piece, so that the offset of a bad byte is known. An escape never completes a sequence.
            if !isASCII { try validate(cursor.bytes(from: start), at: start) }
            guard scratch.count <= limits.maximumStringBytes else { throw tooLong(opening) }
            switch cursor.current {
            case UInt8(ascii: "\""):
                cursor.advance()
                return scratch.withBytes { String(copying: UTF8Span(unchecked: $0.span)) }
            case UInt8(ascii: "\\"):
                try readEscape()
            default:
                throw unexpectedInString(opening)
            }
        }
    }

    private mutating func readEscape() throws(ParseFailure) {
        let plain: UInt8
        switch cursor.byte(after: 1) {
        case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
        case UInt8(ascii: "/"):
            plain = UInt8(ascii: "/")
            hasCanonicalParts = false
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        default:
            throw failure(
                "there is no such escape: write \\\\ for a backslash itself, or one of \\\" \\/ \\b \\f \\n \\r \\t \\u"
            )
        }
        scratch.append(plain)
        cursor.advance(by: 2)
    }

    private mutating func readUnicodeEscape() throws(ParseFailure) {
        let first = try codeUnit(at: 0)
        // Few characters are written like this in canonical texts: then the text is just not known to be one.
        hasCanonicalParts = false
        guard 0xD800...0xDFFF ~= first else { return append(first, length: 6) }
        guard first < 0xDC00, cursor.byte(after: 6) == UInt8(ascii: "\\"), cursor.byte(after: 7) == UInt8(ascii: "u")
        else { throw loneSurrogate() }
        let second = try codeUnit(at: 6)
        guard 0xDC00...0xDFFF ~= second else { throw loneSurrogate() }
        append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), length: 12)
    }

    private mutating func append(_ codePoint: UInt32, length: Int) {
        if let scalar = UnicodeScalar(codePoint) {
            for byte in UTF8.encode(scalar) ?? .init() { scratch.append(byte) }
        }
        cursor.advance(by: length)
    }

    /// The four hexadecimal digits of the escape that begins so many bytes after the cursor.
    private func codeUnit(at distance: Int) throws(ParseFailure) -> UInt32 {
        var result: UInt32 = 0
        for index in distance + 2..<distance + 6 {
            let byte = cursor.byte(after: index)
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw failure("\\u must be followed by four hexadecimal digits, as in \\u00e9")
            }
            result = result << 4 | UInt32(digit)
        }
        return result
    }
}

// MARK: - Errors

extension JSONReader {
    private func tooLong(_ opening: Int) -> ParseFailure {
        let message = "the string has more bytes than the limit of \(limits.maximumStringBytes): shorten it"
        return ParseFailure(.tooLarge, message, at: opening)
    }

    private func loneSurrogate() -> ParseFailure {
        failure(
            .loneSurrogate,
            "this \\u escape is half of a character: write both halves, as in \\ud83d\\ude00, or the character itself")
    }

    private func unexpectedInString(_ opening: Int) -> ParseFailure {
        if cursor.isAtEnd {
            return ParseFailure(
                .syntax, "the text ends inside the string that begins here: '\"' is missing", at: opening)
        }
        return switch cursor.current {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            failure("a string ends on its line: close it with '\"', or write \\n for a line break")
        case UInt8(ascii: "\t"):
            failure("a tab inside a string is written \\t")
        default:
            failure("this control character inside a string is written \\u\(SyntaxHint.fourDigits(cursor.current))")
        }
    }

    /// The bytes as a string, checked once and copied once.
    @inline(never)
    private func validString(_ content: UnsafeBufferPointer<UInt8>, at start: Int) throws(ParseFailure) -> String {
        do {
            return String(copying: try UTF8Span(validating: content.span))
        } catch {
            throw notUTF8(start + error.byteOffsets.lowerBound)
        }
    }

    private func validate(_ content: UnsafeBufferPointer<UInt8>, at start: Int) throws(ParseFailure) {
        do {
            _ = try UTF8Span(validating: content.span)
        } catch {
            throw notUTF8(start + error.byteOffsets.lowerBound)
        }
    }

    private func notUTF8(_ offset: Int) -> ParseFailure {
        ParseFailure(.invalidUTF8, "these bytes are not UTF-8: save the text as UTF-8", at: offset)
    }
}
