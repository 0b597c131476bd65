import Glibc

/// Standard input, output and error, without buffers of their own: what is written is written.
public enum StandardStreams {
    /// - Throws: `SystemError.brokenPipe` when the reader has gone (with SIGPIPE ignored).
    public static func writeOutput(_ text: String) throws(SystemError) {
        try DescriptorIO.write(Array(text.utf8), to: 1)
    }

    public static func writeOutput(bytes: [UInt8]) throws(SystemError) {
        try DescriptorIO.write(bytes, to: 1)
    }

    /// Errors of writing errors have nowhere to go.
    public static func writeError(_ text: String) {
        try? DescriptorIO.write(Array(text.utf8), to: 2)
    }

    /// All that a path yields, also a pipe's (`<(command)` in a shell): for what a person named. May wait for the writer.
    public static func readPath(_ path: String, maximumBytes: Int) throws(SystemError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemError.last("open", path: path) }
        defer { close(descriptor) }
        return try DescriptorIO.read(descriptor, maximumBytes: maximumBytes, path: path)
    }

    /// All of standard input; more than `maximumBytes` is EFBIG.
    public static func readInput(maximumBytes: Int) throws(SystemError) -> [UInt8] {
        try DescriptorIO.read(0, maximumBytes: maximumBytes)
    }
}

/// The end of the process.
public enum ProcessExit {
    public static func exit(_ code: Int32) -> Never {
        Glibc.exit(code)
    }
}
