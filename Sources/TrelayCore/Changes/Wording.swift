import TrelayFormat

/// A text from outside, made fit for a message: in quotes, on one line, and not longer than a line should be.
func quoted(_ text: String) -> String {
    "\"" + singleLine(text, maximum: 80) + "\""
}

/// The text without control characters and invisible direction marks, cut after `maximum` code points.
func singleLine(_ text: String, maximum: Int) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in text.unicodeScalars {
        if count == maximum {
            result.append("…")
            break
        }
        result.append(isPrintable(scalar) ? scalar : "\u{FFFD}")
        count += 1
    }
    return String(result)
}

/// By fixed ranges and not by Unicode properties: messages are part of the state, so that they must not depend on the
/// version of Unicode that a machine knows.
private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1f, 0x7f...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: false
    default: true
    }
}

/// "a, b or c"
func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
}

/// Finds what someone may have meant by a mistyped word.
enum Suggestion {
    private static let maximumBytes = 64

    /// The candidate with the fewest typing errors, if they are few for the length of the word; the first of equals.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let typed = lowerCased(word)
        guard (1...maximumBytes).contains(typed.count) else { return nil }
        var best: (candidate: String, distance: Int)?
        let tolerance = max(1, typed.count / 3)
        for candidate in candidates where abs(candidate.utf8.count - typed.count) <= tolerance {
            let distance = EditDistance.between(typed, lowerCased(candidate))
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        guard let best, best.distance <= tolerance else { return nil }
        return best.candidate
    }

    /// "; did you mean …?" or nothing.
    static func phrase(for word: String, among candidates: [String]) -> String {
        nearest(to: word, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    private static func lowerCased(_ text: String) -> [UInt8] {
        text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
}
