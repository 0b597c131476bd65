import TrelayFormat

/// Reads JSON that callers send and that is passed on as it came.
///
/// `JSONParser` refuses integers beyond ±(2^53 - 1), which a double would change. Here they are usual (the `seed`, an
/// int64's limit in a tool's schema) and harmless, because the bytes are passed on: the value holds them as strings.
enum CallerJSON {
    static func parse(_ bytes: [UInt8], limits: ParseLimits) throws(FormatError) -> JSONValue {
        do {
            return try JSONParser.parse(bytes, limits: limits)
        } catch {
            guard error.code == .numberNotExact else { throw error }
            return try JSONParser.parse(quotingGreatIntegers(bytes), limits: limits)
        }
    }

    /// The text with every integer of more than 15 digits made a string.
    private static func quotingGreatIntegers(_ bytes: [UInt8]) -> [UInt8] {
        var quoted: [UInt8] = []
        quoted.reserveCapacity(bytes.count + 64)
        let span = bytes.span
        var index = 0
        while index < span.count {
            switch span[index] {
            case UInt8(ascii: "\""):
                let end = JSONScanner.endOfString(span, from: index, to: span.count) ?? span.count
                quoted.append(contentsOf: bytes[index..<min(end, span.count)])
                index = end
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let end = JSONScanner.endOfValue(span, from: index, to: span.count) ?? span.count
                append(bytes[index..<end], to: &quoted)
                index = end
            case let byte:
                quoted.append(byte)
                index += 1
            }
        }
        return quoted
    }

    private static func append(_ number: ArraySlice<UInt8>, to quoted: inout [UInt8]) {
        let digits = number.first == UInt8(ascii: "-") ? number.dropFirst() : number
        let isInteger = digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard isInteger, digits.count > 15, digits.first != UInt8(ascii: "0") else {
            quoted.append(contentsOf: number)
            return
        }
        quoted.append(UInt8(ascii: "\""))
        quoted.append(contentsOf: number)
        quoted.append(UInt8(ascii: "\""))
    }
}
