/// One difference between two versions of a schema.
public struct SchemaChange: Sendable, Hashable {
    /// Whom a change breaks.
    public enum Side: String, Sendable, Hashable, CaseIterable {
        /// Values that were valid are valid no more.
        case readers
        /// Values become valid that the old schema refuses.
        case writers
        case both
        /// The same values are valid.
        case neither
        /// The comparison ended at its limit before this was known. Counts as breaking the side that the sentence
        /// names.
        case unknown
    }

    /// The place: in the new schema, or in the old one for something that is no longer there.
    public var pointer: JSONPointer
    /// The URI of the resource that the pointer leads into; empty for the compared schema itself.
    public var documentURI: String
    /// One line: what changed. Begins with `cannot be shown to be compatible: ` if the change may be harmless.
    public var sentence: String
    public var breaks: Side

    public init(pointer: JSONPointer, documentURI: String = "", sentence: String, breaks: Side) {
        self.pointer = pointer
        self.documentURI = documentURI
        self.sentence = sentence
        self.breaks = breaks
    }

    /// One list of what was found for either side; what was found for both is one change.
    static func merged(_ readers: [SchemaChange], _ writers: [SchemaChange]) -> [SchemaChange] {
        var changes: [SchemaChange] = []
        var positions: [SchemaChange: Int] = [:]
        for change in readers + writers {
            var key = change
            key.breaks = .neither
            guard let position = positions[key] else {
                positions[key] = changes.count
                changes.append(change)
                continue
            }
            if changes[position].breaks != change.breaks { changes[position].breaks = .both }
        }
        return changes
    }
}

extension SchemaChange: CustomStringConvertible {
    /// `/properties/port/maximum: maximum changes from 10 to 5 (breaks readers)`
    public var description: String {
        let place = documentURI + (documentURI.utf8.isEmpty || pointer.tokens.isEmpty ? "" : "#") + pointer.description
        let effect =
            switch breaks {
            case .readers, .writers: "breaks \(breaks.rawValue)"
            case .both: "breaks readers and writers"
            case .neither: "breaks nothing"
            case .unknown: "unknown"
            }
        return (place.utf8.isEmpty ? "" : place + ": ") + "\(sentence) (\(effect))"
    }
}

extension SchemaChange {
    /// Keys are texts and pointers, which compare by bytes.
    public static func == (left: SchemaChange, right: SchemaChange) -> Bool {
        left.breaks == right.breaks && left.pointer == right.pointer
            && UTF8Text.areEqual(left.documentURI, right.documentURI)
            && UTF8Text.areEqual(left.sentence, right.sentence)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(breaks)
        hasher.combine(pointer)
        UTF8Text.hash(documentURI, into: &hasher)
        UTF8Text.hash(sentence, into: &hasher)
    }
}
