/// Where the members of an object of a known form are: for readers that would otherwise search for one after the other.
public struct KnownMembers: Sendable {
    /// The most names that can be looked for at once.
    public static let maximumNames = 8

    /// By the index of the name; -1 for one that is not there.
    private var indexes = [8 of Int](repeating: -1)
    /// The first member, in canonical order, whose name is none of those.
    public private(set) var unknownKey: String?

    /// Finds the members in one walk over both.
    ///
    /// - Parameter names: at most `maximumNames`, in canonical order; a name in another place may not be found.
    public init(_ names: [String], in object: JSONObject) {
        precondition(names.count <= Self.maximumNames, "At most eight names are looked for at once.")
        let unknown = object.members.withUnsafeBufferPointer { members in
            names.withUnsafeBufferPointer { names in walk(members, names) }
        }
        if let unknown { unknownKey = object.members[unknown].key }
    }

    /// - Returns: the index of the first member that has none of the names.
    private mutating func walk(
        _ members: UnsafeBufferPointer<JSONObject.Member>, _ names: UnsafeBufferPointer<String>
    ) -> Int? {
        var name = 0
        for member in members.indices {
            while name < names.count, !UTF8Text.areEqual(members[member].key, names[name]) { name += 1 }
            guard name < names.count else { return firstUnknown(members, names) }
            indexes[name] = member
            name += 1
        }
        return nil
    }

    private func firstUnknown(
        _ members: UnsafeBufferPointer<JSONObject.Member>, _ names: UnsafeBufferPointer<String>
    ) -> Int? {
        members.indices.first { member in
            !names.contains { UTF8Text.areEqual(members[member].key, $0) }
        }
    }

    /// The value of the member with the name at that index; nil when there is none.
    public func value(_ name: Int, in object: JSONObject) -> JSONValue? {
        let index = indexes[name]
        return index < 0 ? .none : .some(object.members[index].value)
    }
}
