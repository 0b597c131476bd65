/// The Unicode Character Database, as far as patterns can name it. `scripts/unicode-tables` writes the data.
///
/// The version is fixed: the same pattern gives the same verdict on every machine, whatever Unicode its toolchain knows.
enum UnicodeData {
    /// The version of Unicode that all tables are of.
    static let version = "14.0.0"

    /// The set with that name in a table; nil if the table has none. Names are compared byte by byte.
    static func set(named name: [UInt8], in table: StaticString) -> CodePointSet? {
        namedSet(name, in: table)?.set
    }

    /// The same, with the first of its names.
    ///
    /// A table is a text of lines. A line that begins with `!` has the names of a set, separated by spaces; the lines
    /// up to the next one are its data, see `decode`.
    static func namedSet(_ name: [UInt8], in table: StaticString) -> (shortName: [UInt8], set: CodePointSet)? {
        table.withUTF8Buffer { text in
            var line = 0
            while line < text.count {
                let end = endOfLine(from: line, in: text)
                if text[line] == mark, let shortName = shortName(of: name, text[line..<end]) {
                    return (shortName, decode(from: end, in: text))
                }
                line = end + 1
            }
            return nil
        }
    }

    /// All sets one of whose names begins with a letter, as one set.
    static func union(ofSetsBeginningWith letter: UInt8, in table: StaticString) -> CodePointSet {
        var ranges: [CodePointRange] = []
        table.withUTF8Buffer { text in
            var line = 0
            while line < text.count {
                let end = endOfLine(from: line, in: text)
                if text[line] == mark, line + 1 < end, text[line + 1] == letter {
                    ranges += decode(from: end, in: text).ranges
                }
                line = end + 1
            }
        }
        return CodePointSet(ranges)
    }

    private static let mark = UInt8(ascii: "!")
    private static let newline = UInt8(ascii: "\n")
    /// The character that means 0; the next ones count up to 63.
    private static let zero: UInt8 = 0x3F

    private static func endOfLine(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var index = start
        while index < text.count, text[index] != newline { index += 1 }
        return index
    }

    /// The first name of a line that has the given one among its names.
    private static func shortName(of name: [UInt8], _ line: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        let names = line.dropFirst().split(separator: UInt8(ascii: " "))
        return names.contains { $0.elementsEqual(name) } ? names.first.map { [UInt8]($0) } : nil
    }

    /// Reads the places where a set begins, ends, begins again and so on, each as its distance from the one before: a
    /// number in base 32, least digit first, all digits but the last with 32 added.
    private static func decode(from start: Int, in text: UnsafeBufferPointer<UInt8>) -> CodePointSet {
        var places: [UInt32] = []
        var (place, distance, shift) = (UInt32(0), UInt32(0), UInt32(0))
        var index = start
        while index < text.count, text[index] != mark {
            defer { index += 1 }
            guard text[index] >= zero else { continue }
            let digit = UInt32(text[index] - zero)
            distance |= (digit & 31) << shift
            shift += 5
            guard digit < 32 else { continue }
            place += distance
            places.append(place)
            (distance, shift) = (0, 0)
        }
        return CodePointSet(toggledAt: places)
    }
}
