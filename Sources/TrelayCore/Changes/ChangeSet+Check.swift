import TrelayFormat

extension ChangeSet {
    /// Checks what can be checked without a state: the number of changes, the kinds, and the values that are put.
    ///
    /// For publishers, who want to know early. The fold checks all of it again.
    public func check(limits: FoldLimits = FoldLimits()) throws(Rejection) {
        try ChangePlan.checkCount(self, limits)
        let kinds = try ChangePlan.resolveKinds(self)
        for (index, (change, kind)) in zip(changes, kinds).enumerated() where change.operation == .put {
            let pointer = JSONPointer(tokens: ["changes", String(index), "value"])
            if let rejection = kind.rejection(of: change.value ?? .null, at: pointer) { throw rejection }
        }
    }
}
