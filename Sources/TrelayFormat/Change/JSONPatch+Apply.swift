extension JSONPatch {
    /// What applying a patch may cost at most. A few copy operations can double a document many times over.
    public struct Limits: Sendable, Hashable {
        public static let `default` = Limits()

        public var maximumOperations: Int
        /// Work of all operations together: values that are looked at, and for each sixteen elements or members that
        /// must make room one more.
        public var maximumSteps: Int
        /// Values of the document after each operation that makes it larger, containers included.
        public var maximumValues: Int
        /// UTF-8 bytes of all strings and keys, likewise.
        public var maximumTextBytes: Int
        /// The deepest nesting of a value that is added. More than `ParseLimits.greatestDepth` counts as that.
        public var maximumDepth: Int

        public init(
            maximumOperations: Int = 10_000, maximumSteps: Int = 10_000_000, maximumValues: Int = 100_000,
            maximumTextBytes: Int = 1_048_576, maximumDepth: Int = 64
        ) {
            self.maximumOperations = maximumOperations
            self.maximumSteps = maximumSteps
            self.maximumValues = maximumValues
            self.maximumTextBytes = maximumTextBytes
            self.maximumDepth = maximumDepth
        }
    }

    /// The document after all operations. If one fails, none has happened (RFC 6902, section 5).
    ///
    /// - Throws: what is wrong with the first operation that fails. The message names its index, its paths and the
    ///   reason; the pointer points into the patch.
    public func apply(to document: JSONValue, limits: Limits = .default) throws(FormatError) -> JSONValue {
        guard operations.count <= limits.maximumOperations else {
            let count = "\(operations.count) operations, more than the limit of \(limits.maximumOperations): split it"
            throw FormatError(code: .tooExpensive, message: "the patch has \(count)")
        }
        var application = PatchApplication(document, limits)
        for (index, operation) in operations.enumerated() {
            do throws(PatchFailure) {
                try application.perform(operation)
            } catch {
                throw FormatError(
                    code: error.code, message: "operation \(index) (\(Self.summary(operation))): \(error.message)",
                    pointer: JSONPointer.root / index / error.member)
            }
        }
        return application.document
    }

    private static func summary(_ operation: Operation) -> String {
        let path = SyntaxHint.quoted(operation.path.description)
        return switch operation {
        case .move(let from, _), .copy(let from, _):
            "\(operation.name) \(SyntaxHint.quoted(from.description)) to \(path)"
        default:
            "\(operation.name) \(path)"
        }
    }
}

/// Why an operation failed.
struct PatchFailure: Error {
    var code: FormatError.Code
    var message: String
    /// The member of the operation that is to blame.
    var member = "path"

    func blaming(_ member: String) -> PatchFailure {
        var failure = self
        failure.member = member
        return failure
    }
}

/// The operations of one patch, one after the other.
private struct PatchApplication {
    private(set) var document: JSONValue
    private let limits: JSONPatch.Limits
    private var steps = 0
    private var size: ValueSize

    init(_ document: JSONValue, _ limits: JSONPatch.Limits) {
        self.document = document
        self.limits = limits
        size = ValueSize(of: document)
    }

    mutating func perform(_ operation: JSONPatch.Operation) throws(PatchFailure) {
        switch operation {
        case .add(let path, let value):
            try edit(.add(value), at: path)
        case .remove(let path):
            guard !path.tokens.isEmpty else {
                let message = "the whole document cannot be removed: replace it, for example with null"
                throw PatchFailure(code: .unexpectedValue, message: message)
            }
            try edit(.remove, at: path)
        case .replace(let path, let value):
            try edit(.replace(value), at: path)
        case .move(let from, let path):
            try move(from, to: path)
        case .copy(let from, let path):
            try edit(.add(try value(at: from, named: "from")), at: path)
        case .test(let path, let value):
            try test(path, value)
        }
    }

