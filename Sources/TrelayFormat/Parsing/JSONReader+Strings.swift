extension JSONReader {
    /// The string at the cursor, which stands on its opening quotation mark; afterwards behind the closing one.
    mutating func readString() throws(ParseFailure) -> String {
        let opening = cursor.offset
        cursor.advance()
        let start = cursor.offset
        let isASCII = cursor.skipPlainStringBytes()
        guard cursor.current == UInt8(ascii: "\"") else { return try readEscapedString(opening) }
        let content = cursor.bytes(from: start)
        try checkLength(content.count, opening)
        // The cursor has looked at every byte: those of almost all strings need no second look.
        let string =
            isASCII
            ? String(copying: UTF8Span(unchecked: content.span, isKnownASCII: true))
            : try validString(content, at: start)
        cursor.advance()
        return string
    }

    /// The same for a string that has escapes (or an error): it is put together from its pieces.
    private mutating func readEscapedString(_ opening: Int) throws(ParseFailure) -> String {
        cursor.move(to: opening + 1)
        var content: [UInt8] = []
        while true {
            let start = cursor.offset
            cursor.skipPlainStringBytes()
            let piece = cursor.bytes(from: start)
            // Piece by piece, so that the offset of a bad byte is known. An escape never completes a sequence.
            _ = try validString(piece, at: start)
            content.append(contentsOf: piece)
            try checkLength(content.count, opening)
            switch cursor.current {
            case UInt8(ascii: "\""):
                cursor.advance()
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                try readEscape(into: &content)
            default:
                throw unexpectedInString(opening)
            }
        }
    }

    private mutating func readEscape(into content: inout [UInt8]) throws(ParseFailure) {
        let plain: UInt8
        switch cursor.byte(after: 1) {
        case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): plain = UInt8(ascii: "/")
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"): return try readUnicodeEscape(into: &content)
        default:
            throw failure(
                "there is no such escape: write \\\\ for a backslash, or one of \\\" \\/ \\b \\f \\n \\r \\t \\u")
        }
        content.append(plain)
        cursor.advance(by: 2)
    }

    private mutating func readUnicodeEscape(into content: inout [UInt8]) throws(ParseFailure) {
        let first = try codeUnit(at: 0)
        guard 0xD800...0xDFFF ~= first else { return append(first, length: 6, to: &content) }
        guard first < 0xDC00, cursor.byte(after: 6) == UInt8(ascii: "\\"), cursor.byte(after: 7) == UInt8(ascii: "u")
        else { throw loneSurrogate() }
        let second = try codeUnit(at: 6)
        guard 0xDC00...0xDFFF ~= second else { throw loneSurrogate() }
        append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), length: 12, to: &content)
    }

    private mutating func append(_ codePoint: UInt32, length: Int, to content: inout [UInt8]) {
        if let scalar = UnicodeScalar(codePoint) { content.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
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
            default: throw failure("\\u must be followed by four hexadecimal digits")
            }
            result = result << 4 | UInt32(digit)
        }
        return result
    }

    private func checkLength(_ count: Int, _ opening: Int) throws(ParseFailure) {
        guard count <= limits.maximumStringBytes else {
            let message = "the string has more bytes than the limit of \(limits.maximumStringBytes)"
            throw ParseFailure(.tooLarge, message, at: opening)
        }
    }
}

// MARK: - Errors

extension JSONReader {
    private func loneSurrogate() -> ParseFailure {
        failure(
            .loneSurrogate, "this \\u escape is half of a surrogate pair: write both halves, or the character itself")
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
            failure("\(SyntaxHint.name(ofByteAt: cursor)) inside a string must be written as a \\u escape")
        }
    }

    /// The bytes as a string, checked once and copied once.
    private func validString(_ content: UnsafeBufferPointer<UInt8>, at start: Int) throws(ParseFailure) -> String {
        do {
            return String(copying: try UTF8Span(validating: content.span))
        } catch {
            let offset = start + error.byteOffsets.lowerBound
            throw ParseFailure(.invalidUTF8, "these bytes are not UTF-8: save the text as UTF-8", at: offset)
        }
    }
}
