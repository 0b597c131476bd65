/// The partitioner of Kafka's Java producer: murmur2 of the key.
///
/// Source: `org.apache.kafka.common.utils.Utils.murmur2` and `BuiltInPartitioner.partitionForKey`. librdkafka calls it
/// `murmur2_random`; its own default is CRC32, which puts keys elsewhere.
public enum JavaPartitioner {
    /// The partition that a key belongs to.
    ///
    /// - Parameter count: partitions of the topic; 0 or less is taken as 1.
    public static func partition(key: [UInt8], count: Int32) -> Int32 {
        guard count > 1 else { return 0 }
        return (murmur2(key) & 0x7fff_ffff) % count
    }

    /// MurmurHash2 with 32 bits, as Java computes it.
    static func murmur2(_ data: [UInt8]) -> Int32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: data.count)
        var index = 0
        while index + 4 <= data.count {
            var word = UInt32(data[index]) | UInt32(data[index + 1]) << 8
            word |= UInt32(data[index + 2]) << 16 | UInt32(data[index + 3]) << 24
            word = word &* multiplier
            word ^= word >> 24
            hash = (hash &* multiplier) ^ (word &* multiplier)
            index += 4
        }
        if index < data.count {
            for (position, byte) in data[index...].enumerated() { hash ^= UInt32(byte) << UInt32(8 * position) }
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        hash ^= hash >> 15
        return Int32(bitPattern: hash)
    }
}
