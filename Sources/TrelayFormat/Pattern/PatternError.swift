/// Why a regular expression was not accepted: what is wrong and what to do, and where it is.
public struct PatternError: Error, Sendable, Hashable {
    /// The kind of the problem, for programs. New codes may be added: treat an unknown one as `syntax`.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public var description: String { rawValue }

        /// The text is no regular expression of ECMA-262 in Unicode mode.
        public static let syntax = Code(rawValue: "syntax")
        /// A back-reference, a look-around or an inline flag: ECMA-262 has it, and no automaton can run the first two in
        /// linear time.
        public static let unsupported = Code(rawValue: "unsupported")
        /// The expression is larger than a limit of `PatternLimits`.
        public static let tooLarge = Code(rawValue: "tooLarge")
    }

    public var code: Code
    /// One line: what is wrong and what to do.
    public var message: String
    /// Where it is: code points from the start of the source.
    public var offset: Int

    public init(code: Code, message: String, offset: Int) {
        self.code = code
        self.message = message
        self.offset = offset
    }
}

extension PatternError: CustomStringConvertible {
    /// `character 5: <message>`, counted from 1 as editors do.
    public var description: String {
        "character \(offset + 1): \(message)"
    }
}
