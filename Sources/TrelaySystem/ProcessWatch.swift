import CSystem
import Glibc

/// Reads what a limited program writes until it ends, takes too long or writes too much.
struct ProcessWatch {
    private static let chunkBytes = 65_536
    /// How often a kernel that has no process descriptors is asked.
    private static let pollMilliseconds: Int32 = 5

    private let identifier: pid_t
    private let limits: ProcessLimits
    private let output: Int32
    private let errorOutput: Int32
    private var isOutputOpen = true
    private var isErrorOpen = true
    /// Bytes that came, those that were not kept included.
    private var outputCount = 0
    private var errorCount = 0
    private(set) var outputBytes: [UInt8] = []
    private(set) var errorBytes: [UInt8] = []
    /// Why it has to be ended, if it has.
    private(set) var overrun: LimitedResult.Ending?

    init(identifier: pid_t, output: Int32, errorOutput: Int32, limits: ProcessLimits) {
        self.identifier = identifier
        self.output = output
        self.errorOutput = errorOutput
        self.limits = limits
    }

    /// - Returns: whether it ended by itself; else `overrun` says why it must be ended.
    mutating func run(until deadline: Deadline) -> Bool {
        let ended = csystem_process_descriptor(identifier)
        defer { if ended >= 0 { close(ended) } }
        while csystem_has_ended(identifier) == 0 {
            // Looked at each turn: a program that writes all the time must not keep its deadline away.
            guard !deadline.hasPassed else {
                overrun = .timedOut
                return false
            }
            wait(ended, deadline)
            read()
            if overrun != nil { return false }
        }
        return true
    }

    /// What lies in the pipes when nobody writes any more.
    mutating func takeRest() {
        let most = 2 * (limits.outputBytes / Self.chunkBytes + 2)
        for _ in 0..<most where isOutputOpen || isErrorOpen {
            let before = outputCount + errorCount
            read()
            if overrun != nil || outputCount + errorCount == before { return }
        }
    }

    private func wait(_ ended: Int32, _ deadline: Deadline) {
        // poll(2) leaves out what is negative.
        var waiting = [
            pollfd(fd: isOutputOpen ? output : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isErrorOpen ? errorOutput : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = deadline.pollMilliseconds
        poll(&waiting, nfds_t(waiting.count), ended >= 0 ? milliseconds : min(milliseconds, Self.pollMilliseconds))
    }

    /// One chunk of each at most.
    private mutating func read() {
        if isOutputOpen, let chunk = Self.next(output, &isOutputOpen) {
            outputCount += chunk.count
            outputBytes += chunk.prefix(max(0, limits.outputBytes - outputBytes.count))
        }
        if isErrorOpen, let chunk = Self.next(errorOutput, &isErrorOpen) {
            errorCount += chunk.count
            errorBytes += chunk.prefix(max(0, LimitedProcess.maximumErrorBytes - errorBytes.count))
        }
        if max(outputCount, errorCount) > limits.outputBytes { overrun = .wroteTooMuch }
    }

    private static func next(_ descriptor: Int32, _ isOpen: inout Bool) -> ArraySlice<UInt8>? {
        var chunk = [UInt8](repeating: 0, count: chunkBytes)
        let count = Glibc.read(descriptor, &chunk, chunk.count)
        if count > 0 { return chunk[..<count] }
        if count == 0 || (errno != EAGAIN && errno != EINTR) { isOpen = false }
        return nil
    }
}

/// Processes that a program left behind.
enum StrayProcesses {
    private static let maximumEnvironmentBytes = 1 << 20
    /// A program that forks while it is looked for is looked for again.
    private static let maximumRounds = 16

    /// Kills every process of this user whose environment has the variable, until there is none.
    static func kill(marked variable: String) {
        let mark = Array(variable.utf8)
        for _ in 0..<maximumRounds {
            let found = identifiers().filter { isMarked($0, mark) }
            if found.isEmpty { return }
            for identifier in found { _ = Glibc.kill(identifier, SIGKILL) }
        }
    }

    private static func identifiers() -> [pid_t] {
        guard let directory = opendir("/proc"), let start = MemoryLayout<dirent>.offset(of: \dirent.d_name) else {
            return []
        }
        defer { closedir(directory) }
        let own = getpid()
        var identifiers: [pid_t] = []
        while let found = readdir(directory) {
            let name = String(cString: (UnsafeRawPointer(found) + start).assumingMemoryBound(to: CChar.self))
            if let identifier = pid_t(name), identifier > 1, identifier != own { identifiers.append(identifier) }
        }
        return identifiers
    }

    /// Of others' processes nothing can be read, and they cannot be ours. A dead one has no environment any more.
    private static func isMarked(_ identifier: pid_t, _ mark: [UInt8]) -> Bool {
        let descriptor = open("/proc/\(identifier)/environ", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = (try? DescriptorIO.read(descriptor, maximumBytes: maximumEnvironmentBytes)) ?? []
        return bytes.split(separator: 0).contains { $0.elementsEqual(mark) }
    }
}
