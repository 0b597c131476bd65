/// IRIs: URIs with characters beyond ASCII (RFC 3987, section 2.2).
enum IRIFormat {
    /// The IRI with a letter for every character that only IRIs may have, so that the grammar of URIs can be asked; nil
    /// if it has one that IRIs may not have.
    static func encode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var isInQuery = false
        for character in text.unicodeScalars {
            switch character {
            case "?": isInQuery = true
            case "#": isInQuery = false
            default: break
            }
            if character.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: character.value))
            } else {
                guard isAllowed(character.value) || isInQuery && isPrivate(character.value) else { return nil }
                // Percent-encoded, as it must not become a part of a scheme.
                bytes += Array("%61".utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `ucschar`.
    static func isAllowed(_ value: UInt32) -> Bool {
        switch value {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x10000...0xDFFFF: value & 0xFFFF <= 0xFFFD
        default: 0xE1000...0xEFFFD ~= value
        }
    }

    /// `iprivate`.
    static func isPrivate(_ value: UInt32) -> Bool {
        switch value {
        case 0xE000...0xF8FF: true
        default: value >= 0xF0000 && value & 0xFFFF <= 0xFFFD
        }
    }
}
