import TrelaySystem

/// Files that people name on the command line; `-` is standard input.
enum Files {
    static func read(_ path: String, maximumBytes: Int) throws -> [UInt8] {
        do throws(SystemError) {
            if path == "-" { return try StandardStreams.readInput(maximumBytes: maximumBytes) }
            return try DurableFile.read(path, maximumBytes: maximumBytes)
        } catch {
            throw CommandError("\(path): \(explanation(error, path, maximumBytes))")
        }
    }

    private static func explanation(_ error: SystemError, _ path: String, _ maximumBytes: Int) -> String {
        switch error.code {
        case SystemError.isADirectory: "is a directory; name a file in it"
        case SystemError.noSuchFile: "no such file"
        case SystemError.fileTooLarge: "larger than \(maximumBytes) bytes"
        case SystemError.permissionDenied: "may not be read by this user"
        default: error.description
        }
    }
}
