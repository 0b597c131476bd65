import Synchronization
public import TrelayCore
import TrelaySystem

/// A reader that also reads the events in the records, one batch ahead of the one who folds them.
///
/// Most of the work of folding a record needs no state (``EventReading``). While the caller folds a batch and fetches the
/// next one, a thread of the reader's own does that work; the batch carries the result. The thread lives from the first
/// batch that is worth it to the end of the log: a reader that follows a quiet log has none and waits for none.
public final class ReadAhead: LogReader {
    private let reader: any LogReader
    private let events: EventReader
    private let minimumRecords: Int
    private let state = Mutex(State())

    private struct State {
        /// Nil as long as no batch was worth it.
        var worker: ReadingThread?
        /// Its events are being read.
        var pending: LogBatch?
        /// Those that the caller has. They are let go by the thread that made them, which is much cheaper than by another.
        var lent: [EventReading?] = []
        /// Came behind the pending one, and is too small for another thread; or the end.
        var following: Following?
    }

    private enum Following {
        case batch(LogBatch)
        case failure(LogError)
    }

    /// - Parameters:
    ///   - reader: becomes this reader's to close.
    ///   - events: of the fold that the records are for.
    public convenience init(_ reader: any LogReader, events: EventReader) {
        // Fewer are read by whoever folds them, sooner than another thread would.
        self.init(reader, events: events, minimumRecords: 256)
    }

    init(_ reader: any LogReader, events: EventReader, minimumRecords: Int) {
        self.reader = reader
        self.events = events
        self.minimumRecords = minimumRecords
    }

    public func poll(timeout: Duration) throws(LogError) -> LogBatch {
        // Held while polling: whoever closes waits here for the end of the poll that it has just interrupted.
        try state.withLock { state throws(LogError) in
            if let following = state.following {
                state.following = nil
                switch following {
                case .batch(let batch): return batch
                case .failure(let error): throw error
                }
            }
            if state.pending == nil {
                let batch = try reader.poll(timeout: timeout)
                guard submit(batch, [], &state) else {
                    // A small batch in the middle of a replay is only a fetch that was not there yet.
                    if batch.progress.allSatisfy(\.reachedEnd) { rest(&state) }
                    return batch
                }
            }
            return fetchNext(&state)
        }
    }

    /// Fetches what is there behind the pending batch, and returns that.
    private func fetchNext(_ state: inout State) -> LogBatch {
        let next: Following
        do throws(LogError) {
            next = .batch(try reader.poll(timeout: .zero))
        } catch {
            next = .failure(error)
        }
        var done = state.pending ?? LogBatch(records: [], progress: [], isConnected: false)
        done.readings = state.worker?.take() ?? []
        let returned = state.lent
        state.lent = done.readings
        state.pending = nil
        if case .batch(let batch) = next, submit(batch, returned, &state) { return done }
        state.following = next
        return done
    }

    /// - Returns: whether the events of the batch are being read now.
    private func submit(_ batch: LogBatch, _ returned: consuming [EventReading?], _ state: inout State) -> Bool {
        guard batch.records.count >= minimumRecords else { return false }
        if state.worker == nil { state.worker = try? ReadingThread() }
        guard let worker = state.worker else { return false }
        worker.give(ReadingJob(batch.records, events), returned)
        state.pending = batch
        return true
    }

    /// Gives back what only a long replay needs.
    private func rest(_ state: inout State) {
        state.lent = []
        state.worker?.end()
        state.worker = nil
    }

    public func wake() { reader.wake() }

    /// Any thread. A poll that waits ends first: it may be waiting for the thread that this ends.
    public func close() {
        reader.close()
        state.withLock { rest(&$0) }
    }
}
