/// Writes values as JSON text.
struct JSONWriter: ~Copyable {
    /// Enough for most values of a configuration.
    private static let firstCapacity = 1_000

    var bytes = TextBuffer(capacity: firstCapacity)

    mutating func write(_ value: JSONValue) {
        switch value {
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            elements.withUnsafeBufferPointer { writeElements($0) }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            object.members.withUnsafeBufferPointer { writeMembers($0) }
            bytes.append(UInt8(ascii: "}"))
        default:
            writeScalar(value)
        }
    }

    // Buffer pointers, because iterating over the arrays counts several references for each key and value.

    private mutating func writeElements(_ elements: UnsafeBufferPointer<JSONValue>) {
        for index in elements.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(elements[index])
        }
    }

    private mutating func writeMembers(_ members: UnsafeBufferPointer<JSONObject.Member>) {
        for index in members.indices {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(members[index].key)
            bytes.append(UInt8(ascii: ":"))
            write(members[index].value)
        }
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

    private mutating func writeScalar(_ value: JSONValue) {
        switch value {
        case .bool(true): bytes.append("true")
        case .bool(false): bytes.append("false")
        case .number(let number): NumberText.append(number, to: &bytes)
        case .string(let string): write(string)
        default: bytes.append("null")
        }
    }

    /// A string with the escapes of RFC 8785, section 3.2.2.2, and no others.
    mutating func write(_ string: String) {
        bytes.append(UInt8(ascii: "\""))
        string.utf8.span.withUnsafeBufferPointer { writeContent($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func writeContent(_ content: UnsafeBufferPointer<UInt8>) {
        var pieces = ByteCursor(content)
        while true {
            let start = pieces.offset
            pieces.skipPlainStringBytes()
            bytes.append(contentsOf: pieces.bytes(from: start))
            if pieces.isAtEnd { return }
            writeEscape(pieces.current)
            pieces.advance()
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
