public import TrelayCrypto

extension NamespaceState {
    /// What a change set would do to this state.
    public struct Preview: Hashable, Sendable {
        public var changes: [ResourceChange]
        public var resources: ResourceMap

        /// The digest that `expect` may carry.
        public var digest: Digest { resources.digest() }
    }

    /// Checks a change set as the fold would, were it the next event.
    ///
    /// - Throws: the rejection that the fold would give.
    public func preview(_ changeSet: ChangeSet, limits: FoldLimits = FoldLimits()) throws(Rejection) -> Preview {
        let plan = try ChangePlan.make(changeSet, ChangeReading.all(of: changeSet, limits), on: self, limits)
        var next = resources
        plan.apply(to: &next)
        try checkExpectation(changeSet.expect, next)
        return Preview(changes: plan.resourceChanges, resources: next)
    }
}
