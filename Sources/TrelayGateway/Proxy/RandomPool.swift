import TrelaySystem

/// Random bytes for identifiers, fetched from the kernel many at a time: a system call per request would cost more than
/// what it fetches. Confined to one thread.
struct RandomPool {
    private static let batchBytes = 4_096
    private var bytes: [UInt8] = []
    private var used = 0

    /// So many bytes as lower-case hexadecimal.
    mutating func hexadecimal(_ count: Int) -> String {
        precondition(count <= Self.batchBytes, "an identifier is shorter than a batch")
        if bytes.count - used < count {
            bytes = SystemRandom.bytes(Self.batchBytes)
            used = 0
        }
        defer { used += count }
        let taken = bytes[used..<used + count]
        return String(unsafeUninitializedCapacity: count * 2) { buffer in
            for (index, byte) in taken.enumerated() {
                buffer[index * 2] = Self.digit(byte >> 4)
                buffer[index * 2 + 1] = Self.digit(byte & 0xF)
            }
            return count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// 64 random bits.
    mutating func number() -> UInt64 {
        if bytes.count - used < 8 {
            bytes = SystemRandom.bytes(Self.batchBytes)
            used = 0
        }
        defer { used += 8 }
        return bytes[used..<used + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}
