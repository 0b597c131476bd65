/// Revisions are counted from the first record of a topic: whoever begins a fold there needs all of them.
public enum WholeHistory {
    /// - Throws: `truncated`, with what to do, when the partition no longer holds its first record.
    public static func require(_ watermarks: Watermarks, topic: String, partition: Int32) throws(LogError) {
        guard watermarks.low > 0 else { return }
        let truncation = LogError.Truncation(
            topic: topic, partition: partition, requested: 0, low: watermarks.low, high: watermarks.high)
        throw LogError(
            code: .truncated,
            message:
                "\(topic)[\(partition)] no longer holds its first \(watermarks.low) offsets, and revisions are counted "
                + "from the first: set retention.ms=-1 on the topic (trelay topics apply) and begin a new one",
            truncation: truncation)
    }
}
