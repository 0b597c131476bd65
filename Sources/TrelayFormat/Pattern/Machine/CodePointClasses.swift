/// Code points that no set of an expression tells apart are one class. An automaton looks at the class of a character
/// only.
struct CodePointClasses: Sendable {
    /// How many classes there are, at least one.
    private(set) var count = 0
    /// Where each interval of code points begins, and its class.
    private var starts: [UInt32] = []
    private var classes: [UInt16] = []
    private var asciiClasses: [UInt16] = []
    /// For each class one bit for each set.
    private var memberships: [UInt64] = []
    private let wordsPerClass: Int
    private let wordSet: Int?

    /// `PatternLimits.maximumRanges` makes sure that a class fits its type.
    init(_ sets: [CodePointSet], wordSet: Int?) {
        wordsPerClass = max(1, (sets.count + 63) / 64)
        self.wordSet = wordSet
        var toggles: [(place: UInt32, set: Int)] = []
        for (number, set) in sets.enumerated() {
            for range in set.ranges { toggles += [(range.lower, number), (range.upper + 1, number)] }
        }
        toggles.sort { $0.place < $1.place }
        partition(toggles)
        asciiClasses = (0..<128).map { UInt16(search(UInt32($0))) }
    }

    /// Goes through the places where a set begins or ends; between two of them all is one interval.
    private mutating func partition(_ toggles: [(place: UInt32, set: Int)]) {
        var known: [[UInt64]: UInt16] = [:]
        var members = [UInt64](repeating: 0, count: wordsPerClass)
        var (place, index): (UInt32, Int) = (0, 0)
        while place <= CodePointSet.greatest {
            while index < toggles.count, toggles[index].place == place {
                members[toggles[index].set / 64] ^= 1 << UInt64(toggles[index].set % 64)
                index += 1
            }
            starts.append(place)
            classes.append(number(of: members, &known))
            place = index < toggles.count ? toggles[index].place : CodePointSet.greatest + 1
        }
    }

    private mutating func number(of members: [UInt64], _ known: inout [[UInt64]: UInt16]) -> UInt16 {
        if let number = known[members] { return number }
        let number = UInt16(count)
        known[members] = number
        memberships += members
        count += 1
        return number
    }

    func isMember(_ codePointClass: Int, ofSet set: Int32) -> Bool {
        let set = Int(set)
        return memberships[codePointClass * wordsPerClass + set >> 6] >> UInt64(set & 63) & 1 == 1
    }

    /// Whether `\b` counts the characters of a class as those of words; false if no one asks.
    func isWord(_ codePointClass: Int) -> Bool {
        guard let wordSet else { return false }
        return isMember(codePointClass, ofSet: Int32(wordSet))
    }

    /// The class of the character at the index, which moves on behind it.
    @inline(__always)
    func next(in text: borrowing Span<UInt8>, at index: inout Int) -> Int {
        let byte = text[index]
        guard byte >= 0x80 else {
            index += 1
            return Int(asciiClasses[Int(byte)])
        }
        return search(Self.codePoint(in: text, at: &index))
    }

    private func search(_ codePoint: UInt32) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= codePoint { low = middle } else { high = middle }
        }
        return Int(classes[low])
    }

    /// The code point that begins at a byte which is not ASCII. A string holds valid UTF-8 and nothing else.
    private static func codePoint(in text: borrowing Span<UInt8>, at index: inout Int) -> UInt32 {
        let lead = text[index]
        let length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
        var codePoint = UInt32(lead) & (0x7F >> UInt32(length))
        let end = min(index + length, text.count)
        index += 1
        while index < end {
            codePoint = codePoint << 6 | UInt32(text[index] & 0x3F)
            index += 1
        }
        return codePoint
    }
}
