import CSystem
import Glibc
import Synchronization

/// Another program, started and waited for (posix_spawn(3), never fork: this process has threads).
///
/// Someone must `wait` until it has ended: until then the kernel keeps what is left of it.
public final class ChildProcess: Sendable {
    /// Where a standard stream of the child goes.
    public enum Redirect: Hashable, Sendable {
        case inherit
        case null
        /// Appended to a file, made when absent.
        case file(String)
        /// Kept here, for `readOutput` or `readError`. A child blocks once the pipe is full (64 KiB) and nobody reads.
        case pipe
    }

    /// How it ended.
    public enum ExitStatus: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// The process took the answer elsewhere: it ignores SIGCHLD or waits for any child.
        case unknown
    }

    /// The process id.
    public let identifier: Int32
    /// The reading ends of the pipes that were asked for; they belong to this object.
    public let outputDescriptor: Int32?
    public let errorDescriptor: Int32?
    private let ended = Mutex<ExitStatus?>(nil)
    /// Readable when the child has ended; below zero on old kernels.
    private let endDescriptor: Int32

    private init(identifier: Int32, outputDescriptor: Int32?, errorDescriptor: Int32?) {
        self.identifier = identifier
        self.outputDescriptor = outputDescriptor
        self.errorDescriptor = errorDescriptor
        endDescriptor = csystem_process_descriptor(identifier)
    }

    deinit {
        for descriptor in [outputDescriptor, errorDescriptor, endDescriptor] {
            if let descriptor, descriptor >= 0 { close(descriptor) }
        }
    }

    /// Starts a program, found on PATH if its name has no slash.
    ///
    /// - Parameter environment: nil passes on this process's own.
    public static func spawn(
        _ executable: String, _ arguments: [String], environment: [String: String]? = nil,
        standardOutput: Redirect = .inherit, standardError: Redirect = .inherit
    ) throws(SystemError) -> ChildProcess {
        let output = try Stream(standardOutput)
        defer { output.closeChildEnd() }
        let error: Stream
        do throws(SystemError) {
            error = try Stream(standardError)
        } catch {
            output.closeParentEnd()
            throw error
        }
        defer { error.closeChildEnd() }
        var identifier: pid_t = 0
        let code = withCStrings([executable] + arguments) { arguments in
            guard let environment else {
                return csystem_spawn(&identifier, executable, arguments, nil, output.childEnd, error.childEnd)
            }
            return withCStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
                csystem_spawn(&identifier, executable, arguments, variables, output.childEnd, error.childEnd)
            }
        }
        guard code == 0 else {
            output.closeParentEnd()
            error.closeParentEnd()
            throw SystemError(operation: "posix_spawn", path: executable, code: code)
        }
        return ChildProcess(
            identifier: identifier, outputDescriptor: output.parentEnd, errorDescriptor: error.parentEnd)
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
            if endDescriptor >= 0 {
                _ = DescriptorIO.waitReadable(endDescriptor, until: deadline)
            } else {
                // A kernel before Linux 5.3 tells no one: look again in a while.
                _ = poll(nil, 0, 5)
            }
        }
    }

    private func reap() -> ExitStatus? {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            let reaped = waitpid(identifier, &status, WNOHANG)
            if reaped < 0 && errno == ECHILD {
                // SIGCHLD is ignored, or someone else waits for all children: how it ended is lost.
                ended = .unknown
                return ended
            }
            guard reaped == identifier else { return nil }
            var code: Int32 = 0
            ended = csystem_exited(status, &code) != 0 ? .exited(code) : .signalled(code)
            return ended
        }
    }

    /// All that the child writes to a piped standard output, until it closes it; more than `maximumBytes` is EFBIG.
    public func readOutput(maximumBytes: Int) throws(SystemError) -> [UInt8] {
        guard let outputDescriptor else { return [] }
        return try DescriptorIO.read(outputDescriptor, maximumBytes: maximumBytes)
    }

    /// As `readOutput`, for standard error.
    public func readError(maximumBytes: Int) throws(SystemError) -> [UInt8] {
        guard let errorDescriptor else { return [] }
        return try DescriptorIO.read(errorDescriptor, maximumBytes: maximumBytes)
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}

/// One standard stream of a child that is about to start.
private struct Stream {
    /// Below zero: inherited.
    var childEnd: Int32 = -1
    var parentEnd: Int32?

    init(_ redirect: ChildProcess.Redirect) throws(SystemError) {
        switch redirect {
        case .inherit: break
        case .null: childEnd = try Self.open("/dev/null", O_WRONLY)
        case .file(let path): childEnd = try Self.open(path, O_WRONLY | O_CREAT | O_APPEND)
        case .pipe:
            let pipe = try DescriptorIO.makePipe()
            childEnd = pipe.writeEnd
            parentEnd = pipe.readEnd
        }
    }

    func closeChildEnd() {
        if childEnd >= 0 { close(childEnd) }
    }

    func closeParentEnd() {
        if let parentEnd { close(parentEnd) }
    }

    private static func open(_ path: String, _ flags: Int32) throws(SystemError) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        return descriptor
    }
}
