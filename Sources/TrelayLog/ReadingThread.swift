import Synchronization
import TrelayCore
import TrelaySystem

/// The records of one batch, whose events are read piece by piece by whoever has time.
final class ReadingJob: Sendable {
    /// Records of one piece: few enough that nobody waits long for the last one.
    private static let pieceRecords = 50

    private let records: [Record]
    private let events: EventReader
    private let pieces: Mutex<Pieces>

    private struct Pieces {
        var readings: [[EventReading?]]
        var taken = 0
        var finished = 0
    }

    init(_ records: [Record], _ events: EventReader) {
        self.records = records
        self.events = events
        let count = (records.count + Self.pieceRecords - 1) / Self.pieceRecords
        pieces = Mutex(Pieces(readings: Array(repeating: [], count: count)))
    }

    /// Reads pieces that nobody has begun, until there are none.
    func work() {
        while let piece = take() {
            let start = piece * Self.pieceRecords
            let readings = records[start..<min(start + Self.pieceRecords, records.count)].map { events.read($0) }
            pieces.withLock { pieces in
                pieces.readings[piece] = readings
                pieces.finished += 1
            }
        }
    }

    private func take() -> Int? {
        pieces.withLock { pieces in
            guard pieces.taken < pieces.readings.count else { return nil }
            defer { pieces.taken += 1 }
            return pieces.taken
        }
    }

    /// One reading for each record; nil while somebody is still at one.
    var result: [EventReading?]? {
        pieces.withLock { $0.finished == $0.readings.count ? Array($0.readings.joined()) : nil }
    }
}

/// Reads the events of one batch at a time, together with the thread that wants them.
final class ReadingThread: Sendable {
    private struct State {
        var job: ReadingJob?
        var isNew = false
        /// Readings that nobody needs any more: let go here, where most of them were made, for that is much cheaper.
        var returned: [EventReading?] = []
        var isEnding = false
    }

    private let state = Mutex(State())
    private let given: EventDescriptor
    private let finished: EventDescriptor
    private let thread = Mutex<OSThread?>(nil)

    init() throws(SystemError) {
        given = try EventDescriptor()
        finished = try EventDescriptor()
        let thread = try OSThread(name: "trelay-read") { self.run() }
        self.thread.withLock { $0 = thread }
    }

    /// Starts on a batch. The one before must have been taken.
    ///
    /// - Parameter returned: readings that nobody needs any more.
    func give(_ job: ReadingJob, _ returned: consuming [EventReading?]) {
        state.withLock { state in
            state.job = job
            state.isNew = true
            state.returned = returned
        }
        given.signal()
    }

    /// Helps with the batch that was given last, and waits for it.
    ///
    /// - Returns: one reading for each record.
    func take() -> [EventReading?] {
        guard let job = state.withLock({ $0.job }) else { return [] }
        job.work()
        while true {
            finished.drain()
            if let result = job.result { return result }
            _ = finished.wait(timeout: .seconds(1))
        }
    }

    /// Ends the thread and waits for it.
    func end() {
        state.withLock { $0.isEnding = true }
        given.signal()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        while true {
            given.drain()
            var returned: [EventReading?] = []
            let (job, isEnding) = state.withLock { state in
                defer { state.isNew = false }
                swap(&returned, &state.returned)
                return (state.isNew ? state.job : nil, state.isEnding)
            }
            if isEnding { return }
            guard let job else {
                _ = given.wait(timeout: .seconds(60))
                continue
            }
            job.work()
            finished.signal()
            returned = []
        }
    }
}
