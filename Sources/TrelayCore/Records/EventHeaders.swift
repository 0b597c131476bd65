/// The headers that an event has, found in one pass over the record.
struct EventHeaders {
    enum Name: Int {
        case specificationVersion, id, source, type, subject, time, contentType, traceparent, tracestate

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
            guard bytes.areText(candidate.text) else { return nil }
            self = candidate
        }
    }

    private let headers: RecordHeaders
    /// Where each header begins in the record; -1 for one that is not there.
    private let starts: [9 of Int]
    private let repeated: Name?
    /// The event id, whatever else is wrong with the headers; nil when there is none or it is not a legal one.
    let eventID: String?

    init(_ headers: RecordHeaders) {
        var starts = [9 of Int](repeating: -1)
        var repeated: Name?
        headers.forEachName { start, bytes in
            guard let name = Name(bytes) else { return }
            if starts[name.rawValue] < 0 {
                starts[name.rawValue] = start
            } else if !name.mayRepeat {
                repeated = repeated ?? name
            }
        }
        self.headers = headers
        self.starts = starts
        self.repeated = repeated
        let start = starts[Name.id.rawValue]
        let text = start < 0 ? nil : headers.text(at: headers.place(at: start))
        eventID = text.flatMap { Names.isValidEventID($0) ? $0 : nil }
    }

    /// The text of a header; nil when it is absent or null.
    ///
    /// - Parameter usual: what the header says as a rule: then no string is made.
    func text(_ name: Name, usual: String? = nil) throws(Rejection) -> String? {
        if let repeated {
            throw Rejection(.malformed, "header \(repeated.text) is there more than once; send it once")
        }
        let start = starts[name.rawValue]
        guard start >= 0 else { return nil }
        let place = headers.place(at: start)
        guard !place.isNull else { return nil }
        if let usual, headers.withValue(at: place, { $0.areText(usual) }) == true { return usual }
        if let text = headers.text(at: place) { return text }
        // Broken trace context must not cost anyone a change: it is dropped, as W3C Trace Context asks.
        if name.mayRepeat { return nil }
        throw Rejection(.malformed, "header \(name.text) is not UTF-8")
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether these are the UTF-8 bytes of the text.
    fileprivate func areText(_ text: String) -> Bool {
        guard count == text.utf8.count else { return false }
        let text = text.utf8.span
        for index in indices where self[index] != text[index] { return false }
        return true
    }
}
