/// The members of an object, found once: looking a key up does not go through the text again, which may be long.
struct JSONMembers: Sendable {
    private var members: [JSONSlice.Member] = []

    /// Nil if this is no object whose members can all be delimited.
    init?(_ object: JSONSlice) {
        var members: [JSONSlice.Member] = []
        let isWhole = object.forEachMember { member in
            members.append(member)
            return true
        }
        guard isWhole else { return nil }
        self.members = members
    }

    /// The member with this key, the last one if there are several; nil if there is none.
    subscript(_ key: StaticString) -> JSONSlice? {
        members.last { $0.key.equals(key) }?.value
    }

    /// The member with this key, unless it is null.
    func present(_ key: StaticString) -> JSONSlice? {
        self[key].flatMap { $0.isNull ? nil : $0 }
    }
}
