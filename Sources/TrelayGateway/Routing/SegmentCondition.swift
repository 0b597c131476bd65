import TrelayCrypto
import TrelayFormat
import TrelayWorker

/// What a request must be like for a segment's targets. All that it names must hold.
struct SegmentCondition: Sendable {
    /// The caller's model is one of these; nil if it does not matter.
    let models: Set<ExactText>?
    /// These headers have exactly these values, which are kept as digests: an explanation must not tell secrets.
    let headers: [(name: String, value: Digest)]
    /// So many of 100 keys belong to it, always the same ones.
    let percent: Double?

    init(_ value: JSONValue, at place: String) throws(RoleRefusal) {
        for name in ["consumers", "tenants"] where value[name] != nil {
            throw RoleRefusal(
                code: "unsupportedCondition", path: "\(place)/\(name)",
                message: "this gateway cannot tell \(name) apart yet; use models, headers or percent")
        }
        models = value["models"]?.arrayValue.map { Set($0.compactMap(\.stringValue).map { ExactText($0) }) }
        var headers: [(name: String, value: Digest)] = []
        for (name, text) in value["headers"]?.objectValue ?? JSONObject() {
            headers.append((name, SHA256.hash(utf8: text.stringValue ?? "")))
        }
        self.headers = headers
        percent = value["percent"]?.numberValue
    }

    /// Whether it holds, as far as headers do not matter.
    ///
    /// - Parameter salt: of the segment, for `percent`.
    func holdsButForHeaders(_ facts: RequestFacts, _ place: Assignment.Place, salt: UInt64) -> Bool {
        if let models, !models.contains(ExactText(facts.model)) { return false }
        if let percent, !place.isBelow(percent: percent, salt) { return false }
        return true
    }
}

/// A text that is equal to another one when their bytes are. Swift's own strings are equal, too, when they look the same
/// ("é" composed and decomposed), by tables that change with the version of Unicode.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        text.utf8.span.bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        // What follows in a key of several texts begins behind it.
        hasher.combine(0xFF as UInt8)
    }
}
