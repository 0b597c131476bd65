/// Templates of URIs (RFC 6570, section 2).
enum URITemplateFormat {
    static func isTemplate(_ text: String) -> Bool {
        var rest = text.unicodeScalars[...]
        while let character = rest.popFirst() {
            switch character {
            case "{":
                guard let end = rest.firstIndex(of: "}"), isExpression(rest[..<end]) else { return false }
                rest = rest[end...].dropFirst()
            case "%":
                guard takeHexadecimal(&rest), takeHexadecimal(&rest) else { return false }
            default:
                guard isLiteral(character) else { return false }
            }
        }
        return true
    }

    private static func isLiteral(_ character: Unicode.Scalar) -> Bool {
        guard character.isASCII else {
            return IRIFormat.isAllowed(character.value) || IRIFormat.isPrivate(character.value)
        }
        return character.value > 0x20 && character.value < 0x7F && !"\"%<>\\^`{|}".unicodeScalars.contains(character)
    }

    private static func isExpression(_ text: Substring.UnicodeScalarView) -> Bool {
        var rest = text
        // The last five are reserved for extensions.
        if let first = rest.first, "+#./;?&=,!@|".unicodeScalars.contains(first) { rest = rest.dropFirst() }
        return rest.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(isVariable)
    }

    /// A name, with `*` or with `:` and the length of a prefix behind it.
    private static func isVariable(_ text: Substring.UnicodeScalarView) -> Bool {
        var name = text
        if name.last == "*" {
            name = name.dropLast()
        } else if let colon = name.firstIndex(of: ":") {
            let length = name[colon...].dropFirst()
            guard (1...4).contains(length.count), length.first != "0", length.allSatisfy({ "0"..."9" ~= $0 }) else {
                return false
            }
            name = name[..<colon]
        }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isNamePart)
    }

    private static func isNamePart(_ text: Substring.UnicodeScalarView) -> Bool {
        var rest = text
        while let character = rest.popFirst() {
            if character == "%" {
                guard takeHexadecimal(&rest), takeHexadecimal(&rest) else { return false }
            } else {
                guard character.isASCII, character == "_" || ASCIIClass.isLetterOrDigit(UInt8(ascii: character)) else {
                    return false
                }
            }
        }
        return !text.isEmpty
    }

    private static func takeHexadecimal(_ rest: inout Substring.UnicodeScalarView) -> Bool {
        guard let character = rest.popFirst(), character.isASCII else { return false }
        return ASCIIClass.isHexadecimal(UInt8(ascii: character))
    }
}
