import Testing
import TrelayCrypto

@testable import TrelayCore

@Suite("Records")
struct RecordTests {
    @Test(
        "murmur2 gives the numbers of Kafka's own tests",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ] as [(String, Int32)])
    func murmur2(key: String, hash: Int32) {
        #expect(JavaPartitioner.murmur2(Array(key.utf8)) == hash)
    }

    @Test("The partition is the positive hash modulo the count, and 0 for counts that make no sense")
    func partition() {
        #expect(JavaPartitioner.partition(key: Array("21".utf8), count: 7) == (-973_932_308 & 0x7fff_ffff) % 7)
        #expect(JavaPartitioner.partition(key: Array("21".utf8), count: 1) == 0)
        #expect(JavaPartitioner.partition(key: [], count: 0) == 0)
        #expect(JavaPartitioner.partition(key: [1], count: -3) == 0)
    }

    @Test("Headers keep their order, repeated names, and null apart from empty")
    func headers() {
        var headers = RecordHeaders()
        headers.append("a", "one")
        headers.append("b", nil)
        headers.append("a", [])
        headers.append("c", [0xff])
        #expect(headers.count == 4)
        #expect(headers.map(\.name) == ["a", "b", "a", "c"])
        #expect(headers.all("a") == [Array("one".utf8), []])
        #expect(headers.first("b") == .some(nil))
        #expect(headers.first("z") == nil)
        #expect(headers.text("a") == "one")
        #expect(headers.text("b") == nil)
        #expect(headers.text("c") == nil)
    }

    @Test("The digest of a record tells absent from empty and one split from another")
    func digest() {
        func digest(_ key: [UInt8]?, _ value: [UInt8]?, _ pairs: [(String, String?)] = []) -> Digest {
            Record(
                partition: 0, offset: 0, timestamp: Timestamp(milliseconds: 0), key: key, value: value,
                headers: Sample.headers(pairs)
            ).digest()
        }
        let digests: Set<Digest> = [
            digest(nil, nil), digest([], nil), digest(nil, []), digest([1], [2]), digest([1, 2], []),
            digest([], [1, 2]), digest([1], [2], [("a", "b")]), digest([1], [2], [("ab", "")]),
            digest([1], [2], [("ab", nil)]), digest([1], [2], [("a", "b"), ("a", "b")]),
        ]
        #expect(digests.count == 10)
    }

    @Test("The digest of a record leaves out where and when it was stored")
    func digestOfMirror() {
        var record = Record(partition: 0, offset: 1, timestamp: Timestamp(milliseconds: 2), key: [3], value: [4])
        let digest = record.digest()
        record.partition = 9
        record.offset = 9
        record.timestamp = Timestamp(milliseconds: 9)
        #expect(record.digest() == digest)
        record.value = [5]
        #expect(record.digest() != digest)
    }

    @Test("UUIDs of version 7 carry the time, the version and the variant")
    func uuid() {
        // RFC 9562, appendix A.6.
        let random: [UInt8] = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]
        #expect(UUIDv7.string(milliseconds: 0x017f_22e2_79b0, random: random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(UUIDv7.string(milliseconds: -1, random: []) == "ffffffff-ffff-7000-8000-000000000000")
    }

    @Test("Topics have the prefix of the installation")
    func topics() {
        #expect(TopicNames().changes == "trelay.changes")
        #expect(TopicNames(prefix: "eu.").workers == "eu.workers")
    }
}

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "A timestamp is written and read as ISO 8601",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_795_469_287_042, "2026-11-23T21:28:07.042Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func roundTrip(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        "Offsets and fractions are understood",
        arguments: [
            ("1970-01-01T02:00:00+02:00", 0), ("1969-12-31T22:30:00-01:30", 0), ("1970-01-01T00:00:00.5Z", 500),
            ("1970-01-01t00:00:00.123456789z", 123),
        ] as [(String, Int64)])
    func variants(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        "What names no moment is refused",
        arguments: [
            "", "now", "1970-01-01", "1970-01-01T00:00:00", "1970-02-30T00:00:00Z", "1970-13-01T00:00:00Z",
            "1970-01-01T24:00:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00Zx", "1970-01-01T00:00:00+0200",
        ])
    func refused(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("The ends of the range do not trap")
    func extremes() {
        let first = Timestamp(milliseconds: .min)
        let last = Timestamp(milliseconds: .max)
        #expect(last - first == .max)
        #expect(first - last == .min)
        #expect(last.adding(milliseconds: 1) == last)
        #expect(first.description.hasPrefix("-"))
        #expect(last.description.hasSuffix("Z"))
    }
}
