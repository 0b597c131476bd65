/// Finds the word that somebody meant.
enum NearMiss {
    /// `: did you mean "port"?`; nothing if no candidate is near.
    static func suggestion(for word: String, among candidates: some Sequence<String>) -> String {
        guard let nearest = nearest(to: word, among: candidates) else { return "" }
        return ": did you mean \(SyntaxHint.quoted(nearest))?"
    }

    /// The candidate with the fewest differences, if they are few, or else the only one that completes the word.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        mistyped(word, among: candidates) ?? completion(of: folded(word), among: candidates)
    }

    /// The candidate with the fewest differences, if they are few; of several the one that sorts first.
    ///
    /// - Parameter maximumDistance: more differences than this are never few.
    static func mistyped(
        _ word: String, among candidates: some Sequence<String>, maximumDistance: Int = maximumLength
    ) -> String? {
        let word = folded(word)
        guard !word.isEmpty, word.count <= maximumLength else { return nil }
        var best: (text: String, distance: Int)?
        for candidate in candidates.prefix(maximumCandidates) {
            let other = folded(candidate)
            guard other.count <= maximumLength else { continue }
            let distance = EditDistance.between(word, other)
            let length = min(word.count, other.count)
            guard distance <= min(maximumDistance, max(1, length / 3)), distance < length else { continue }
            if let best, (best.distance, 0) < (distance, UTF8Text.precedes(candidate, best.text) ? -1 : 1) { continue }
            best = (candidate, distance)
        }
        return best?.text
    }

    /// The only candidate that begins with the word, or that the word begins with: `integer` for `int`.
    private static func completion(of word: [UInt8], among candidates: some Sequence<String>) -> String? {
        guard !word.isEmpty, word.count <= maximumLength else { return nil }
        var found: String?
        for candidate in candidates.prefix(maximumCandidates) {
            let other = folded(candidate)
            guard min(word.count, other.count) >= 3, other.count <= maximumLength else { continue }
            guard other.starts(with: word) || word.starts(with: other) else { continue }
            guard found == nil else { return nil }
            found = candidate
        }
        return found
    }

    private static let maximumLength = 48
    private static let maximumCandidates = 200

    /// The bytes without what people mix up: case, `-`, `_` and blanks.
    private static func folded(_ word: String) -> [UInt8] {
        guard word.utf8.count <= maximumLength else { return [UInt8](repeating: 0, count: maximumLength + 1) }
        let ignored: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: " ")]
        let bytes = word.utf8.filter { !ignored.contains($0) }
        return bytes.map { ASCIIClass.isLetter($0) ? $0 | 0x20 : $0 }
    }
}
