import TrelayFormat

/// One event of libyaml, copied out of its memory.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar(YAMLScalar)
        case alias(String)
        case sequenceStart(YAMLProperties)
        case mappingStart(YAMLProperties)
        case sequenceEnd, mappingEnd
    }

    var kind: Kind
    /// Where the event's text begins, its anchor and tag included.
    var position: SourcePosition
    /// Where it ends.
    var end: End

    /// False for an event that libyaml only infers, as from indentation.
    var hasText: Bool { end.column > position.column || end.line > position.line }

    struct End {
        /// Code points from the beginning of the text.
        var index: Int
        var line: Int
        var column: Int
    }
}

/// What may stand before a value.
struct YAMLProperties {
    var anchor: String?
    /// The resolved tag; nil if there is none.
    var tag: String?
}

struct YAMLScalar {
    var text: String
    var properties: YAMLProperties
    /// Whether the text decides the type: it is neither quoted, nor a block, nor tagged.
    var isPlain: Bool
}
