import TrelayClient
import TrelayCommandLine
import TrelayCore

/// `--at REV|TIME`.
enum MomentOption {
    static let option = Option(
        long: "at", valueName: "REV|TIME", help: "a revision, or a time such as 2026-11-23T21:00:00Z; default: now")

    static func moment(_ text: String?, _ invocation: Invocation) throws -> NamespaceReplay.Moment {
        guard let text else { return .now }
        if let revision = Int(text), revision >= 0 { return .revision(revision) }
        if let time = Timestamp(iso8601: text) { return .time(time) }
        throw invocation.usageError("'\(text)' is neither a revision nor a time (as 2026-11-23T21:00:00Z)")
    }
}
