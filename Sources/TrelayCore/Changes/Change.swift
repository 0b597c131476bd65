public import TrelayCrypto
public import TrelayFormat

/// What a change does to its resource.
public enum Operation: String, Hashable, Sendable, CaseIterable {
    /// Creates the resource, or replaces it as a whole.
    case put
    /// Merges into an existing resource (RFC 7396).
    case patch
    /// Removes an existing resource.
    case delete
}

/// A change to one resource.
public struct Change: Hashable, Sendable {
    public var operation: Operation
    public var key: ResourceKey
    /// The value or the merge patch; nil for a delete.
    public var value: JSONValue?

    public init(operation: Operation, key: ResourceKey, value: JSONValue?) {
        self.operation = operation
        self.key = key
        self.value = value
    }

    public static func put(_ key: ResourceKey, _ value: JSONValue) -> Change {
        Change(operation: .put, key: key, value: value)
    }

    public static func patch(_ key: ResourceKey, _ value: JSONValue) -> Change {
        Change(operation: .patch, key: key, value: value)
    }

    public static func delete(_ key: ResourceKey) -> Change {
        Change(operation: .delete, key: key, value: nil)
    }
}

/// Changes that become one revision together, or none of them does.
public struct ChangeSet: Hashable, Sendable {
    public var namespace: String
    /// The event id, the same as in the `ce_id` header.
    public var id: String
    public var author: String
    /// Why, for the people who read the history; may be empty.
    public var reason: String
    public var base: Base?
    /// Digest of the namespace's resources that the publisher expects afterwards.
    public var expect: Digest?
    /// At least one; at most one for each resource.
    public var changes: [Change]

    public init(
        namespace: String, id: String, author: String, reason: String = "", base: Base? = nil, expect: Digest? = nil,
        changes: [Change]
    ) {
        self.namespace = namespace
        self.id = id
        self.author = author
        self.reason = reason
        self.base = base
        self.expect = expect
        self.changes = changes
    }
}

extension ChangeSet {
    /// The state that a change set builds on. Whatever is given must be the current one (compare-and-set).
    public struct Base: Hashable, Sendable {
        public var revision: Int?
        public var digest: Digest?

        public init(revision: Int? = nil, digest: Digest? = nil) {
            self.revision = revision
            self.digest = digest
        }
    }

    /// The body of the event, as `decode` reads it.
    public func json() -> JSONValue {
        var object = JSONObject()
        object.set("namespace", .string(namespace))
        object.set("id", .string(id))
        object.set("author", .string(author))
        if !reason.isEmpty { object.set("reason", .string(reason)) }
        if let base { object.set("base", base.json()) }
        if let expect { object.set("expect", .object(["digest": .string(expect.description)])) }
        object.set("changes", .array(changes.map { $0.json() }))
        return .object(object)
    }
}

extension ChangeSet.Base {
    fileprivate func json() -> JSONValue {
        var object = JSONObject()
        if let revision { object.set("revision", JSONValue(revision)) }
        if let digest { object.set("digest", .string(digest.description)) }
        return .object(object)
    }
}

extension Change {
    fileprivate func json() -> JSONValue {
        var object = JSONObject()
        object.set("op", .string(operation.rawValue))
        object.set("kind", .string(key.kind))
        object.set("name", .string(key.name))
        if let value { object.set("value", value) }
        return .object(object)
    }
}
