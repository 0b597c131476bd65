import TrelayHTTP

/// What every answer, error and stream says about the configuration that made it.
enum GatewayStamp {
    static let revision = "x-trelay-revision"
    static let digest = "x-trelay-digest"
    static let route = "x-trelay-route"
    static let target = "x-trelay-target"
    static let promptVersion = "x-trelay-prompt-version"
    static let requestIdentifier = "x-request-id"

    /// A header's value for text that may hold anything: what is not visible ASCII is percent-encoded, and `%` itself.
    static func value(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") }) { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "%") {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 0xF)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
