/// What to do about characters that only look like those of JSON.
enum CharacterHint {
    /// `: write '"'`, for the character at the cursor; nothing if it says all by itself.
    static func advice(at cursor: ByteCursor) -> String {
        switch (cursor.current, cursor.byte(after: 1), cursor.byte(after: 2)) {
        case (0xE2, 0x80, 0x9C...0x9F), (0xE2, 0x80, 0x98...0x9B), (0xC2, 0xAB, _), (0xC2, 0xBB, _):
            ", a typographic quotation mark: write '\"'"
        case (0xC2, 0xA0, _), (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xA8...0xAF), (0xEF, 0xBB, 0xBF):
            ", which looks like a space or like nothing: remove it, or write a space"
        case (0xE2, 0x80, 0x90...0x95), (0xE2, 0x88, 0x92):
            ", a dash: write '-'"
        case (UInt8(ascii: "="), _, _), (UInt8(ascii: ";"), _, _):
            ": members are written \"key\": value, with ',' between them"
        default:
            ""
        }
    }

    /// Whether a text begins like one in UTF-16.
    static func isUTF16(_ cursor: ByteCursor) -> Bool {
        switch (cursor.byte(after: 0), cursor.byte(after: 1)) {
        case (0xFF, 0xFE), (0xFE, 0xFF): true
        case (0, let second): cursor.count > 1 && second != 0
        case (let first, 0): cursor.count > 1 && first != 0
        default: false
        }
    }
}

/// Finds brackets that nobody closes. For errors alone: it reads the text once more.
enum Opening {
    /// Where the innermost array or object begins that is open at the cursor; all before it is well-formed.
    static func innermost(before cursor: ByteCursor) -> SourcePosition? {
        guard let offset = innermostOffset(before: cursor) else { return nil }
        var counter = PositionCounter()
        return counter.position(of: offset, in: cursor.all)
    }

    static func innermostOffset(before cursor: ByteCursor) -> Int? {
        var open: [Int] = []
        var isInString = false
        var offset = 0
        while offset < cursor.offset {
            switch cursor.all[offset] {
            case UInt8(ascii: "\\") where isInString: offset += 1
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "{") where !isInString, UInt8(ascii: "[") where !isInString: open.append(offset)
            case UInt8(ascii: "}") where !isInString, UInt8(ascii: "]") where !isInString: _ = open.popLast()
            default: break
            }
            offset += 1
        }
        return open.last
    }
}
