import TrelayFormat

/// Finds the value to which a byte belongs that libyaml never reads, because it reads ahead and stops there.
///
/// For errors alone: it reads the text before the byte once more, with a harmless letter in the byte's place.
enum YAMLPlace {
    /// - Parameters:
    ///   - offset: of the byte, counted without a byte order mark. All bytes before it are valid UTF-8.
    ///   - bytes: the whole text.
    static func pointer(ofByte offset: Int, in bytes: [UInt8]) -> JSONPointer {
        let text = Array(bytes.dropFirst(YAMLText.markLength(bytes)).prefix(offset)) + [UInt8(ascii: "x")]
        // A code point has one byte that does not continue another.
        let end = text.count { $0 & 0xC0 != 0x80 }
        // The bytes were counted already; nothing that is wrong on the way is what was asked for.
        var limits = ParseLimits(
            maximumBytes: .max, maximumDepth: ParseLimits.greatestDepth, maximumValues: .max, maximumStringBytes: .max)
        limits.duplicateKeys = .lastWins
        var builder = YAMLDocumentBuilder(limits: limits)
        var latest: JSONPointer?
        do throws(YAMLFailure) {
            let reader = try YAMLEventReader(text)
            while true {
                let event = try reader.next()
                switch event.kind {
                case .scalar, .alias: if event.end.index >= end { return builder.pointer }
                // The letter stood in a comment: the value before that is the nearest there is.
                case .streamEnd: return latest ?? .root
                case .streamStart, .documentStart: continue
                case .documentEnd: _ = builder.finishDocument()
                default: break
                }
                guard (try? builder.receive(event.withoutTraps)) != nil else { return .root }
                latest = builder.latest?.pointer ?? latest
            }
        } catch {
            return builder.pointer(of: error.subject)
        }
    }
}

extension YAMLEvent {
    /// The event with a text that is a string to everybody, and an alias as a text.
    fileprivate var withoutTraps: YAMLEvent {
        var event = self
        switch kind {
        case .scalar(let scalar):
            event.kind = .scalar(YAMLScalar(text: scalar.text, properties: YAMLProperties(), isPlain: false))
        case .alias(let name):
            event.kind = .scalar(YAMLScalar(text: name, properties: YAMLProperties(), isPlain: false))
        case .sequenceStart: event.kind = .sequenceStart(YAMLProperties())
        case .mappingStart: event.kind = .mappingStart(YAMLProperties())
        default: break
        }
        return event
    }
}
