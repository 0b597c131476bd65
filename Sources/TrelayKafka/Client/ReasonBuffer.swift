/// Takes the text that the library writes about a failure.
struct ReasonBuffer {
    var bytes = [CChar](repeating: 0, count: 512)

    var count: Int { bytes.count }

    var text: String {
        String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
