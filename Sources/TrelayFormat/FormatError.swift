/// Why a text or a value was not accepted: what is wrong and what to do, and where it is.
public struct FormatError: Error, Sendable, Hashable {
    /// The kind of the problem, for programs. New codes may be added: treat an unknown one as `syntax`.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        public var description: String { rawValue }

        /// The text breaks the grammar.
        public static let syntax = Code(rawValue: "syntax")
        /// An object names the same member twice.
        public static let duplicateKey = Code(rawValue: "duplicateKey")
        /// Arrays and objects are nested more deeply than the limit.
        public static let tooDeep = Code(rawValue: "tooDeep")
        /// The text, a string or a number has more bytes than the limit.
        public static let tooLarge = Code(rawValue: "tooLarge")
        /// The text holds more values than the limit.
        public static let tooManyValues = Code(rawValue: "tooManyValues")
        /// A number that a double cannot hold exactly or not at all (RFC 7493, section 2.2).
        public static let numberNotExact = Code(rawValue: "numberNotExact")
        /// Bytes that are not UTF-8.
        public static let invalidUTF8 = Code(rawValue: "invalidUTF8")
        /// An escape names half of a surrogate pair: no character (RFC 7493, section 2.1).
        public static let loneSurrogate = Code(rawValue: "loneSurrogate")
        /// A string that should be base64 and is not.
        public static let invalidBase64 = Code(rawValue: "invalidBase64")
        /// A plain scalar that readers understand differently, such as `yes` or `0123`.
        public static let ambiguousScalar = Code(rawValue: "ambiguousScalar")
        /// The text is well-formed, but the value there is not one that is allowed at this place.
        public static let unexpectedValue = Code(rawValue: "unexpectedValue")
        /// A member that must be present is absent.
        public static let missingMember = Code(rawValue: "missingMember")
        /// A member that nobody knows.
        public static let unknownMember = Code(rawValue: "unknownMember")
        /// Bytes that are well-formed in their own format and mean something that JSON cannot say.
        public static let notRepresentable = Code(rawValue: "notRepresentable")
        /// Bytes that say a value in another way than the one that was asked for.
        public static let notDeterministic = Code(rawValue: "notDeterministic")
        /// A patch names a place that the document does not have.
        public static let targetNotFound = Code(rawValue: "targetNotFound")
        /// A patch tests for another value than the one that is there.
        public static let testFailed = Code(rawValue: "testFailed")
        /// A patch costs more work, or its result more room, than the limit.
        public static let tooExpensive = Code(rawValue: "tooExpensive")
    }

    public var code: Code
    /// One line: what is wrong and what to do.
    public var message: String
    /// The value in question, or the container in which the reader stopped.
    public var pointer: JSONPointer
    /// Where the text is wrong; nil if the error does not come from a text.
    public var position: SourcePosition?

    public init(code: Code, message: String, pointer: JSONPointer = .root, position: SourcePosition? = nil) {
        self.code = code
        self.message = message
        self.pointer = pointer
        self.position = position
    }
}

extension FormatError: CustomStringConvertible {
    /// `line 3, column 7: <message> (at /routes/chat)`
    public var description: String {
        let place = position.map { "line \($0.line), column \($0.column): " } ?? ""
        let path = pointer.tokens.isEmpty ? "" : " (at \(pointer))"
        return place + message + path
    }
}
