import TrelayFormat

/// The text that was read, to find places in it once an error is known.
struct YAMLText {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The bytes of the byte order mark that a text may begin with.
    static func markLength(_ bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The line and column of a byte. All bytes before it are valid UTF-8.
    func position(ofByte offset: Int) -> SourcePosition {
        var position = SourcePosition(line: 1, column: 1)
        var previous: Unicode.Scalar?
        for scalar in String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r":
                break
            case "\n", "\r":
                position.line += 1
                position.column = 1
            default:
                position.column += 1
            }
            previous = scalar
        }
        return position
    }

    /// - Parameter index: in code points.
    func scalar(at index: Int) -> Unicode.Scalar? {
        scalars.dropFirst(index).first
    }

    /// How many code points are between the nearest `,`, `{`, `[` or line's end before the place, and the place.
    func distanceFromSeparator(to index: Int) -> Int {
        var distance = 0
        for scalar in scalars.prefix(index) {
            switch scalar {
            case ",", "{", "[", "\n", "\r": distance = 0
            default: distance += 1
            }
        }
        return distance
    }

    /// A line without its end, by its number from 1; empty if there is none.
    func line(_ number: Int) -> [Unicode.Scalar] {
        lines.dropFirst(number - 1).first ?? []
    }

    /// The nearest line above with more than spaces and comments, and its number.
    func lineWithText(above number: Int) -> (number: Int, text: [Unicode.Scalar])? {
        let above = lines.prefix(max(0, number - 1))
        let index = above.lastIndex { line in
            let first = line.first { $0 != " " && $0 != "\t" }
            return first != nil && first != "#"
        }
        return index.map { ($0 + 1, above[$0]) }
    }

    private var scalars: String.UnicodeScalarView {
        String(decoding: bytes, as: UTF8.self).unicodeScalars
    }

    private var lines: [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var previous: Unicode.Scalar?
        for scalar in scalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            previous = scalar
        }
        return lines
    }
}
