extension Duration {
    /// Whole nanoseconds: none for a negative duration, the largest number for one that does not fit.
    var saturatedNanoseconds: UInt64 {
        let parts = components
        guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
        let seconds = UInt64(parts.seconds).multipliedReportingOverflow(by: 1_000_000_000)
        guard !seconds.overflow else { return .max }
        let sum = seconds.partialValue.addingReportingOverflow(UInt64(parts.attoseconds) / 1_000_000_000)
        return sum.overflow ? .max : sum.partialValue
    }
}
