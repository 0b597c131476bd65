import TrelayFormat

/// The text that was read, to find places in it once an error is known.
struct YAMLText {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The line and column of a byte. All bytes before it are valid UTF-8.
    func position(ofByte offset: Int) -> SourcePosition {
        var position = SourcePosition(line: 1, column: 1)
        var previous: Unicode.Scalar?
        for scalar in String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r":
                break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                position.line += 1
                position.column = 1
            default:
                position.column += 1
            }
            previous = scalar
        }
        return position
    }

    /// What to do about some problems of libyaml for which its own words do not tell.
    func advice(on problem: String, atScalar index: Int) -> String? {
        switch problem {
        case "found character that cannot start any token":
            guard let scalar = scalar(at: index) else { return nil }
            return scalar == "\t"
                ? "a tab cannot indent; use spaces"
                : "a value cannot begin with '\(scalar)'; quote it"
        case "found a tab character that violates indentation":
            return "a tab cannot indent; use spaces"
        case "mapping values are not allowed in this context":
            return "':' is not allowed here; quote a text that contains ': ', or mend the indentation"
        default:
            return nil
        }
    }

    private func scalar(at index: Int) -> Unicode.Scalar? {
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        return scalars.dropFirst(index).first
    }
}
