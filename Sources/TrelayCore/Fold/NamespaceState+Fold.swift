import TrelayCrypto
import TrelayFormat

extension NamespaceState {
    /// Folds the record; nil if this state has folded it already.
    mutating func foldUnlessFolded(_ record: Record, _ limits: FoldLimits) -> Verdict? {
        hasFolded(record) ? nil : fold(record, limits)
    }

    /// Folds the next record of this namespace. Total: every record has a verdict, whatever its bytes.
    ///
    /// The caller has made sure that the record's key is this namespace, that it is in the partition that the key
    /// belongs to, and that it was not folded before.
    mutating func fold(_ record: Record, _ limits: FoldLimits) -> Verdict {
        place = .record(record)
        let headers = EventHeaders(record.headers)
        let eventID = headers.eventID
        if let eventID, let first = recentEvents.outcome(of: eventID) {
            return duplicate(record, eventID, first)
        }
        var verdict = Verdict(record, namespace: namespace, eventID: eventID, outcome: .accepted(revision: revision))
        let outcome = decide(record, headers, limits, &verdict)
        if let eventID { recentEvents.remember(eventID, outcome, capacity: limits.maximumRecentEvents) }
        verdict.outcome = outcome
        return verdict
    }

    /// - Parameter verdict: is given everything but the outcome, in place: it is too big to be copied for each record.
    private mutating func decide(
        _ record: Record, _ headers: EventHeaders, _ limits: FoldLimits, _ verdict: inout Verdict
    ) -> Outcome {
        do throws(Rejection) {
            let event = try ChangeEvent.read(
                record, headers, namespace: namespace, limits: limits, verdict: &verdict)
            if event.changeSet.base?.digest != nil { resources.refreshDigest() }
            let plan = try ChangePlan.make(event.changeSet, on: self, limits)
            try commit(plan, event, record)
            verdict.changes = plan.resourceChanges
            return .accepted(revision: revision)
        } catch {
            enter(error, headers.eventID, record, limits)
            return .rejected(error)
        }
    }

    private func duplicate(_ record: Record, _ eventID: String, _ first: Outcome) -> Verdict {
        var verdict = Verdict(record, namespace: namespace, eventID: eventID, outcome: first)
        verdict.isDuplicate = true
        // Headers that cannot be read do not matter any more: the first event with this id has decided.
        verdict.metadata = try? EventCodec.metadata(of: record.headers)
        return verdict
    }

    private mutating func enter(_ rejection: Rejection, _ eventID: String?, _ record: Record, _ limits: FoldLimits) {
        let entry = LedgerEntry(
            eventID: eventID, rejection: rejection, partition: record.partition, offset: record.offset,
            timestamp: record.timestamp)
        droppedRejections += ledger.append(entry, capacity: limits.maximumRejections).count
    }

    /// Makes the plan the next revision, unless the result is not the one that was expected.
    private mutating func commit(_ plan: ChangePlan, _ event: ChangeEvent, _ record: Record) throws(Rejection) {
        if let expected = event.changeSet.expect {
            // A copy shares all branches that the plan does not touch.
            resources.refreshDigest()
            var next = resources
            plan.apply(to: &next)
            next.refreshDigest()
            try checkExpectation(expected, next)
            resources = next
        } else {
            plan.apply(to: &resources)
        }
        plan.apply(to: &references)
        if let catalog = plan.catalog { kinds = catalog }
        revision += 1
        chain = Self.link(
            after: chain, namespace: namespace, revision: revision, eventID: event.changeSet.id, content: event.content)
        lastAccepted = LastAccepted(
            offset: record.offset, timestamp: record.timestamp, eventID: event.changeSet.id,
            author: event.changeSet.author)
    }

    func checkExpectation(_ expected: Digest?, _ next: ResourceMap) throws(Rejection) {
        guard let expected else { return }
        let actual = next.digest()
        guard actual == expected else {
            throw Rejection(
                .digestMismatch,
                "the result would be \(actual), and \(expected) is expected; "
                    + "compare with the current state and plan again",
                at: JSONPointer(tokens: ["expect", "digest"]))
        }
    }

    /// Compare-and-set.
    func checkBase(_ base: ChangeSet.Base?) throws(Rejection) {
        if let expected = base?.revision, expected != revision {
            throw Rejection(
                .conflict, "the base is revision \(expected), and the current one is \(currentRevision)",
                at: JSONPointer(tokens: ["base", "revision"]))
        }
        if let expected = base?.digest {
            let current = digest()
            guard current == expected else {
                throw Rejection(
                    .conflict, "the base is \(expected), and the current state is \(current), \(currentRevision)",
                    at: JSONPointer(tokens: ["base", "digest"]))
            }
        }
    }

    private var currentRevision: String {
        guard let lastAccepted else { return "revision 0 (nothing was published yet); plan again on top of that" }
        return "revision \(revision) by \(quoted(lastAccepted.author)) (event \(lastAccepted.eventID)); "
            + "plan again on top of that"
    }
}

extension ChangePlan {
    func apply(to resources: inout ResourceMap) {
        for index in steps.indices where steps[index].changesSomething {
            resources[steps[index].key] = steps[index].new
        }
    }

    func apply(to references: inout ReferenceIndex) {
        for index in steps.indices where kinds[index].hasReferences && steps[index].changesSomething {
            references.update(steps[index].key, old: steps[index].old?.value, new: steps[index].new?.value)
        }
    }

    var resourceChanges: [ResourceChange] {
        var changes: [ResourceChange] = []
        changes.reserveCapacity(steps.count)
        for index in steps.indices where steps[index].changesSomething {
            changes.append(ResourceChange(key: steps[index].key, old: steps[index].old, new: steps[index].new))
        }
        return changes
    }
}
