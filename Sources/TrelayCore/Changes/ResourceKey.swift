/// The identity of a resource within its namespace, written `kind/name`: `route/chat`.
public struct ResourceKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let kind: String
    public let name: String

    /// Does not check the parts; the fold takes only legal ones.
    public init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }

    /// Reads `kind/name`. The name may contain slashes, the kind may not.
    public init?(_ text: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let kind = String(text[..<slash])
        let name = String(text[text.utf8.index(after: slash)...])
        guard Names.isPossibleKind(kind), Names.isValidResourceName(name) else { return nil }
        self.init(kind: kind, name: name)
    }

    public var description: String { kind + "/" + name }

    /// By kind, then by name, both by their bytes.
    public static func < (left: ResourceKey, right: ResourceKey) -> Bool {
        left.kind == right.kind ? left.name < right.name : left.kind < right.kind
    }
}
