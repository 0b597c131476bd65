import Testing
import TrelayCrypto
import TrelayFormat

@testable import TrelayCore

/// Makes logs as a careless world would: good changes, stale ones, garbage, repeated events, strays.
private struct LogGenerator {
    private var generator: SeededGenerator
    private let partitionCount: Int32
    private var known: [Record] = []

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        partitionCount = [1, 1, 3].randomElement(using: &generator) ?? 1
    }

    static let namespaces = ["shop", "lab/eu"]

    mutating func log(count: Int) -> (records: [Record], partitionCount: Int32) {
        var ends: [Int32: Int64] = [:]
        var records: [Record] = []
        for index in 0..<count {
            var record = generator.chance(20) ? repeated(index) : generator.chance(25) ? garbage(index) : change(index)
            if generator.chance(5) { record.partition = Int32.random(in: 0..<partitionCount, using: &generator) }
            record.offset = ends[record.partition, default: 0]
            record.timestamp = Timestamp(milliseconds: Int64(index))
            // Offsets have holes.
            ends[record.partition] = record.offset + Int64.random(in: 1...3, using: &generator)
            records.append(record)
            known.append(record)
        }
        return (records, partitionCount)
    }

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    private mutating func repeated(_ index: Int) -> Record {
        known.isEmpty ? change(index) : pick(known)
    }

    private mutating func change(_ index: Int) -> Record {
        let namespace = pick(Self.namespaces)
        var set = Sample.changeSet(id: "e\(index)", [], namespace: namespace)
        var keys: Set<ResourceKey> = []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let change = resourceChange()
            if keys.insert(change.key).inserted || generator.chance(2) { set.changes.append(change) }
        }
        if generator.chance(15) { set.base = .init(revision: Int.random(in: 0...8, using: &generator)) }
        if generator.chance(3) { set.expect = .zero }
        let home = JavaPartitioner.partition(key: Array(namespace.utf8), count: partitionCount)
        return Sample.record(set, at: 0, partition: home)
    }

    private mutating func resourceChange() -> Change {
        let key = Sample.key(pick(["provider/a", "provider/b", "route/x", "route/y", "prompt/p", "model/m"]))
        if generator.chance(20) { return .delete(key) }
        let number = JSONValue(Int.random(in: 0...4, using: &generator))
        if generator.chance(25) { return .patch(key, ["x-note": number, "retries": number]) }
        switch key.kind {
        case "provider": return .put(key, Sample.provider)
        case "route": return .put(key, Sample.route(to: pick(["a", "b", "c"])))
        case "prompt": return .put(key, ["version": "1", "template": "t", "x-note": number])
        default: return .put(key, generator.chance(80) ? Sample.model : ["version": number])
        }
    }

    /// A good record with something broken, or no record at all but bytes.
    private mutating func garbage(_ index: Int) -> Record {
        var record = change(index)
        switch Int.random(in: 0...6, using: &generator) {
        case 0: record.key = bytes(upTo: 12)
        case 1: record.value = bytes(upTo: 300)
        case 2: record.value = nil
        case 3: record.headers = randomHeaders()
        case 4: record.key = nil
        case 5: record.value = Array((record.value ?? []).dropLast(Int.random(in: 1...20, using: &generator)))
        default: record.value = flipped(record.value ?? [])
        }
        return record
    }

    mutating func bytes(upTo count: Int) -> [UInt8] {
        let length = Int.random(in: 0...count, using: &generator)
        return (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private mutating func flipped(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return bytes }
        var bytes = bytes
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        return bytes
    }

    mutating func randomHeaders() -> RecordHeaders {
        var headers = RecordHeaders()
        for name in [
            "ce_specversion", "ce_id", "ce_source", "ce_type", "content-type", "traceparent", "ce_time", "\u{0}",
        ] {
            if generator.chance(30) { continue }
            headers.append(
                name, generator.chance(10) ? nil : generator.chance(50) ? bytes(upTo: 20) : Array("1.0".utf8))
        }
        return headers
    }
}

@Suite("Properties of the fold")
struct FoldPropertyTests {
    private static var limits: FoldLimits {
        var limits = FoldLimits()
        limits.maximumRecentEvents = 10
        limits.maximumRejections = 6
        limits.maximumResources = 5
        return limits
    }

