import Synchronization
import Testing
import TrelayCore
import TrelayLog
import TrelaySimulation
import TrelaySystem

/// Seeded histories under faults, in two modes. Safety: while faults happen nothing wrong is ever seen. Liveness: after
/// `heal()` everything acknowledged arrives. A failure names its seed; `TRELAY_SEED` runs another one.
@Suite("Simulated log: faults keep the promises")
struct SimulatedFaultTests {
    static let seeds: [UInt64] =
        if let seed = HostInformation.environment("TRELAY_SEED").flatMap({ UInt64($0) }) { [seed] } else {
            Array(1...25)
        }

    @Test("Safety under faults, then liveness after healing", arguments: seeds)
    func safetyAndLiveness(seed: UInt64) throws {
        let world = try FaultWorld(seed: seed)
        try world.run(steps: 600)
        try world.healAndCheck()
    }

    @Test("Every kind of fault does happen")
    func coverage() throws {
        let worlds = try (UInt64(1)...10).map { seed in
            let world = try FaultWorld(seed: seed)
            try world.run(steps: 600)
            return world
        }
        #expect(worlds.allSatisfy { $0.disconnectedPolls > 0 })
        #expect(worlds.allSatisfy { $0.repeatedRecords > 0 })
        #expect(worlds.allSatisfy { $0.recordsInDoubt > 0 })
        #expect(worlds.allSatisfy { $0.delayedPolls > 0 })
    }

    @Test("The checkers notice a log that breaks a promise", arguments: FaultWorld.Sabotage.allCases)
    fileprivate func sabotage(_ sabotage: FaultWorld.Sabotage) throws {
        let world = try FaultWorld(seed: 4)
        try world.run(steps: 300)
        try world.commit(sabotage)
        let found = Mutex<[String]>([])
        try withKnownIssue {
            try world.healAndCheck()
        } matching: { issue in
            found.withLock { $0 += issue.comments.map(\.rawValue) }
            return issue.error == nil
        }
        let copies = sabotage == .doubles ? 2 : 0
        #expect(found.withLock { $0 }.contains { $0.hasSuffix("is in the log \(copies) times") })
    }

    @Test("The same seed gives the same history, another seed another one")
    func determinism() throws {
        let transcripts = try [UInt64(11), 11, 12].map { seed -> [String] in
            let world = try FaultWorld(seed: seed)
            try world.run(steps: 300)
            return world.transcript
        }
        #expect(transcripts[0] == transcripts[1])
        #expect(transcripts[0] != transcripts[2])
    }

    @Test("With real threads and faults nothing acknowledged is lost", arguments: [UInt64(5), 6])
    func threads(seed: UInt64) throws {
        let log = SimulatedLog(options: .init(seed: seed, faults: .all), topics: ["t": 1])
        let outcomes = try Outcomes()
        let reader = try log.openReader(of: "t", from: [0: .beginning])
        let view = ReaderView(name: "reader", seed: seed)
        try onThreads(3) { number in
            do {
                guard number > 0 else {
                    // Reads while the others write; heals in the end, so that they can finish.
                    for _ in 0..<200 { try view.take(reader.poll(timeout: .milliseconds(5))) }
                    log.heal()
                    return
                }
                let writer = try log.openWriter()
                for index in 0..<200 {
                    let text = "\(number) \(index)"
                    writer.append(
                        outgoing(text), to: "t", partition: 0, completion: outcomes.completion(number * 200 + index))
                }
                #expect(writer.close(deadline: patience) == 0)
            } catch {
                Issue.record(error, "seed \(seed)")
            }
        }
        let acknowledged = outcomes.wait(for: 400).values.compactMap { try? $0.first?.get() }
        let limit = Limit()
        let high = try log.watermarks(of: "t", partition: 0, timeout: .zero).high
        while view.next[0] != high, limit.isOpen { try view.take(reader.poll(timeout: .milliseconds(100))) }
        reader.close()
        #expect(acknowledged.allSatisfy { view.seen[$0] != nil }, "seed \(seed)")
    }
}

/// A log, two writers and two readers, driven by one generator on one thread.
private final class FaultWorld {
    /// What a broken log might do to a record that was acknowledged.
    enum Sabotage: CaseIterable {
        case rewrites, doubles, loses
    }

    private static let topic = "t"
    private let seed: UInt64
    private let clock = SimulationClock()
    private let log: SimulatedLog
    private let writers: [any LogWriter]
    private let readers: [(reader: any LogReader, view: ReaderView)]
    private let outcomes: Outcomes
    private var generator: SimulationGenerator
    private var appended: [String] = []
    private(set) var transcript: [String] = []
    private(set) var disconnectedPolls = 0
    /// Polls after which a connected reader believed to be at the end, and was not.
    private(set) var delayedPolls = 0

    var repeatedRecords: Int { readers.reduce(0) { $0 + $1.view.repeated } }

    var recordsInDoubt: Int {
        outcomes.soFar.values.filter { if case .failure = $0.first { true } else { false } }.count
    }

    init(seed: UInt64) throws {
        self.seed = seed
        generator = SimulationGenerator(seed: ~seed)
        var options = SimulatedLog.Options(seed: seed, faults: .all)
        options.completesInline = true
        let clock = self.clock
        let log = SimulatedLog(options: options, topics: [Self.topic: 2]) { clock.now }
        self.log = log
        writers = try (0..<2).map { _ in try log.openWriter(WriterOptions(deliveryTimeout: .seconds(2))) }
        readers = try (0..<2).map { number in
            (
                try log.openReader(of: Self.topic, from: [0: .beginning, 1: .beginning]),
                ReaderView(name: "reader \(number)", seed: seed)
            )
        }
        outcomes = try Outcomes()
    }

