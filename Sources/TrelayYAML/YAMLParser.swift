public import TrelayFormat

/// Reads YAML into JSON values: YAML 1.2 with the types of the core schema, without its traps.
///
/// What different readers of YAML take differently is an error with its place and what to write instead: duplicate
/// keys, `yes` and `no`, numbers that look octal, keys that are not strings, merge keys, tags outside the core schema,
/// integers that a double cannot hold, infinities. Aliases are expanded within the limits for values and bytes.
public enum YAMLParser {
    /// More directives than any document has: libyaml's time for them grows with the square of their number.
    static let maximumDirectives = 32

    /// Reads a text of one document. A text without any document, or with comments alone, is null.
    public static func parseDocument(
        _ bytes: [UInt8], limits: ParseLimits = .default
    ) throws(FormatError) -> ParsedDocument {
        let documents = try read(bytes, limits: limits, maximumDocuments: 1)
        return documents.first ?? ParsedDocument(value: .null, sourceMap: SourceMap())
    }

    /// Reads all documents of a text in order. The limits hold for all of them together.
    public static func parseDocuments(
        _ bytes: [UInt8], limits: ParseLimits = .default
    ) throws(FormatError) -> [ParsedDocument] {
        // Each document has at least one value, so the limit for values bounds their number.
        try read(bytes, limits: limits, maximumDocuments: .max)
    }

    private static func read(
        _ bytes: [UInt8], limits: ParseLimits, maximumDocuments: Int
    ) throws(FormatError) -> [ParsedDocument] {
        try checkSize(bytes, limits: limits)
        let reader = try YAMLEventReader(bytes)
        var documents: [ParsedDocument] = []
        var builder = YAMLDocumentBuilder(limits: limits)
        while true {
            let event = try reader.next(pointer: builder.pointer)
            switch event.kind {
            case .streamStart:
                continue
            case .streamEnd:
                return documents
            case .documentStart:
                guard documents.count < maximumDocuments else {
                    throw FormatError(
                        code: .syntax, message: "a second document begins here; only one is expected", pointer: .root,
                        position: event.position)
                }
            case .documentEnd:
                documents.append(builder.finishDocument())
            default:
                try builder.receive(event)
            }
        }
    }

    private static func checkSize(_ bytes: [UInt8], limits: ParseLimits) throws(FormatError) {
        guard bytes.count <= limits.maximumBytes else {
            throw FormatError(
                code: .tooLarge,
                message: "the text has \(bytes.count) bytes; at most \(limits.maximumBytes) are allowed",
                pointer: .root, position: nil)
        }
        var directives = 0
        var line = 1
        var previous: UInt8 = 0x0A
        for byte in bytes {
            if previous == 0x0A && byte == 0x25 { directives += 1 }
            if directives > maximumDirectives {
                throw FormatError(
                    code: .tooLarge, message: "more than \(maximumDirectives) lines begin with '%'", pointer: .root,
                    position: SourcePosition(line: line, column: 1))
            }
            if byte == 0x0A { line += 1 }
            previous = byte
        }
    }
}

extension FormatError.Code {
    /// A key that is not a string.
    public static let keyNotString = FormatError.Code(rawValue: "keyNotString")
    /// A merge key, `<<`.
    public static let mergeKey = FormatError.Code(rawValue: "mergeKey")
    /// A tag outside the core schema, or one that does not fit its value.
    public static let unsupportedTag = FormatError.Code(rawValue: "unsupportedTag")
    /// An alias whose anchor is not complete before it.
    public static let undefinedAlias = FormatError.Code(rawValue: "undefinedAlias")
}