    @Test(
        "The same log gives the same state in any batches, with deliveries repeated and restarts in between",
        arguments: 0..<20 as Range<UInt64>)
    func replay(block: UInt64) throws {
        for seed in block * 100..<block * 100 + 100 {
            var generator = LogGenerator(seed: seed)
            let (records, partitionCount) = generator.log(count: 24)
            var straight = Fold(partitionCount: partitionCount, limits: Self.limits)
            for record in records { _ = straight.apply(record) }
            let stumbling = try stumble(records, partitionCount, seed: seed)
            for namespace in LogGenerator.namespaces {
                let expected = straight.state(of: namespace)
                let actual = stumbling.state(of: namespace)
                #expect(actual == expected, "seed \(seed)")
                #expect(actual.digest() == expected.digest(), "seed \(seed)")
                if seed % 10 == 0 { #expect(actual.encoded() == expected.encoded(), "seed \(seed)") }
                #expect(expected.digest() == expected.resources.digestOfValues(), "seed \(seed)")
            }
            #expect(stumbling.strays == straight.strays, "seed \(seed)")
        }
    }

    @Test("Records that were read beforehand are folded as those that were not", arguments: 0..<10 as Range<UInt64>)
    func readBeforehand(block: UInt64) throws {
        for seed in 1_000 + block * 50..<1_000 + block * 50 + 50 {
            var generator = LogGenerator(seed: seed)
            let (records, partitionCount) = generator.log(count: 24)
            for only in [nil, LogGenerator.namespaces[0]] {
                var plain = Fold(partitionCount: partitionCount, limits: Self.limits, only: only)
                var ahead = Fold(partitionCount: partitionCount, limits: Self.limits, only: only)
                let readings = records.map { ahead.eventReader.read($0) }
                for (record, reading) in zip(records, readings) {
                    let (expected, actual) = (plain.apply(record), ahead.apply(record, reading))
                    #expect(actual?.outcome == expected?.outcome, "seed \(seed)")
                    #expect(actual?.isDuplicate == expected?.isDuplicate, "seed \(seed)")
                    #expect(actual?.eventID == expected?.eventID, "seed \(seed)")
                    #expect(actual?.metadata == expected?.metadata, "seed \(seed)")
                    #expect(actual?.changeSet == expected?.changeSet, "seed \(seed)")
                    #expect(actual?.changes == expected?.changes, "seed \(seed)")
                }
                for namespace in LogGenerator.namespaces {
                    #expect(ahead.state(of: namespace) == plain.state(of: namespace), "seed \(seed)")
                }
                #expect(ahead.strays == plain.strays, "seed \(seed)")
            }
        }
    }

    /// Reads the log as a consumer does that is put back now and then, and saves and loads its states.
    private func stumble(_ records: [Record], _ partitionCount: Int32, seed: UInt64) throws -> Fold {
        var generator = SeededGenerator(seed: ~seed)
        var fold = Fold(partitionCount: partitionCount, limits: Self.limits)
        var next = 0
        while next < records.count {
            let start = generator.chance(30) ? Int.random(in: 0...next, using: &generator) : next
            let end = min(records.count, next + Int.random(in: 1...9, using: &generator))
            for record in records[start..<end] { _ = fold.apply(record) }
            next = end
            guard generator.chance(8) else { continue }
            for state in fold.namespaces.values { fold.restore(try NamespaceState.decode(state.encoded())) }
        }
        return fold
    }

    @Test("Revisions have no gaps, and only accepted changes move the state", arguments: 0..<20 as Range<UInt64>)
    func gapless(block: UInt64) {
        for seed in 10_000 + block * 20..<10_000 + block * 20 + 20 {
            var generator = LogGenerator(seed: seed)
            let (records, partitionCount) = generator.log(count: 60)
            var fold = Fold(partitionCount: partitionCount, limits: Self.limits)
            for record in records {
                let before = fold.namespaces
                guard let verdict = fold.apply(record) else {
                    #expect(fold.namespaces == before, "seed \(seed)")
                    continue
                }
                guard let namespace = verdict.namespace else { continue }
                let old = before[namespace] ?? NamespaceState(namespace: namespace)
                let new = fold.state(of: namespace)
                if case .accepted(let revision) = verdict.outcome, !verdict.isDuplicate {
                    #expect(revision == old.revision + 1 && new.revision == revision, "seed \(seed)")
                    #expect(new.chain != old.chain, "seed \(seed)")
                } else {
                    #expect(new.revision == old.revision && new.chain == old.chain, "seed \(seed)")
                    #expect(new.resources == old.resources, "seed \(seed)")
                }
                #expect(new.rejections.count <= 6 && new.recentEvents.count <= 20, "seed \(seed)")
            }
        }
    }

    @Test("References never dangle", arguments: 0..<10 as Range<UInt64>)
    func references(block: UInt64) {
        for seed in 20_000 + block * 20..<20_000 + block * 20 + 20 {
            var generator = LogGenerator(seed: seed)
            let (records, partitionCount) = generator.log(count: 80)
            var fold = Fold(partitionCount: partitionCount)
            for record in records { _ = fold.apply(record) }
            for state in fold.namespaces.values {
                for (key, entry) in state.resources {
                    for reference in ResourceKind.named(key.kind)?.references(entry.value) ?? [] {
                        #expect(state.resources[reference.target] != nil, "seed \(seed): \(key)")
                    }
                }
            }
        }
    }

    @Test("Random bytes are rejected and nothing else happens", arguments: 0..<10 as Range<UInt64>)
    func randomBytes(block: UInt64) {
        var fold = Fold(partitionCount: 1)
        var generator = LogGenerator(seed: 30_000 + block)
        for offset in 0..<1_000 as Range<Int64> {
            let record = Record(
                partition: 0, offset: offset, timestamp: Timestamp(milliseconds: .min),
                key: offset % 2 == 0 ? Array("shop".utf8) : generator.bytes(upTo: 20),
                value: generator.bytes(upTo: 200),
                headers: generator.randomHeaders())
            #expect(fold.apply(record)?.outcome.rejection != nil)
        }
        #expect(fold.state(of: "shop").revision == 0)
    }
}
