/// Text of strangers, made fit for one line of a screen or a log.
enum OneLine {
    /// Replaces control characters by spaces and cuts what is longer than `maximumBytes` of UTF-8.
    static func text(_ text: String, maximumBytes: Int) -> String {
        var result = ""
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += scalar.utf8.count
            guard bytes <= maximumBytes else { return result + "…" }
            result.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7f ? " " : scalar)
        }
        return result
    }
}