    func run(steps: Int) throws {
        for _ in 0..<steps {
            clock.advance(milliseconds: Int64(generator.number(in: 0...40)))
            switch generator.number(in: 0...99) {
            case 0..<45: append()
            case 45..<94: try poll(generator.number(in: 0...1))
            case 94: try log.holdDelivery(of: Self.topic, partition: Int32(generator.number(in: 0...1)))
            case 95: try log.releaseDelivery(of: Self.topic, partition: Int32(generator.number(in: 0...1)))
            case 96: log.disconnect()
            case 97, 98: log.reconnect()
            default: log.redeliver(Self.topic, partition: Int32(generator.number(in: 0...1)))
            }
        }
    }

    func commit(_ sabotage: Sabotage) throws {
        log.heal()
        let last = try #require(try log.contents(of: Self.topic, partition: 0).last)
        switch sabotage {
        case .rewrites:
            _ = try log.rewrite(Self.topic, partition: 0, offset: last.offset, with: outgoing("forged"))
        case .doubles:
            let copy = OutgoingRecord(key: last.key, value: last.value, headers: last.headers)
            try log.appendDirectly(copy, to: Self.topic, partition: 0)
        case .loses:
            try log.cutTail(Self.topic, partition: 0, from: last.offset)
            try log.leaveGap(Self.topic, partition: 0, count: 1)
        }
    }

    private func append() {
        let index = appended.count
        appended.append("value \(index)")
        let partition: Int32? = generator.chance(perThousand: 500) ? nil : Int32(generator.number(in: 0...1))
        let writer = writers[generator.number(in: 0...1)]
        let record = outgoing(key: "key \(index % 5)", appended[index])
        writer.append(record, to: Self.topic, partition: partition, completion: outcomes.completion(index))
    }

    private func poll(_ number: Int) throws {
        let (reader, view) = readers[number]
        let batch = try reader.poll(timeout: .zero)
        transcript.append("\(number) \(batch.isConnected) \(batch.records.map(\.text)) \(batch.progress)")
        view.take(batch)
        try checkNothingSkipped(view)
        if !batch.isConnected { disconnectedPolls += 1 }
        for progress in batch.progress where progress.reachedEnd && batch.isConnected {
            let last = try log.contents(of: Self.topic, partition: progress.partition).last
            if let last, last.offset >= progress.next { delayedPolls += 1 }
        }
    }

    /// Safety: below the position that a reader would go on with, it has seen everything.
    private func checkNothingSkipped(_ view: ReaderView) throws {
        for (partition, next) in view.next {
            for record in try log.contents(of: Self.topic, partition: partition) where record.offset < next {
                let position = Delivery(partition: partition, offset: record.offset)
                #expect(view.seen[position] == record, "seed \(seed): \(view.name) skipped \(position)")
            }
        }
    }

    /// Liveness: with the faults gone everything acknowledged is read, by its position, within few polls.
    func healAndCheck() throws {
        log.heal()
        for writer in writers { #expect(writer.close(deadline: .zero) == 0, "seed \(seed)") }
        let all = outcomes.wait(for: appended.count)
        let high = try [Int32(0), 1].map { try log.watermarks(of: Self.topic, partition: $0, timeout: .zero).high }
        for number in readers.indices {
            for _ in 0..<200 where readers[number].view.next != [0: high[0], 1: high[1]] { try poll(number) }
            #expect(readers[number].view.next == [0: high[0], 1: high[1]], "seed \(seed)")
        }
        var copies: [String: Int] = [:]
        for record in readers[0].view.seen.values { copies[record.text, default: 0] += 1 }
        for (index, text) in appended.enumerated() {
            let answers = all[index] ?? []
            #expect(answers.count == 1, "seed \(seed): append \(index) has \(answers.count) outcomes")
            switch answers.first {
            case .success(let delivery):
                #expect(copies[text] == 1, "seed \(seed): '\(text)' is in the log \(copies[text] ?? 0) times")
                for (_, view) in readers {
                    #expect(view.seen[delivery]?.text == text, "seed \(seed): \(view.name) at \(delivery)")
                }
            case .failure(let error):
                #expect(error.code == .inDoubt, "seed \(seed): \(error)")
                #expect(copies[text, default: 0] <= 1, "seed \(seed): '\(text)'")
            case nil: break
            }
        }
        #expect(readers[0].view.seen == readers[1].view.seen, "seed \(seed): the readers differ")
    }
}

/// What a reader has seen, and the invariants of each batch.
// SAFETY: used by the polling thread, and by the test's thread only after that one was joined.
private final class ReaderView: @unchecked Sendable {
    let name: String
    private let seed: UInt64
    private(set) var seen: [Delivery: Record] = [:]
    private(set) var next: [Int32: Int64] = [:]
    private(set) var repeated = 0

    init(name: String, seed: UInt64) {
        self.name = name
        self.seed = seed
    }

    func take(_ batch: LogBatch) {
        var last: [Int32: Int64] = [:]
        for record in batch.records {
            let position = Delivery(partition: record.partition, offset: record.offset)
            let rises = last[record.partition].map { $0 < record.offset } ?? true
            #expect(rises, "seed \(seed): \(name) stepped back within a batch at \(position)")
            last[record.partition] = record.offset
            let isSame = seen[position].map { $0 == record } ?? true
            #expect(isSame, "seed \(seed): \(name) saw two values at \(position)")
            if seen.updateValue(record, forKey: position) != nil { repeated += 1 }
        }
        for progress in batch.progress {
            let bounds = progress.watermarks
            #expect(bounds.low <= progress.next && progress.next <= bounds.high, "seed \(seed): \(progress)")
            next[progress.partition] = progress.next
        }
    }
}
