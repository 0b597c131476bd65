import TrelayCore
import TrelayLog

/// What one partition holds. Offsets rise; they may have holes, as transaction markers and compaction leave them.
struct SimulatedPartition: Sendable {
    /// Beyond this many records the oldest tenth is dropped, as a broker's retention does.
    static let maximumRecords = 1_000_000

    private(set) var records: [Record] = []
    private(set) var watermarks = Watermarks(low: 0, high: 0)
    /// Readers see nothing at or after this offset, if set.
    var heldFrom: Int64?

    mutating func append(_ record: OutgoingRecord, partition: Int32, timestamp: Timestamp) -> Int64 {
        let offset = watermarks.high
        records.append(
            Record(
                partition: partition, offset: offset, timestamp: timestamp, key: record.key, value: record.value,
                headers: record.headers))
        watermarks.high += 1
        if records.count > Self.maximumRecords {
            trim(below: records[Self.maximumRecords / 10].offset)
        }
        return offset
    }

    /// The index of the first record at or after the offset.
    func index(of offset: Int64) -> Int {
        var low = 0
        var high = records.count
        while low < high {
            let middle = (low + high) / 2
            if records[middle].offset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The records in `start..<end`, at most `limit`.
    func records(from start: Int64, upTo end: Int64, limit: Int) -> ArraySlice<Record> {
        let first = index(of: start)
        let last = max(first, index(of: end))
        return records[first..<min(last, first + max(limit, 0))]
    }

    mutating func trim(below offset: Int64) {
        let low = min(max(offset, watermarks.low), watermarks.high)
        records.removeFirst(index(of: low))
        watermarks.low = low
    }

    mutating func cutTail(from offset: Int64) {
        let high = min(max(offset, watermarks.low), watermarks.high)
        records.removeSubrange(index(of: high)...)
        watermarks.high = high
    }

    mutating func leaveGap(_ count: Int64) {
        watermarks.high += max(count, 0)
    }

    mutating func rewrite(_ offset: Int64, with record: OutgoingRecord) -> Bool {
        let place = index(of: offset)
        guard place < records.count, records[place].offset == offset else { return false }
        records[place].key = record.key
        records[place].value = record.value
        records[place].headers = record.headers
        return true
    }
}
