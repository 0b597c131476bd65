/// The headers that an event has, found in one pass over the record.
struct EventHeaders {
    enum Name: Int {
        case specificationVersion, id, source, type, subject, time, contentType, traceparent, tracestate

        static let count = Name.tracestate.rawValue + 1

        var text: String {
            switch self {
            case .specificationVersion: "ce_specversion"
            case .id: "ce_id"
            case .source: "ce_source"
            case .type: "ce_type"
            case .subject: "ce_subject"
            case .time: "ce_time"
            case .contentType: "content-type"
            case .traceparent: "traceparent"
            case .tracestate: "tracestate"
            }
        }

        /// Interceptors of other clients may add these again; the first is the publisher's.
        var mayRepeat: Bool { self == .traceparent || self == .tracestate }

        init?(_ bytes: UnsafeBufferPointer<UInt8>) {
            // The length and the fourth byte leave one candidate.
            let candidate: Name
            switch (bytes.count, bytes.count > 3 ? bytes[3] : 0) {
            case (5, _): candidate = .id
            case (7, UInt8(ascii: "t")): candidate = bytes[4] == UInt8(ascii: "y") ? .type : .time
            case (9, _): candidate = .source
            case (10, UInt8(ascii: "s")): candidate = .subject
            case (10, _): candidate = .tracestate
            case (11, _): candidate = .traceparent
            case (12, _): candidate = .contentType
            case (14, _): candidate = .specificationVersion
            default: return nil
            }
            guard bytes.elementsEqual(candidate.text.utf8) else { return nil }
            self = candidate
        }
    }

    private let headers: RecordHeaders
    /// Index of each header in the record; -1 for one that is not there.
    private let indexes: [Int]
    private let repeated: Name?

    init(_ headers: RecordHeaders) {
        var indexes = [Int](repeating: -1, count: Name.count)
        var repeated: Name?
        headers.forEachName { index, bytes in
            guard let name = Name(bytes) else { return }
            if indexes[name.rawValue] < 0 {
                indexes[name.rawValue] = index
            } else if !name.mayRepeat {
                repeated = repeated ?? name
            }
        }
        self.headers = headers
        self.indexes = indexes
        self.repeated = repeated
    }

    /// The event id, whatever else is wrong with the headers; nil when there is none or it is not a legal one.
    var eventID: String? {
        let index = indexes[Name.id.rawValue]
        guard index >= 0, let id = headers.text(at: index), Names.isValidEventID(id) else { return nil }
        return id
    }

    /// The text of a header; nil when it is absent or null.
    func text(_ name: Name) throws(Rejection) -> String? {
        if let repeated {
            throw Rejection(.malformed, "header \(repeated.text) is there more than once; send it once")
        }
        let index = indexes[name.rawValue]
        guard index >= 0, !headers.isNull(at: index) else { return nil }
        if let text = headers.text(at: index) { return text }
        // Broken trace context must not cost anyone a change: it is dropped, as W3C Trace Context asks.
        if name.mayRepeat { return nil }
        throw Rejection(.malformed, "header \(name.text) is not UTF-8")
    }
}
