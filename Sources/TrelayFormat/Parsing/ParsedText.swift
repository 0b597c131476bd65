/// A value, and what is known about the text that it came from.
public struct ParsedText: Sendable, Hashable {
    public var value: JSONValue
    /// Whether the text is the value's canonical form (RFC 8785) byte for byte, so that the text's own SHA-256 is the
    /// digest of the value.
    ///
    /// True is certain. False may also mean that it was not worth finding out: about texts with `\u` escapes, and those
    /// with escapes in keys.
    public var isCanonical: Bool

    public init(value: JSONValue, isCanonical: Bool) {
        self.value = value
        self.isCanonical = isCanonical
    }
}
