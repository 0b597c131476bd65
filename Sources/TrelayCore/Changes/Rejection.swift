public import TrelayFormat

/// Why a record did not become a revision, as a word that programs can rely on.
public struct RejectionCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }

    /// The record is in another partition than its key's.
    public static let misplaced = RejectionCode(rawValue: "misplaced")
    /// The record is bigger than the fold reads.
    public static let tooLarge = RejectionCode(rawValue: "tooLarge")
    /// The record is not a well-formed event.
    public static let malformed = RejectionCode(rawValue: "malformed")
    /// The event is of a version, or uses a feature, that this fold does not know.
    public static let unsupportedVersion = RejectionCode(rawValue: "unsupportedVersion")
    /// The base is not the current state.
    public static let conflict = RejectionCode(rawValue: "conflict")
    /// A change names a kind that does not exist.
    public static let unknownKind = RejectionCode(rawValue: "unknownKind")
    /// A resource that is to be patched or deleted does not exist.
    public static let patchFailed = RejectionCode(rawValue: "patchFailed")
    /// A resource would not be a legal one of its kind.
    public static let schemaInvalid = RejectionCode(rawValue: "schemaInvalid")
    /// A resource would refer to one that does not exist.
    public static let danglingReference = RejectionCode(rawValue: "danglingReference")
    /// The change is bigger than a guard allows.
    public static let guardTripped = RejectionCode(rawValue: "guardTripped")
    /// The result is not the one that the publisher expected.
    public static let digestMismatch = RejectionCode(rawValue: "digestMismatch")
}

/// A record that changes nothing, and why.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    public let code: RejectionCode
    /// The place in the body; the root when the fault is not in the body.
    public let pointer: JSONPointer
    /// One line: what is wrong and what to do.
    public let message: String

    private static let maximumPointerBytes = 1_000
    private static let maximumMessageBytes = 1_000

    /// Keeps the pointer and the message bounded, because both may quote what a stranger wrote.
    public init(code: RejectionCode, pointer: JSONPointer, message: String) {
        self.code = code
        self.pointer = Self.bounded(pointer)
        self.message = message.utf8.count <= Self.maximumMessageBytes ? message : singleLine(message, maximum: 900)
    }

    init(_ code: RejectionCode, _ message: String, at pointer: JSONPointer = .root) {
        self.init(code: code, pointer: pointer, message: message)
    }

    public var description: String {
        let place = pointer.description
        return place.isEmpty ? "\(code): \(message)" : "\(code) at \(place): \(message)"
    }

    /// The nearest ancestor that is short enough to keep.
    private static func bounded(_ pointer: JSONPointer) -> JSONPointer {
        var bytes = 0
        var kept = 0
        for token in pointer.tokens {
            bytes += token.utf8.count + 1
            if bytes > maximumPointerBytes { break }
            kept += 1
        }
        return kept == pointer.tokens.count ? pointer : JSONPointer(tokens: Array(pointer.tokens.prefix(kept)))
    }
}
