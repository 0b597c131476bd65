import TrelayDashboard
import TrelayFormat

/// What is wrong with a file, and where: a line that editors can jump to.
struct FileFault: Error {
    /// As the user named it.
    var file: String
    /// Nil for what has no lines, and for a file that could not be read.
    var position: SourcePosition?
    /// For programs.
    var code: String
    var pointer = JSONPointer.root
    /// One line: what is wrong and what to do.
    var message: String
    /// 2 for a file that is not valid, 1 for one that could not be read.
    var exitCode = ExitStatus.rejected

    /// `FILE:LINE:COLUMN`, as compilers write it.
    var place: String {
        position.map { "\(file):\($0)" } ?? file
    }

    /// `FILE:LINE:COLUMN: code at /pointer: message`
    var lineWithCode: String {
        guard exitCode != ExitStatus.failed else { return line }
        return pointer.tokens.isEmpty ? "\(place): \(code): \(message)" : "\(place): \(code) at \(pointer): \(message)"
    }

    /// `FILE:LINE:COLUMN: at /pointer: message`
    var line: String {
        pointer.tokens.isEmpty ? "\(place): \(message)" : "\(place): at \(pointer): \(message)"
    }

    /// For commands that end with the first fault.
    var error: CommandError {
        CommandError(line, exitCode: exitCode)
    }
}

extension FileFault {
    /// A file that cannot be read. There is nothing to say about its content.
    static let unreadable = "unreadable"

    /// A document that is not well-formed. Where there is a position, it says more than the pointer does.
    init(_ error: FormatError, file: String) {
        self.init(
            file: file, position: error.position, code: error.code.rawValue,
            pointer: error.position == nil ? error.pointer : .root, message: error.message)
    }
}
