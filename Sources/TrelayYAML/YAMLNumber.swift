import TrelayFormat

/// What readers of YAML may take a plain scalar for, if any of them takes it for a number.
struct YAMLNumber {
    enum Form: Equatable {
        /// Nobody takes it for a number.
        case none
        /// A number of JSON: every reader takes it for the same one.
        case json
        /// An infinity, or no number.
        case notFinite
        /// A spelling that JSON does not have: what is wrong with it, and the number in JSON's spelling if that is short.
        case other(problem: String, replacement: String?)
    }

    private(set) var form = Form.none

    init(_ text: String) {
        let bytes = Array(text.utf8)
        let isSigned = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+")
        let sign = bytes.first == UInt8(ascii: "-") ? "-" : ""
        let digits = isSigned ? bytes[1...] : bytes[...]
        guard let first = digits.first, Self.isDigit(first) || first == UInt8(ascii: ".") else { return }
        if Self.isNotFinite(digits) {
            form = .notFinite
        } else if let other = Self.prefixed(digits, sign) ?? Self.sexagesimal(digits) {
            form = other
        } else if let decimal = Self.decimal(digits, hasPlus: bytes.first == UInt8(ascii: "+"), sign) {
            form = decimal
        }
    }

    private static func isNotFinite(_ bytes: ArraySlice<UInt8>) -> Bool {
        [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains { $0.utf8.elementsEqual(bytes) }
    }

    // MARK: Other bases

    /// `0x1F`, `0o17` and `0b101`, with any `_` between the digits.
    private static func prefixed(_ bytes: ArraySlice<UInt8>, _ sign: String) -> Form? {
        guard bytes.count > 2, bytes.first == UInt8(ascii: "0") else { return nil }
        let radix: Int
        switch bytes[bytes.startIndex + 1] {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: return nil
        }
        let digits = String(decoding: bytes.dropFirst(2).filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && Int(String($0), radix: radix) != nil }) else {
            return nil
        }
        let value = Int(digits, radix: radix).map { sign + String($0) }
        if radix == 16, sign.isEmpty, digits.utf8.count == bytes.count - 2 {
            return .other(problem: "is a hexadecimal number, which JSON does not have", replacement: value)
        }
        let meaning = value ?? "a number of base \(radix)"
        return .other(problem: "is \(meaning) to some readers and a string to others", replacement: value)
    }

    /// `1:30:00`: in YAML 1.1 an integer of base 60.
    private static func sexagesimal(_ bytes: ArraySlice<UInt8>) -> Form? {
        var rest = bytes
        guard skip(&rest, { isDigit($0) || $0 == UInt8(ascii: "_") }) > 0 else { return nil }
        var groups = 0
        while rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            let group = rest.prefix(while: isDigit)
            guard (1...2).contains(group.count), group.count == 1 || (group.first ?? 0) < UInt8(ascii: "6") else {
                return nil
            }
            rest = rest.dropFirst(group.count)
            groups += 1
        }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            _ = skip(&rest, isDigit)
        }
        guard groups > 0, rest.isEmpty else { return nil }
        return .other(problem: "is a number of base 60 to some readers and a string to others", replacement: nil)
    }

    // MARK: Decimal

    /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, with any `_` between the digits.
    private static func decimal(_ bytes: ArraySlice<UInt8>, hasPlus: Bool, _ sign: String) -> Form? {
        var rest = bytes.filter { $0 != UInt8(ascii: "_") }[...]
        let hasUnderscore = rest.count != bytes.count
        let plain = rest
        let whole = skip(&rest, isDigit)
        var fraction: Int?
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = skip(&rest, isDigit)
        }
        guard whole + (fraction ?? 0) > 0, skipExponent(&rest), rest.isEmpty else { return nil }
        let isPadded = whole > 1 && plain.first == UInt8(ascii: "0")
        if isPadded, fraction == nil, plain.allSatisfy(isDigit) { return leadingZeros(plain, sign) }
        let replacement = json(plain, whole, fraction, sign)
        if hasUnderscore {
            return .other(
                problem: "is \(replacement ?? "a number") to some readers and a string to others",
                replacement: replacement)
        }
        if isPadded { return .other(problem: "has leading zeros", replacement: replacement) }
        if hasPlus { return .other(problem: "begins with '+'", replacement: replacement) }
        if whole == 0 { return .other(problem: "begins with '.'", replacement: replacement) }
        if fraction == 0 { return .other(problem: "has no digit behind its '.'", replacement: replacement) }
        return .json
    }

    private static func leadingZeros(_ digits: ArraySlice<UInt8>, _ sign: String) -> Form {
        let text = String(decoding: digits, as: UTF8.self)
        let decimal = Int(text).map { sign + String($0) }
        guard digits.allSatisfy({ $0 < UInt8(ascii: "8") }), let octal = Int(text, radix: 8), let decimal else {
            return .other(problem: "has leading zeros, which some readers take for octal", replacement: decimal)
        }
        guard octal >= 8 else {
            return .other(problem: "has leading zeros, which some readers take for octal", replacement: decimal)
        }
        return .other(
            problem: "is \(sign)\(octal) to some readers (octal) and \(decimal) to others",
            replacement: "\(sign)\(octal) or \(decimal)")
    }

    /// The number as JSON writes it; nil if it is long.
    private static func json(_ bytes: ArraySlice<UInt8>, _ whole: Int, _ fraction: Int?, _ sign: String) -> String? {
        guard bytes.count <= 20 else { return nil }
        let digits = bytes.prefix(whole).drop { $0 == UInt8(ascii: "0") }
        var text = sign + (digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self))
        let rest = bytes.dropFirst(whole)
        text += String(decoding: fraction == 0 ? rest.dropFirst() : rest, as: UTF8.self)
        return text
    }

    /// False if an exponent begins and has no digits.
    private static func skipExponent(_ rest: inout ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first, first | 0x20 == UInt8(ascii: "e") else { return true }
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return skip(&rest, isDigit) > 0
    }

    private static func skip(_ bytes: inout ArraySlice<UInt8>, _ isPart: (UInt8) -> Bool) -> Int {
        let before = bytes.count
        bytes = bytes.drop(while: isPart)
        return before - bytes.count
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
