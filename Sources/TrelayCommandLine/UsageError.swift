/// A command line that cannot be understood. Its description is one line that says what is wrong and what to do.
public struct UsageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The exit code of a wrong command line: `EX_USAGE` of sysexits.h.
    public static let exitCode: Int32 = 64

    /// What is wrong, without a full stop.
    public var message: String
    /// The word that was probably meant.
    public var suggestion: String?
    /// The names from the root to the command; empty when no help belongs to the error.
    public var commandPath: [String]

    public init(message: String, suggestion: String? = nil, commandPath: [String] = []) {
        self.message = message
        self.suggestion = suggestion
        self.commandPath = commandPath
    }

    public var description: String {
        if let suggestion {
            return "\(message); did you mean '\(suggestion)'?"
        }
        return commandPath.isEmpty ? message : "\(message); see '\(commandPath.joined(separator: " ")) --help'"
    }
}

/// Quotes a word of the user for a message of one line: control characters are escaped, a long word is cut.
func quoted(_ word: some StringProtocol) -> String {
    let maximumScalars = 80
    var text = "'"
    for (index, scalar) in word.unicodeScalars.enumerated() {
        if index == maximumScalars {
            text += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .format:
            text += scalar.escaped(asASCII: true)
        default:
            text.unicodeScalars.append(scalar)
        }
    }
    return text + "'"
}
