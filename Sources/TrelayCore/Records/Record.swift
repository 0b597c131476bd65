public import TrelayCrypto

/// A record as it was read from a partition of a topic.
public struct Record: Hashable, Sendable {
    public var partition: Int32
    public var offset: Int64
    /// The broker's timestamp (`message.timestamp.type=LogAppendTime`).
    public var timestamp: Timestamp
    public var key: [UInt8]?
    /// Nil is a tombstone, which is not the same as an empty value.
    public var value: [UInt8]?
    public var headers: RecordHeaders

    public init(
        partition: Int32, offset: Int64, timestamp: Timestamp, key: [UInt8]?, value: [UInt8]?,
        headers: RecordHeaders = RecordHeaders()
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }

    /// Bytes of key, value and headers together.
    public var byteCount: Int { (key?.count ?? 0) + (value?.count ?? 0) + headers.byteCount }

    /// SHA-256 over key, value and headers, each with its length in front, so that no two records share an encoding.
    ///
    /// Partition, offset and timestamp are left out: a mirrored log holds the same records.
    public func digest() -> Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + 64 + headers.count * 18)
        bytes.append(contentsOf: "trelay.record.v1\n".utf8)
        Self.append(key?[...], to: &bytes)
        Self.append(value?[...], to: &bytes)
        headers.forEachSlice { name, value in
            Self.append(name, to: &bytes)
            Self.append(value, to: &bytes)
        }
        return SHA256.hash(bytes)
    }

    private static func append(_ field: ArraySlice<UInt8>?, to bytes: inout [UInt8]) {
        guard let field else { return bytes.append(0) }
        bytes.append(1)
        let count = UInt64(field.count)
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes.append(contentsOf: field)
    }
}

/// A record to be appended to a topic. Partition, offset and timestamp are the broker's to give.
public struct OutgoingRecord: Hashable, Sendable {
    public var key: [UInt8]?
    public var value: [UInt8]?
    public var headers: RecordHeaders

    public init(key: [UInt8]?, value: [UInt8]?, headers: RecordHeaders = RecordHeaders()) {
        self.key = key
        self.value = value
        self.headers = headers
    }
}
