import TrelayFormat

extension ChangeSet {
    /// What is larger than the log takes: values that are put, and the change set as a whole.
    public func sizeFaults(limits: FoldLimits = FoldLimits()) -> [Rejection] {
        var faults: [Rejection] = []
        for (index, change) in changes.enumerated() where change.operation == .put {
            let size = (change.value ?? .null).canonicalBytes().count
            guard size > limits.maximumValueBytes else { continue }
            faults.append(
                Rejection(
                    .guardTripped,
                    "\(change.key) would have \(size) bytes, and at most \(limits.maximumValueBytes) are allowed; refer "
                        + "to large content by digest",
                    at: ChangePlan.pointer(index, "value")))
        }
        let size = json().canonicalBytes().count
        guard size > limits.maximumRecordBytes else { return faults }
        let message =
            "the change set has \(size) bytes, and at most \(limits.maximumRecordBytes) are read; split it, or refer to "
            + "large values by digest"
        return faults + [Rejection(.tooLarge, message, at: .root)]
    }
}
