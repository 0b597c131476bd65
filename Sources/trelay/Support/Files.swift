import TrelaySystem

/// Files that people name on the command line; `-` is standard input.
enum Files {
    static func read(_ path: String, maximumBytes: Int) throws -> [UInt8] {
        do throws(SystemError) {
            if path == "-" { return try StandardStreams.readInput(maximumBytes: maximumBytes) }
            return try StandardStreams.readPath(path, maximumBytes: maximumBytes)
        } catch {
            let isTooLarge = error.code == SystemError.fileTooLarge
            throw CommandError(
                "\(name(path)): \(explanation(error, maximumBytes))",
                exitCode: isTooLarge ? ExitStatus.rejected : ExitStatus.failed)
        }
    }

    /// As error messages name it.
    static func name(_ path: String) -> String {
        path == "-" ? "standard input" : path
    }

    /// What is wrong and what to do.
    static func explanation(_ error: SystemError, _ maximumBytes: Int, tooLarge: String = "split it") -> String {
        switch error.code {
        case SystemError.isADirectory: "is a directory; name a file in it"
        case SystemError.noSuchFile: "no such file"
        case SystemError.fileTooLarge: "larger than \(maximumBytes) bytes; \(tooLarge)"
        case SystemError.permissionDenied: "may not be read by this user"
        default: error.description
        }
    }
}
