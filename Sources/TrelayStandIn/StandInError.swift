/// What can go wrong in the stand-in or the load generator, as one value.
public struct StandInError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of error; open, so that later versions may add to it.
    public struct Code: RawRepresentable, Hashable, Sendable {
        public let rawValue: String

        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The upstream cannot listen: address in use, no such address, no permission.
        public static let cannotListen = Code(rawValue: "cannotListen")
        /// A text of directives that the upstream does not know.
        public static let unknownDirective = Code(rawValue: "unknownDirective")
        /// A load that cannot be run: no target, no end, an empty mix.
        public static let invalidLoad = Code(rawValue: "invalidLoad")
        /// A file of expectations that cannot be read.
        public static let invalidExpectation = Code(rawValue: "invalidExpectation")
        /// The system refused a resource: descriptors, threads, memory.
        public static let systemFailure = Code(rawValue: "systemFailure")
    }

    public let code: Code
    /// One line: what, where, what to do.
    public let message: String

    public init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
