public import TrelayFormat

/// Reads YAML into JSON values: YAML 1.2 with the types of the core schema, without its traps.
///
/// What different readers of YAML take differently is an error with its place and what to write instead: duplicate
/// keys, `yes`, `no`, `on`, `off`, `y` and `n`, numbers that JSON would not take for one (`0755`, `0x1F`, `1_000`, `1:30`,
/// `+4`, `.5`), keys that are not strings, merge keys, tags outside the core schema, integers that a double cannot hold,
/// infinities, characters that are line breaks to some. Aliases are expanded within the limits for values, bytes and
/// depth. A date is a string, and a key without a value is null. `ParseLimits` can let duplicate keys pass.
public enum YAMLParser {
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
        var builder = YAMLDocumentBuilder(limits: limits)
        let reader: YAMLEventReader
        do throws(YAMLFailure) {
            reader = try YAMLEventReader(bytes)
        } catch {
            throw error.formatError(builder, in: bytes)
        }
        var documents: [ParsedDocument] = []
        while true {
            let event: YAMLEvent
            do throws(YAMLFailure) {
                event = try reader.next()
            } catch {
                throw error.formatError(builder, in: bytes)
            }
            switch event.kind {
            case .streamStart:
                continue
            case .streamEnd:
                return documents
            case .documentStart:
                guard documents.count < maximumDocuments else {
                    throw FormatError(
                        code: .syntax,
                        message: "a second document begins here, and a file holds one; put it in a file of its own",
                        pointer: .root,
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
                message: "the text has \(bytes.count) bytes, and at most \(limits.maximumBytes) are read; split it",
                pointer: .root, position: nil)
        }
        try YAMLScreening.check(bytes)
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
