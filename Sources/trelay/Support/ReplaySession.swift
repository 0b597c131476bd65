import TrelayClient
import TrelayCore
import TrelayLog
import TrelaySystem

extension Session {
    /// Reads this command's namespace out of the log, with a progress bar when that takes long.
    func replay(
        at moment: NamespaceReplay.Moment = .now, log: any EventLog, deadline: Deadline,
        each: (Verdict, Record) -> Void = { _, _ in }
    ) throws -> NamespaceReplay.Result {
        let progress = Progress("reading the log")
        defer { progress.finish() }
        let replay = NamespaceReplay(log: log, topics: try topics, deadline: deadline.remaining) { done, total in
            progress.show(done, of: total)
        }
        return try replay.run(try namespace, at: moment, each: each)
    }

    /// Opens a watch over this command's namespace and reads what there is, with a progress bar when that takes long.
    func watch(log: any EventLog, deadline: Deadline) throws -> FleetWatch {
        let watch = try FleetWatch(
            log: log, topics: try topics, namespace: try namespace, expected: try expectedMembers(),
            timeout: deadline.remaining)
        let progress = Progress("reading the log")
        defer { progress.finish() }
        do {
            try watch.catchUp(timeout: deadline.remaining) { progress.show($0, of: $1) }
        } catch {
            watch.close()
            throw error
        }
        return watch
    }
}