    private mutating func move(_ from: JSONPointer, to path: JSONPointer) throws(PatchFailure) {
        let value = try value(at: from, named: "from")
        guard from != path else { return }
        guard !path.tokens.starts(with: from.tokens, by: UTF8Text.areEqual) else {
            let message = "a value cannot be moved into itself: copy it instead"
            throw PatchFailure(code: .unexpectedValue, message: message)
        }
        try edit(.remove, at: from)
        try edit(.add(value), at: path)
    }

    private mutating func test(_ path: JSONPointer, _ expected: JSONValue) throws(PatchFailure) {
        let value = try value(at: path, named: "path")
        try spend(ValueSize(of: expected).values)
        guard value == expected else {
            let message = "the value is \(Self.shown(value)), and not \(Self.shown(expected))"
            throw PatchFailure(code: .testFailed, message: message, member: "value")
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        switch value {
        case .array, .object: "another \(value.typeName)"
        case .string(let string): SyntaxHint.quoted(string)
        default: value.canonicalString()
        }
    }

    private func value(at pointer: JSONPointer, named member: String) throws(PatchFailure) -> JSONValue {
        if let value = document.value(at: pointer) { return value }
        throw PatchTarget.missing(pointer, in: document).blaming(member)
    }

    private mutating func edit(_ edit: PatchTarget.Edit, at path: JSONPointer) throws(PatchFailure) {
        let added = edit.value.map { ValueSize(of: $0) } ?? ValueSize()
        try spend(added.values)
        let maximumDepth = min(limits.maximumDepth, ParseLimits.greatestDepth)
        guard edit.value == nil || path.tokens.count + added.depth <= maximumDepth else {
            let message =
                "arrays and objects would be nested more deeply than the limit of \(maximumDepth): take levels out"
            throw PatchFailure(code: .tooDeep, message: message)
        }
        let outcome = try PatchTarget.perform(edit, at: path, in: &document)
        let removed = outcome.former.map { ValueSize(of: $0) } ?? ValueSize()
        try spend(removed.values + outcome.moved / 16)
        try resize(added, removed, keyBytes: outcome.addedKeyBytes - outcome.removedKeyBytes)
    }

    private mutating func resize(_ added: ValueSize, _ removed: ValueSize, keyBytes: Int) throws(PatchFailure) {
        size.values += added.values - removed.values
        size.textBytes += added.textBytes - removed.textBytes + keyBytes
        guard size.values <= limits.maximumValues || added.values <= removed.values else {
            let message = "the document would have more values than the limit of \(limits.maximumValues): add less"
            throw PatchFailure(code: .tooExpensive, message: message)
        }
        guard size.textBytes <= limits.maximumTextBytes || added.textBytes + keyBytes <= removed.textBytes else {
            let message =
                "the document would have more bytes of text than the limit of \(limits.maximumTextBytes): add less"
            throw PatchFailure(code: .tooExpensive, message: message)
        }
    }

    private mutating func spend(_ count: Int) throws(PatchFailure) {
        steps += count
        guard steps <= limits.maximumSteps else {
            let message = "the patch takes more steps than the limit of \(limits.maximumSteps): split it"
            throw PatchFailure(code: .tooExpensive, message: message)
        }
    }
}

/// How large a value is.
private struct ValueSize {
    /// Containers included.
    var values = 0
    /// UTF-8 bytes of strings and keys.
    var textBytes = 0
    /// A scalar has depth 0.
    var depth = 0

    init() {}

    init(of value: JSONValue) {
        values = 1
        switch value {
        case .string(let string):
            textBytes = string.utf8.count
        case .array(let elements):
            depth = 1
            for element in elements { include(ValueSize(of: element)) }
        case .object(let object):
            depth = 1
            for member in object.members {
                textBytes += member.key.utf8.count
                include(ValueSize(of: member.value))
            }
        default:
            break
        }
    }

    private mutating func include(_ part: ValueSize) {
        values += part.values
        textBytes += part.textBytes
        depth = max(depth, part.depth + 1)
    }
}
