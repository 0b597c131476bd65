import TrelayFormat

extension Echo {
    /// The line of JSON that `init(_:)` reads.
    public var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    var bytes: [UInt8] { beginning + Echo.end(credential: credential, headers: headers) }

    /// What depends on the request's body alone.
    var beginning: [UInt8] {
        var text = JSONText(capacity: 512)
        text.raw("{\"stand_in\":")
        text.string(upstream)
        text.member("dialect")
        text.string(dialect)
        text.member("model")
        text.string(model)
        text.member("roles")
        text.string(roles.joined(separator: " "))
        Self.write(system, as: "system", to: &text)
        Self.write(user, as: "user", to: &text)
        Self.write(tool, as: "tool", to: &text)
        if !parameters.isEmpty { Self.write(parameters, as: "parameters", to: &text) }
        return text.bytes
    }

    /// What comes with each request anew, and the end of the object.
    static func end(credential: String?, headers: [String: String]) -> [UInt8] {
        var text = JSONText(capacity: 128)
        if let credential {
            text.member("credential")
            text.string(credential)
        }
        if !headers.isEmpty { write(headers.mapValues { .string($0) }, as: "headers", to: &text) }
        text.raw("}")
        return text.bytes
    }

    private static func write(_ part: EchoText?, as key: StaticString, to text: inout JSONText) {
        switch part {
        case nil: return
        case .whole(let content):
            text.member(key)
            text.string(content)
        case .digest(let digest, let bytes):
            text.member(key)
            text.raw("{\"digest\":")
            text.string(digest)
            text.member("bytes")
            text.number(bytes)
            text.raw("}")
        }
    }

    private static func write(_ members: [String: JSONValue], as key: StaticString, to text: inout JSONText) {
        text.member(key)
        text.raw("{")
        var isFirst = true
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if !isFirst { text.raw(",") }
            isFirst = false
            text.string(name)
            text.raw(":")
            switch value {
            case .string(let content): text.string(content)
            default: text.raw(value.canonicalBytes())
            }
        }
        text.raw("}")
    }
}
