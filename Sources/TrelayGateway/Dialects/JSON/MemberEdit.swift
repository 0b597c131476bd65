/// Changes members of an object and leaves every other byte of it as it is.
struct MemberEdit {
    private var replacements: [(key: StaticString, value: [UInt8])] = []

    init() {}

    var isEmpty: Bool { replacements.isEmpty }

    /// Puts a value in the place of the member's, or adds the member at the end.
    mutating func set(_ key: StaticString, _ value: [UInt8]) {
        replacements.append((key, value))
    }

    /// The object with its changes; nil if it is none.
    func apply(to object: JSONSlice) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(object.range.count + 64)
        var pending = replacements
        var copied = object.range.lowerBound
        var hasMembers = false
        let isWhole = object.forEachMember { member in
            hasMembers = true
            guard let index = pending.firstIndex(where: { member.key.equals($0.key) }) else { return true }
            result.append(contentsOf: object.bytes[copied..<member.value.range.lowerBound])
            result.append(contentsOf: pending.remove(at: index).value)
            copied = member.value.range.upperBound
            return true
        }
        guard isWhole else { return nil }
        let end = object.range.upperBound - 1
        result.append(contentsOf: object.bytes[copied..<end])
        for addition in pending {
            if hasMembers { result.append(UInt8(ascii: ",")) }
            hasMembers = true
            result.append(contentsOf: "\"\(addition.key)\":".utf8)
            result.append(contentsOf: addition.value)
        }
        result.append(UInt8(ascii: "}"))
        return result
    }
}
