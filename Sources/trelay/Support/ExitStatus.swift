/// What the process tells its caller (documented in every `--help`).
enum ExitStatus {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    /// The change was rejected, or the time ran out.
    static let rejected: Int32 = 2
    /// `wait` and `publish --wait`: a worker refused.
    static let refused: Int32 = 3
    /// `wait` and `publish --wait`: a worker serves something else than it should.
    static let diverged: Int32 = 4
    /// The command line itself is wrong (sysexits.h).
    static let usage: Int32 = 64
}

/// An error for people, in one line: what, where, what to do.
struct CommandError: Error, CustomStringConvertible {
    var message: String
    var exitCode: Int32

    init(_ message: String, exitCode: Int32 = ExitStatus.failed) {
        self.message = message
        self.exitCode = exitCode
    }

    var description: String { message }
}
