import CLibyaml
import TrelayFormat

/// The owner of one libyaml parser and of the bytes that it reads.
struct YAMLEventReader: ~Copyable {
    // On the heap: libyaml keeps pointers into its parser, so it must never move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8]) throws(YAMLFailure) {
        // The encoding is fixed below, and with that libyaml would count a byte order mark as a column.
        let text = bytes.dropFirst(YAMLText.markLength(bytes))
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(text.count, 1))
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) != 0 else {
            parser.deallocate()
            input.deallocate()
            throw Self.outOfMemory
        }
        _ = input.initialize(from: text)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, text.count)
        self.parser = parser
        self.input = UnsafeMutableBufferPointer(rebasing: input[..<text.count])
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// Reads the next event. After an error or the end of the stream there is none.
    func next() throws(YAMLFailure) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) != 0 else {
            throw failure
        }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(
            kind: Self.kind(of: event), position: Self.position(event.start_mark),
            end: YAMLEvent.End(
                index: event.end_mark.index, line: event.end_mark.line + 1, column: event.end_mark.column + 1))
    }

    // MARK: Events

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_SCALAR_EVENT: .scalar(scalar(of: event))
        case YAML_ALIAS_EVENT: .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT:
            .sequenceStart(properties(event.data.sequence_start.anchor, event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            .mappingStart(properties(event.data.mapping_start.anchor, event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: .mappingEnd
        // libyaml gives an empty event after the end of the stream.
        default: .streamEnd
        }
    }

    private static func scalar(of event: yaml_event_t) -> YAMLScalar {
        let scalar = event.data.scalar
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        return YAMLScalar(
            text: String(decoding: bytes, as: UTF8.self),
            properties: properties(scalar.anchor, scalar.tag),
            isPlain: scalar.plain_implicit != 0 && scalar.tag == nil)
    }

    private static func properties(
        _ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?
    ) -> YAMLProperties {
        YAMLProperties(anchor: string(anchor), tag: string(tag))
    }

    private static func string(_ text: UnsafeMutablePointer<UInt8>?) -> String? {
        text.map { String(cString: $0) }
    }

    /// libyaml counts lines and columns from 0, columns in code points.
    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: mark.line + 1, column: mark.column + 1)
    }

    // MARK: Errors

    private static let outOfMemory = YAMLFailure(
        .tooLarge, "there is not enough memory to read the text", at: nil, subject: .document)

    private var failure: YAMLFailure {
        switch parser.pointee.error {
        case YAML_MEMORY_ERROR: Self.outOfMemory
        case YAML_READER_ERROR: readerFailure
        default: syntaxFailure
        }
    }

    private var readerFailure: YAMLFailure {
        // The marks of such an error stay at the beginning of the text; only the offset tells the place.
        let text = YAMLText(bytes: UnsafeBufferPointer(input))
        let offset = parser.pointee.problem_offset
        let position = text.position(ofByte: offset)
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? ""
        guard problem.contains("UTF-8") || problem.contains("Unicode") else {
            let value = String(UInt32(bitPattern: parser.pointee.problem_value), radix: 16, uppercase: true)
            let digits = String(repeating: "0", count: max(0, 4 - value.count)) + value
            let message =
                "the control character U+\(digits) is not allowed; remove it, or write an escape in double quotes"
            return YAMLFailure(.syntax, message, at: position, subject: .byte(offset))
        }
        let isUTF16 = input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF])
        let encoding = isUTF16 ? "UTF-16" : "not valid UTF-8"
        return YAMLFailure(
            .invalidUTF8, "the text is \(encoding); save it as UTF-8", at: position, subject: .byte(offset))
    }

    private var syntaxFailure: YAMLFailure {
        let problem = YAMLProblem(
            problem: parser.pointee.problem.map { String(cString: $0) } ?? "the text is not YAML",
            context: parser.pointee.context.map { String(cString: $0) } ?? "",
            place: Self.mark(parser.pointee.problem_mark), start: Self.mark(parser.pointee.context_mark),
            text: YAMLText(bytes: UnsafeBufferPointer(input)))
        let (message, position) = problem.advice
        return YAMLFailure(.syntax, message, at: position, subject: problem.subject)
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLProblem.Mark {
        YAMLProblem.Mark(index: mark.index, position: position(mark))
    }
}
