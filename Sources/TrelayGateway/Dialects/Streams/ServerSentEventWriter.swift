/// Writes server-sent events.
enum ServerSentEventWriter {
    /// One event of this data, which may have several lines.
    static func append(_ data: [UInt8], to stream: inout [UInt8]) {
        stream.append(contentsOf: "data: ".utf8)
        for byte in data {
            if byte == 0x0A {
                stream.append(contentsOf: "\ndata: ".utf8)
            } else if byte != 0x0D {
                stream.append(byte)
            }
        }
        stream.append(contentsOf: "\n\n".utf8)
    }

    /// What ends a stream of OpenAI's.
    static let done = Array("data: [DONE]\n\n".utf8)
}
