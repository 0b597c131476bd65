extension Duration {
    /// For messages: whole seconds, or milliseconds when there are fewer than ten of them.
    var wording: String {
        let milliseconds =
            components.seconds * 1_000 + (components.attoseconds + 500_000_000_000_000) / 1_000_000_000_000_000
        return milliseconds < 10_000 && milliseconds % 1_000 != 0 ? "\(milliseconds) ms" : "\(milliseconds / 1_000) s"
    }
}
