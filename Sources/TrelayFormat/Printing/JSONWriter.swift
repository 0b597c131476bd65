/// Writes values as JSON text.
struct JSONWriter: ~Copyable {
    var bytes = TextBuffer()

    // Inlined, so that a value is taken apart where it lies: as an argument it would be copied and its references
    // counted.
    @inline(__always)
    mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes.append("null")
        case .bool(let isTrue): bytes.append(isTrue ? "true" : "false")
        case .number(let number): NumberText.append(number, to: &bytes)
        case .string(let string): write(string)
        case .array(let elements): writeElements(elements.span)
        case .object(let object): writeMembers(object.members.span)
        }
    }

    private mutating func writeElements(_ elements: Span<JSONValue>) {
        bytes.append(UInt8(ascii: "["))
        for index in elements.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(elements[index])
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func writeMembers(_ members: Span<JSONObject.Member>) {
        bytes.append(UInt8(ascii: "{"))
        for index in members.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(members[index].key)
            bytes.append(UInt8(ascii: ":"))
            write(members[index].value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    mutating func writePretty(_ value: JSONValue, indentation: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            writeLines(elements, between: "[", and: "]", indentation: indentation) { writer, element in
                writer.writePretty(element, indentation: indentation + 2)
            }
        case .object(let object) where !object.isEmpty:
            writeLines(object.members, between: "{", and: "}", indentation: indentation) { writer, member in
                writer.write(member.key)
                writer.bytes.append(": ")
                writer.writePretty(member.value, indentation: indentation + 2)
            }
        default:
            write(value)
        }
    }

    private mutating func writeLines<Item>(
        _ items: [Item], between opening: Unicode.Scalar, and closing: Unicode.Scalar, indentation: Int,
        _ body: (inout JSONWriter, Item) -> Void
    ) {
        bytes.append(UInt8(ascii: opening))
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            startLine(indentation + 2)
            body(&self, item)
        }
        startLine(indentation)
        bytes.append(UInt8(ascii: closing))
    }

    private mutating func startLine(_ indentation: Int) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(repeating: UInt8(ascii: " "), count: indentation)
    }

    /// A string with the escapes of RFC 8785, section 3.2.2.2, and no others.
    @inline(__always)
    mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        UTF8Text.withBytes(of: string) { content in
            let end = bytes.appendPlain(content, from: 0)
            if end < content.count { writeEscapes(content, from: end) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The rest of a string, from a character on that needs an escape.
    @inline(never)
    private mutating func writeEscapes(_ content: UnsafeBufferPointer<UInt8>, from start: Int) {
        var offset = start
        while offset < content.count {
            writeEscape(content[offset])
            offset = bytes.appendPlain(content, from: offset + 1)
        }
    }

    private mutating func writeEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let digit = byte & 0xF
            bytes.append(byte < 0x10 ? "u000" : "u001")
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
