import TrelayCrypto
import TrelayFormat

extension NamespaceState {
    /// Folds the record; nil if this state has folded it already.
    mutating func foldUnlessFolded(_ record: Record, _ reading: EventReading?, _ limits: FoldLimits) -> Verdict? {
        hasFolded(record) ? nil : fold(record, reading, limits)
    }

    /// Folds the next record of this namespace. Total: every record has a verdict, whatever its bytes.
    ///
    /// The caller has made sure that the record's key is this namespace, that it is in the partition that the key
    /// belongs to, and that it was not folded before.
    mutating func fold(_ record: Record, _ given: EventReading?, _ limits: FoldLimits) -> Verdict {
        place = .record(record)
        let headers = given == nil ? EventHeaders(record.headers) : nil
        let eventID = given?.eventID ?? headers?.eventID
        if let eventID, let first = recentEvents.outcome(of: eventID) {
            return duplicate(record, eventID, first)
        }
        let reading =
            given ?? EventReading(record, headers ?? EventHeaders(record.headers), namespace: namespace, limits)
        var changes: [ResourceChange] = []
        let outcome = decide(reading, record, limits, &changes)
        if let eventID { recentEvents.remember(eventID, outcome, capacity: limits.maximumRecentEvents) }
        return Verdict(
            record, namespace: namespace, eventID: eventID, outcome: outcome, content: .reading(reading),
            changes: changes)
    }

    /// - Parameter changes: is given what an accepted event did.
    private mutating func decide(
        _ reading: EventReading, _ record: Record, _ limits: FoldLimits, _ changes: inout [ResourceChange]
    ) -> Outcome {
        do throws(Rejection) {
            let body = try reading.body.get()
            guard let changeSet = reading.changeSet else { return .accepted(revision: revision) }
            if changeSet.base?.digest != nil { resources.refreshDigest() }
            let plan = try ChangePlan.make(
                changeSet, body.changes, bodyBytes: body.byteCount, on: self, limits)
            try commit(plan, changeSet, body.content, record)
            changes = plan.resourceChanges
            return .accepted(revision: revision)
        } catch {
            enter(error, reading.eventID, record, limits)
            return .rejected(error)
        }
    }

    private func duplicate(_ record: Record, _ eventID: String, _ first: Outcome) -> Verdict {
        // Headers that cannot be read do not matter any more: the first event with this id has decided.
        Verdict(
            record, namespace: namespace, eventID: eventID, outcome: first, isDuplicate: true,
            content: .headers(try? EventCodec.metadata(of: record.headers)))
    }

    private mutating func enter(_ rejection: Rejection, _ eventID: String?, _ record: Record, _ limits: FoldLimits) {
        let entry = LedgerEntry(
            eventID: eventID, rejection: rejection, partition: record.partition, offset: record.offset,
            timestamp: record.timestamp)
        droppedRejections += ledger.append(entry, capacity: limits.maximumRejections).count
    }

    /// Makes the plan the next revision, unless the result is not the one that was expected.
    private mutating func commit(
        _ plan: ChangePlan, _ changeSet: ChangeSet, _ content: Digest, _ record: Record
    ) throws(Rejection) {
        if let expected = changeSet.expect {
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
            after: chain, namespace: namespace, revision: revision, eventID: changeSet.id, content: content)
        lastAccepted = LastAccepted(
            offset: record.offset, timestamp: record.timestamp, eventID: changeSet.id, author: changeSet.author)
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
            resources.set(steps[index].path, steps[index].new)
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
