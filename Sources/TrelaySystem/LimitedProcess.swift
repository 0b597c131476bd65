import CSystem
import Glibc

/// What a program that is not trusted may use.
public struct ProcessLimits: Hashable, Sendable {
    /// From its start to its end. Of the processor it gets as much, rounded up to seconds.
    public var time: Duration
    /// Heap and private mappings of each of its processes (RLIMIT_DATA, setrlimit(2)).
    public var memoryBytes: Int
    /// Of standard output, and of standard error.
    public var outputBytes: Int

    public init(time: Duration = .seconds(10), memoryBytes: Int = 1 << 30, outputBytes: Int = 4 << 20) {
        self.time = time
        self.memoryBytes = memoryBytes
        self.outputBytes = outputBytes
    }
}

/// How a limited program ended, and what it said.
public struct LimitedResult: Hashable, Sendable {
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// It was ended for taking longer than its limit.
        case timedOut
        /// It was ended for writing more than its limit.
        case wroteTooMuch
        /// Somebody else waited for it.
        case unknown
    }

    public var ending: Ending
    /// At most as many bytes as the limit.
    public var output: [UInt8]
    /// The beginning of what it wrote to standard error.
    public var errorOutput: [UInt8]
}

/// Runs a program with bytes to read, to its end and within limits.
///
/// The program leads a process group of its own. When it ends, or is ended, everything that it started is killed: the
/// group, and those that left it but kept the environment's mark. Blocks the calling thread for the time limit at most,
/// and a moment for the killing.
public enum LimitedProcess {
    /// A variable that marks the processes of one run.
    public static let markVariable = "TRELAY_PROCESS_MARK"
    /// Bytes of standard error that are kept.
    public static let maximumErrorBytes = 4_096

    /// - Parameters:
    ///   - program: an absolute path.
    ///   - environment: all that it gets, and the mark.
    ///   - input: its standard input, a file in memory.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String], input: [UInt8],
        limits: ProcessLimits
    ) throws(SystemError) -> LimitedResult {
        let inputFile = try MemoryFile(input)
        let output = try Pipe()
        let errorOutput = try Pipe()
        let mark = "\(getpid())-" + SystemRandom.bytes(16).map { String($0, radix: 16) }.joined()
        var variables = environment
        variables[markVariable] = mark
        let deadline = Deadline(after: limits.time)
        let identifier = try start(
            program, arguments, variables,
            csystem_limits(
                standard_input: inputFile.descriptor, standard_output: output.writeEnd,
                standard_error: errorOutput.writeEnd, data_bytes: Int64(limits.memoryBytes),
                cpu_seconds: limits.time.components.seconds + 1))
        output.closeWriteEnd()
        errorOutput.closeWriteEnd()
        var watch = ProcessWatch(
            identifier: identifier, output: output.readEnd, errorOutput: errorOutput.readEnd, limits: limits)
        let isEndedByItself = watch.run(until: deadline)
        // Before it is waited for: until then its number, which is the group's, belongs to nobody else.
        kill(-identifier, SIGKILL)
        let ending = reap(identifier)
        StrayProcesses.kill(marked: "\(markVariable)=\(mark)")
        if isEndedByItself { watch.takeRest() }
        return LimitedResult(
            ending: watch.overrun ?? ending, output: watch.outputBytes, errorOutput: watch.errorBytes)
    }

    private static func start(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ limits: csystem_limits
    ) throws(SystemError) -> pid_t {
        var identifier: pid_t = 0
        var limits = limits
        let code = CStrings.lend([program] + arguments) { arguments in
            CStrings.lend(environment.map { "\($0.key)=\($0.value)" }) { environment in
                csystem_spawn_limited(&identifier, program, arguments, environment, &limits)
            }
        }
        guard code == 0 else { throw SystemError(operation: "exec", path: program, code: code) }
        return identifier
    }

    private static func reap(_ identifier: pid_t) -> LimitedResult.Ending {
        while true {
            var status: Int32 = 0
            let reaped = waitpid(identifier, &status, 0)
            if reaped == identifier {
                var code: Int32 = 0
                return csystem_exited(status, &code) != 0 ? .exited(code) : .signalled(code)
            }
            guard reaped < 0, errno == EINTR else { return .unknown }
        }
    }
}

/// A file in memory that holds what a program reads. Closed with the value.
private struct MemoryFile: ~Copyable {
    let descriptor: Int32

    init(_ bytes: [UInt8]) throws(SystemError) {
        descriptor = csystem_memory_file("trelay-input")
        guard descriptor >= 0 else { throw SystemError.last("memfd_create") }
        try DescriptorIO.write(bytes, to: descriptor)
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw SystemError.last("lseek") }
        _ = csystem_seal(descriptor)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}

/// A pipe that is read here and written by a child.
private final class Pipe {
    let readEnd: Int32
    let writeEnd: Int32
    private var isWriteEndOpen = true

    init() throws(SystemError) {
        (readEnd, writeEnd) = try DescriptorIO.makePipe()
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(readEnd)
        closeWriteEnd()
    }

    func closeWriteEnd() {
        if isWriteEndOpen { close(writeEnd) }
        isWriteEndOpen = false
    }
}

/// Strings as C wants them, for the length of a call.
enum CStrings {
    static func lend<Result>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
