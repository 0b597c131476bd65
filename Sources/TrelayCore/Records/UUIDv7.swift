/// UUIDs that sort by time (RFC 9562 section 5.7), made of a time and randomness that the caller brings.
public enum UUIDv7 {
    /// Formats a UUID, for example `0192f3a4-5b6c-7d8e-9fa0-b1c2d3e4f506`.
    ///
    /// - Parameters:
    ///   - milliseconds: Unix time; the lower 48 bits are used.
    ///   - random: at least 10 bytes from a good source; missing ones are taken as zero.
    public static func string(milliseconds: Int64, random: [UInt8]) -> String {
        let time = UInt64(bitPattern: milliseconds)
        var bytes = stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> UInt64($0)) }
        bytes.append(contentsOf: random.prefix(10))
        bytes.append(contentsOf: repeatElement(0, count: 16 - bytes.count))
        bytes[6] = 0x70 | (bytes[6] & 0x0f)
        bytes[8] = 0x80 | (bytes[8] & 0x3f)
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0f)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
