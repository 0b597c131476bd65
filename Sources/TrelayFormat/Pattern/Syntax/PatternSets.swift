/// The different sets of characters of an expression, numbered.
struct PatternSets {
    private(set) var sets: [CodePointSet] = []
    private var literals: [UInt32: Int] = [:]
    private var numbers: [CodePointSet: Int] = [:]
    private var rangeCount = 0

    /// The number of a set; a new one if it is new. Nil if a limit is reached.
    mutating func number(of set: CodePointSet) -> Int? {
        if let known = numbers[set] { return known }
        rangeCount += set.ranges.count
        guard sets.count < PatternLimits.maximumSets, rangeCount <= PatternLimits.maximumRanges else { return nil }
        sets.append(set)
        numbers[set] = sets.count - 1
        return sets.count - 1
    }

    /// The same for the set of one code point, without making it.
    mutating func number(of codePoint: UInt32) -> Int? {
        if let known = literals[codePoint] { return known }
        let number = number(of: CodePointSet(codePoint))
        literals[codePoint] = number
        return number
    }
}
