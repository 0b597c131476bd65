import TrelayFormat

/// Looks for what libyaml must not see, in one pass over the bytes.
enum YAMLScreening {
    /// More directives than any document has: libyaml's time for them grows with the square of their number.
    static let maximumDirectives = 32

    private static let lineBreaks: [(sequence: [UInt8], name: String)] = [
        ([0xC2, 0x85], "0085"), ([0xE2, 0x80, 0xA8], "2028"), ([0xE2, 0x80, 0xA9], "2029"),
    ]

    static func check(_ bytes: [UInt8]) throws(FormatError) {
        var directives = 0
        var previous = UInt8(ascii: "\n")
        for (offset, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "%") where previous == UInt8(ascii: "\n"):
                directives += 1
                if directives > maximumDirectives { throw tooManyDirectives(bytes, offset) }
            case 0xC2, 0xE2:
                try checkLineBreak(bytes, offset)
            default:
                break
            }
            previous = byte
        }
    }

    /// U+0085, U+2028 and U+2029 end a line for YAML 1.1, and libyaml, and are characters like others for YAML 1.2.
    private static func checkLineBreak(_ bytes: [UInt8], _ offset: Int) throws(FormatError) {
        let rest = bytes[offset...]
        for (sequence, name) in lineBreaks where rest.starts(with: sequence) {
            let message =
                "the invisible character U+\(name) ends a line for some readers and not for others; remove it, or "
                + "write \\u\(name) in double quotes"
            throw failure(.ambiguousScalar, message, bytes, offset)
        }
    }

    private static func tooManyDirectives(_ bytes: [UInt8], _ offset: Int) -> FormatError {
        failure(
            .tooLarge, "more than \(maximumDirectives) lines begin with '%'; remove the directives", bytes, offset)
    }

    private static func failure(
        _ code: FormatError.Code, _ message: String, _ bytes: [UInt8], _ offset: Int
    ) -> FormatError {
        let start = YAMLText.markLength(bytes)
        let position = bytes.withUnsafeBufferPointer { buffer in
            YAMLText(bytes: UnsafeBufferPointer(rebasing: buffer[start...])).position(ofByte: offset - start)
        }
        // Directives belong to no value, and there are too many of them to be read at all.
        let pointer = code == .tooLarge ? .root : YAMLPlace.pointer(ofByte: offset - start, in: bytes)
        return FormatError(code: code, message: message, pointer: pointer, position: position)
    }
}
