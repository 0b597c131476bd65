/// Code points from one to another, both included.
struct CodePointRange: Hashable, Sendable {
    var lower: UInt32
    var upper: UInt32

    init(_ lower: UInt32, _ upper: UInt32) {
        self.lower = lower
        self.upper = upper
    }
}

/// A set of code points: ranges in order, with a gap between each two. Equal sets have equal ranges.
struct CodePointSet: Hashable, Sendable {
    static let greatest: UInt32 = 0x10FFFF

    let ranges: [CodePointRange]

    static let all = CodePointSet([CodePointRange(0, greatest)])
    static let ascii = CodePointSet([CodePointRange(0, 0x7F)])
    /// `\d`: ASCII only, in Unicode mode too (ECMA-262, section 22.2.2.9).
    static let digits = CodePointSet([CodePointRange(0x30, 0x39)])
    /// `\w`: ASCII only without the flag `i` (section 22.2.2.9.3).
    static let wordCharacters = CodePointSet([
        CodePointRange(0x30, 0x39), CodePointRange(0x41, 0x5A), CodePointRange(0x5F, 0x5F), CodePointRange(0x61, 0x7A),
    ])
    /// LineTerminator (section 12.3).
    static let lineTerminators = CodePointSet([
        CodePointRange(0x0A, 0x0A), CodePointRange(0x0D, 0x0D), CodePointRange(0x2028, 0x2029),
    ])
    /// `.` without the flag `s`.
    static let anyButLineTerminators = lineTerminators.complement
    /// `\s`: WhiteSpace and LineTerminator (sections 12.2 and 12.3), which is category Zs and what is named there.
    static let whitespace = CodePointSet([
        CodePointRange(0x09, 0x0D), CodePointRange(0x20, 0x20), CodePointRange(0xA0, 0xA0),
        CodePointRange(0x1680, 0x1680), CodePointRange(0x2000, 0x200A), CodePointRange(0x2028, 0x2029),
        CodePointRange(0x202F, 0x202F), CodePointRange(0x205F, 0x205F), CodePointRange(0x3000, 0x3000),
        CodePointRange(0xFEFF, 0xFEFF),
    ])

    /// Ranges in any order, which may overlap.
    init(_ ranges: [CodePointRange]) {
        guard ranges.count > 1 else {
            self.ranges = ranges
            return
        }
        var merged: [CodePointRange] = []
        merged.reserveCapacity(ranges.count)
        for range in ranges.sorted(by: { $0.lower < $1.lower }) {
            guard let last = merged.last, range.lower <= last.upper || range.lower - last.upper == 1 else {
                merged.append(range)
                continue
            }
            merged[merged.count - 1].upper = max(last.upper, range.upper)
        }
        self.ranges = merged
    }

    init(_ codePoint: UInt32) {
        ranges = [CodePointRange(codePoint, codePoint)]
    }

    /// The set that begins at the first place, ends before the second, begins again at the third and so on; places
    /// ascend.
    init(toggledAt places: [UInt32]) {
        var ranges: [CodePointRange] = []
        ranges.reserveCapacity(places.count / 2 + 1)
        for index in stride(from: 0, to: places.count, by: 2) {
            let end = index + 1 < places.count ? places[index + 1] : Self.greatest + 1
            if end > places[index] { ranges.append(CodePointRange(places[index], end - 1)) }
        }
        self.ranges = ranges
    }

    var complement: CodePointSet {
        var gaps: [CodePointRange] = []
        gaps.reserveCapacity(ranges.count + 1)
        var next: UInt32 = 0
        for range in ranges {
            if range.lower > next { gaps.append(CodePointRange(next, range.lower - 1)) }
            next = range.upper + 1
        }
        if next <= Self.greatest { gaps.append(CodePointRange(next, Self.greatest)) }
        return CodePointSet(gaps)
    }

    /// What is in one of the two sets and not in both.
    func symmetricDifference(_ other: CodePointSet) -> CodePointSet {
        let places = (ranges + other.ranges).flatMap { [$0.lower, $0.upper + 1] }.sorted()
        // A place where both toggle is none: leave the pair out.
        var toggles: [UInt32] = []
        for place in places {
            if toggles.last == place { toggles.removeLast() } else { toggles.append(place) }
        }
        return CodePointSet(toggledAt: toggles.filter { $0 <= Self.greatest })
    }

    func contains(_ codePoint: UInt32) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upper < codePoint { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lower <= codePoint
    }
}
