import TrelayClient
import TrelayCore
import TrelayLog

extension Session {
    /// Reads this command's namespace out of the log, with a progress bar when that takes long.
    func replay(
        at moment: NamespaceReplay.Moment = .now, log: any EventLog, each: (Verdict, Record) -> Void = { _, _ in }
    ) throws -> NamespaceReplay.Result {
        let progress = Progress("reading the log")
        defer { progress.finish() }
        let replay = NamespaceReplay(log: log, topics: topics, deadline: try timeout) { done, total in
            progress.show(done, of: total)
        }
        return try replay.run(try namespace, at: moment, each: each)
    }
}
