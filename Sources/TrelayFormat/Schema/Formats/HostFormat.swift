/// Host names and addresses.
enum HostFormat {
    /// A host name (RFC 1123, section 2.1). Labels that begin with `xn--` must be valid A-labels.
    static func isHostName(_ bytes: [UInt8]) -> Bool {
        guard isPlainHostName(bytes[...]) else { return false }
        return !bytes.contains(UInt8(ascii: "-")) || InternationalHost.isValid(String(decoding: bytes, as: UTF8.self))
    }

    /// Labels of letters, digits and hyphens.
    static func isPlainHostName(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count <= 253
            && bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
        return ASCIIClass.isLetterOrDigit(first) && ASCIIClass.isLetterOrDigit(last)
            && label.allSatisfy { ASCIIClass.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// Four decimal numbers without leading zeros (RFC 2673, section 3.2; RFC 3986, section 3.2.2).
    static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy(isOctet)
    }

    private static func isOctet(_ digits: ArraySlice<UInt8>) -> Bool {
        guard (1...3).contains(digits.count), digits.allSatisfy(ASCIIClass.isDigit) else { return false }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
    }

    /// RFC 4291, section 2.2: eight groups, of which a run of at least one may be left out as `::`; the last two may be
    /// an IPv4 address.
    static func isIPv6(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        guard let gap = bytes.indices.dropLast().first(where: { bytes[$0] == colon && bytes[$0 + 1] == colon }) else {
            return groupCount(bytes, mayEndInIPv4: true) == 8
        }
        let head = bytes[..<gap]
        let tail = bytes[(gap + 2)...]
        guard let before = head.isEmpty ? 0 : groupCount(head, mayEndInIPv4: false),
            let after = tail.isEmpty ? 0 : groupCount(tail, mayEndInIPv4: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups the text has; nil if it is not only groups.
    private static func groupCount(_ bytes: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
        let groups = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        for (index, group) in groups.enumerated() {
            if (1...4).contains(group.count), group.allSatisfy(ASCIIClass.isHexadecimal) {
                count += 1
            } else if mayEndInIPv4, index == groups.count - 1, isIPv4(group) {
                count += 2
            } else {
                return nil
            }
        }
        return count
    }
}
