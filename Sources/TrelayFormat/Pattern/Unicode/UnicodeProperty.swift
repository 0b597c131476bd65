/// What can stand between the braces of `\p{...}` (ECMA-262, section 22.2.1.9). Names are matched exactly, as there.
enum UnicodeProperty {
    /// A property with a value, `Script=Latin`; nil if there is no such property or value.
    static func set(_ property: [UInt8], value: [UInt8]) -> CodePointSet? {
        if isOne(of: ["General_Category", "gc"], property) { return generalCategory(value) }
        if isOne(of: ["Script", "sc"], property) { return UnicodeData.set(named: value, in: UnicodeData.scripts) }
        if isOne(of: ["Script_Extensions", "scx"], property) { return scriptExtensions(value) }
        return nil
    }

    /// A name that stands alone: a general category or a binary property; nil if there is none.
    static func set(_ name: [UInt8]) -> CodePointSet? {
        if let category = generalCategory(name) { return category }
        if isOne(of: ["Any"], name) { return .all }
        if isOne(of: ["ASCII"], name) { return .ascii }
        if isOne(of: ["Assigned"], name) { return generalCategory([UInt8]("Cn".utf8))?.complement }
        return UnicodeData.set(named: name, in: UnicodeData.binaryProperties)
    }

    static func isScript(_ name: [UInt8]) -> Bool {
        UnicodeData.set(named: name, in: UnicodeData.scripts) != nil
    }

    private static func generalCategory(_ name: [UInt8]) -> CodePointSet? {
        if let group = groups.first(where: { isOne(of: $0.names, name) }) {
            return UnicodeData.union(ofSetsBeginningWith: group.letter, in: UnicodeData.generalCategories)
        }
        if isOne(of: ["LC", "Cased_Letter"], name) {
            let parts = ["Lu", "Ll", "Lt"].compactMap { generalCategory([UInt8]($0.utf8))?.ranges }
            return CodePointSet(Array(parts.joined()))
        }
        return UnicodeData.set(named: name, in: UnicodeData.generalCategories)
    }

    /// The table holds only what differs from Script.
    private static func scriptExtensions(_ name: [UInt8]) -> CodePointSet? {
        guard let script = UnicodeData.namedSet(name, in: UnicodeData.scripts) else { return nil }
        guard let change = UnicodeData.set(named: script.shortName, in: UnicodeData.scriptExtensions) else {
            return script.set
        }
        return script.set.symmetricDifference(change)
    }

    /// Categories whose short names begin with the same letter are a group.
    private static let groups: [(letter: UInt8, names: [StaticString])] = [
        (UInt8(ascii: "C"), ["C", "Other"]),
        (UInt8(ascii: "L"), ["L", "Letter"]),
        (UInt8(ascii: "M"), ["M", "Mark", "Combining_Mark"]),
        (UInt8(ascii: "N"), ["N", "Number"]),
        (UInt8(ascii: "P"), ["P", "Punctuation", "punct"]),
        (UInt8(ascii: "S"), ["S", "Symbol"]),
        (UInt8(ascii: "Z"), ["Z", "Separator"]),
    ]

    private static func isOne(of names: [StaticString], _ name: [UInt8]) -> Bool {
        names.contains { candidate in candidate.withUTF8Buffer { $0.elementsEqual(name) } }
    }
}
