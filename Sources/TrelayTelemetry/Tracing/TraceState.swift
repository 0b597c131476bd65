/// The vendors' list beside the trace id (W3C Trace Context, level 2, section 2.3).
enum TraceState {
    /// Members that are passed on; others fall off the end, which holds the oldest.
    static let maximumMembers = 32
    /// Bytes that are passed on: twice what everyone has to.
    static let maximumBytes = 1_024
    /// Members beyond this length go first when the list is too long (section 2.3.1.5).
    static let longMemberBytes = 128

    /// The list as it is passed on; nil if it is empty or one of its members is malformed.
    static func normalized(_ text: String) -> String? {
        var members: [ArraySlice<UInt8>] = []
        for part in Array(text.utf8).split(separator: comma, omittingEmptySubsequences: false) {
            let member = trimmed(part)
            // Empty members are allowed: headers are put together from several.
            if member.isEmpty { continue }
            guard isMember(member) else { return nil }
            members.append(member)
        }
        let bytes = Array(shortened(members).joined(separator: [comma]))
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Without the spaces and tabs at both ends, which belong to the header and not to the value.
    static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let last = text.lastIndex(where: { !isBlank($0) }) else { return [] }
        return text[...last].drop(while: isBlank)
    }

    private static let comma = UInt8(ascii: ",")

    private static func shortened(_ members: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
        func bytes(_ members: [ArraySlice<UInt8>]) -> Int { members.reduce(members.count - 1) { $0 + $1.count } }
        var members = members
        while bytes(members) > maximumBytes, let long = members.lastIndex(where: { $0.count > longMemberBytes }) {
            members.remove(at: long)
        }
        while !members.isEmpty, members.count > maximumMembers || bytes(members) > maximumBytes {
            members.removeLast()
        }
        return members
    }

    private static func isMember(_ member: ArraySlice<UInt8>) -> Bool {
        guard let equals = member.firstIndex(of: UInt8(ascii: "=")) else { return false }
        return isKey(member[..<equals]) && isValue(member[(equals + 1)...])
    }

    private static func isKey(_ key: ArraySlice<UInt8>) -> Bool {
        guard let first = key.first, key.count <= 256, isLetterOrDigit(first) else { return false }
        return key.allSatisfy { isLetterOrDigit($0) || "_-*/@".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    /// Blanks at its end are gone already.
    private static func isValue(_ value: ArraySlice<UInt8>) -> Bool {
        !value.isEmpty && value.count <= 256
            && value.allSatisfy { (0x20...0x7E).contains($0) && $0 != comma && $0 != UInt8(ascii: "=") }
    }
}
