import CSystem
import Glibc
import Synchronization

/// Another program, started and waited for (posix_spawn(3), never fork: this process has threads).
public final class ChildProcess: Sendable {
    /// Where a standard stream of the child goes.
    public enum Redirect: Hashable, Sendable {
        case inherit
        case null
        /// Appended to a file, made when absent.
        case file(String)
    }

    /// How it ended.
    public enum ExitStatus: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    /// The process id.
    public let identifier: Int32
    private let ended = Mutex<ExitStatus?>(nil)

    private init(identifier: Int32) {
        self.identifier = identifier
    }

    /// Starts a program, found on PATH if its name has no slash.
    ///
    /// - Parameter environment: nil passes on this process's own.
    public static func spawn(
        _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
        standardOutput: Redirect = .inherit, standardError: Redirect = .inherit
    ) throws(SystemError) -> ChildProcess {
        let output = try open(standardOutput)
        defer { if output >= 0 { close(output) } }
        let error = try open(standardError)
        defer { if error >= 0 { close(error) } }
        let variables = (environment ?? HostInformation.environment).map { "\($0.key)=\($0.value)" }
        var identifier: pid_t = 0
        let code = withCStrings([executable] + arguments) { arguments in
            withCStrings(variables) { variables in
                csystem_spawn(&identifier, executable, arguments, variables, output, error)
            }
        }
        guard code == 0 else { throw SystemError(operation: "posix_spawn", path: executable, code: code) }
        return ChildProcess(identifier: identifier)
    }

    /// Sends a signal; a child that has ended and was waited for gets none.
    public func signal(_ number: Int32) {
        ended.withLock { if $0 == nil { _ = kill(identifier, number) } }
    }

    /// Waits for the end, at most for `timeout` (nil: for ever).
    ///
    /// - Returns: nil at the timeout.
    public func wait(timeout: Duration?) -> ExitStatus? {
        let deadline = timeout.map { Deadline(after: $0) }
        while true {
            if let status = reap() { return status }
            if let deadline, deadline.hasPassed { return nil }
            // A child's end wakes no descriptor that is ours to wait on: look again in a while.
            _ = poll(nil, 0, 5)
        }
    }

    private func reap() -> ExitStatus? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            guard waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
            var code: Int32 = 0
            ended = csystem_exited(status, &code) != 0 ? .exited(code) : .signalled(code)
            return ended
        }
    }

    private static func open(_ redirect: Redirect) throws(SystemError) -> Int32 {
        let path: String
        var flags = O_WRONLY | O_CLOEXEC
        switch redirect {
        case .inherit: return -1
        case .null: path = "/dev/null"
        case .file(let name):
            path = name
            flags |= O_CREAT | O_APPEND
        }
        let descriptor = Glibc.open(path, flags, 0o644)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        return descriptor
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
