import TrelayCore
import TrelayLog
import TrelaySystem

/// A log that tells somebody at a terminal what a command waits for when no broker answers: a mistyped port would look
/// like a hang until `--timeout`. What is piped stays as it is.
struct PatientLog: EventLog {
    private static let patience = Duration.seconds(1)

    let log: any EventLog
    /// Where the brokers should be, for the note.
    let bootstrap: String

    /// The first question of every command.
    func partitionCount(of topic: String, timeout: Duration) throws(LogError) -> Int32 {
        guard Terminal.isTerminal(2) else { return try log.partitionCount(of: topic, timeout: timeout) }
        let note = WaitingNote(
            "no answer from \(bootstrap) yet, waiting up to \(wholeSeconds(timeout)) s (--timeout; Ctrl-C ends it)",
            after: Self.patience)
        defer { note?.remove() }
        return try log.partitionCount(of: topic, timeout: timeout)
    }

    /// Rounded up: a little of the time given has passed already.
    private func wholeSeconds(_ timeout: Duration) -> Int64 {
        timeout.components.seconds + (timeout.components.attoseconds > 0 ? 1 : 0)
    }

    func watermarks(of topic: String, partition: Int32, timeout: Duration) throws(LogError) -> Watermarks {
        try log.watermarks(of: topic, partition: partition, timeout: timeout)
    }

    func openReader(of topic: String, from positions: [Int32: StartPosition]) throws(LogError) -> any LogReader {
        try log.openReader(of: topic, from: positions)
    }

    func openWriter(_ options: WriterOptions) throws(LogError) -> any LogWriter {
        try log.openWriter(options)
    }

    func close() { log.close() }
}

/// A line on standard error that appears after a while, unless it is removed before, and leaves nothing behind.
private final class WaitingNote: Sendable {
    private let isOver: EventDescriptor
    private let thread: OSThread

    /// Nil when the system has no thread or descriptor to spare: the note is a courtesy.
    init?(_ text: String, after patience: Duration) {
        guard let isOver = try? EventDescriptor(),
            let thread = try? OSThread(
                name: "trelay-note", stackBytes: OSThread.smallStackBytes,
                body: {
                    guard !isOver.wait(timeout: patience) else { return }
                    StandardStreams.writeError("\r\(text)\u{1B}[K")
                    _ = isOver.wait(timeout: nil)
                    StandardStreams.writeError("\r\u{1B}[K")
                })
        else { return nil }
        self.isOver = isOver
        self.thread = thread
    }

    func remove() {
        isOver.signal()
        thread.join()
        isOver.close()
    }
}
