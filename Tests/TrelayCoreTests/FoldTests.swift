import Testing
import TrelayCrypto
import TrelayFormat

@testable import TrelayCore

@Suite("The fold")
struct FoldTests {
    @Test("Accepted change sets count up the revision without gaps and remember who did what")
    func accepted() throws {
        let bench = Bench()
        let first = try #require(bench.publish([Sample.put("provider/main", Sample.provider)]))
        #expect(first.outcome == .accepted(revision: 1))
        #expect(first.changes.map(\.key.description) == ["provider/main"])
        #expect(first.changeSet?.author == "ana@shop" && first.metadata?.source == "test")
        bench.publish([Sample.put("route/chat", Sample.route())])
        let third = try #require(bench.publish([Sample.patch("route/chat", ["retries": 2])]))
        #expect(third.outcome == .accepted(revision: 3))
        let entry = try #require(bench.state.resources[Sample.key("route/chat")])
        #expect(entry.createdRevision == 2 && entry.changedRevision == 3 && entry.changedBy == "e2")
        #expect(entry.value["retries"] == 2 && entry.value["targets"] != nil)
        #expect(entry.digest == entry.value.digest())
        #expect(third.changes.first?.valueChanges(limit: 5).map(\.pointer.description) == ["/retries"])
        #expect(third.changes.first?.valueChanges(limit: 0).isEmpty == true)
        #expect(bench.state.lastAccepted?.eventID == "e2" && bench.state.lastAccepted?.offset == 2)
    }

    @Test("A change set is all or nothing")
    func atomic() {
        let bench = Bench()
        bench.publish([Sample.put("provider/main", Sample.provider)])
        let before = bench.state
        let verdict = bench.publish([
            Sample.put("prompt/a", Sample.prompt), Sample.delete("provider/main"),
            Sample.patch("prompt/b", ["version": "2"]),
        ])
        #expect(verdict?.outcome.rejection?.code == .patchFailed)
        #expect(verdict?.changes.isEmpty == true)
        #expect(bench.state.revision == before.revision && bench.state.chain == before.chain)
        #expect(bench.state.resources == before.resources && bench.state.lastAccepted == before.lastAccepted)
    }

    @Test("A change set that leaves everything as it is happened all the same")
    func unchanged() throws {
        let bench = Bench()
        bench.publish([Sample.put("provider/main", Sample.provider)])
        let before = bench.state
        let verdict = try #require(bench.publish([Sample.put("provider/main", Sample.provider)]))
        #expect(verdict.outcome == .accepted(revision: 2))
        #expect(verdict.changes.isEmpty)
        #expect(bench.state.digest() == before.digest() && bench.state.chain != before.chain)
        #expect(bench.state.resources[Sample.key("provider/main")]?.changedRevision == 1)
    }

    @Test("A resource that is deleted and put again is a new one")
    func recreated() {
        let bench = Bench()
        bench.publish([Sample.put("prompt/a", Sample.prompt)])
        #expect(bench.publish([Sample.delete("prompt/a")])?.changes.first?.new == nil)
        bench.publish([Sample.put("prompt/a", Sample.prompt)])
        #expect(bench.state.resources[Sample.key("prompt/a")]?.createdRevision == 3)
    }

    @Test("The chain is what the documentation says")
    func chain() {
        let bench = Bench()
        #expect(bench.state.chain == .zero)
        var expected = Digest.zero
        for revision in 1...3 {
            let set = Sample.changeSet(id: "e\(revision)", [Sample.put("prompt/p\(revision)", Sample.prompt)])
            bench.apply(set)
            let text =
                "trelay.chain.v2\n\(expected)\nshop\n\(revision)\ne\(revision)\n"
                + "\(SHA256.hash(set.json().canonicalBytes()))\n"
            expected = SHA256.hash(utf8: text)
            #expect(bench.state.chain == expected)
            bench.publish([Sample.delete("prompt/none")], id: "rejected-\(revision)")
            #expect(bench.state.chain == expected)
        }
        #expect(bench.state.revision == 3)
    }

    @Test("The digest is that of the resources, and of their values")
    func digest() {
        let bench = Bench()
        bench.publish([Sample.put("provider/main", Sample.provider), Sample.put("model/m:1", Sample.model)])
        #expect(bench.state.digest() == bench.state.resources.digestOfValues())
        #expect(bench.fold.refreshedState(of: Sample.namespace).digest() == bench.state.digest())
        #expect(NamespaceState(namespace: "shop").digest() == ResourceMap().digest())
        #expect(bench.state.digest() != ResourceMap().digest())
    }

    @Test("An event that comes again is answered with its first outcome and changes nothing")
    func duplicates() throws {
        let bench = Bench()
        bench.publish([Sample.put("prompt/a", Sample.prompt)], id: "good")
        let refused = try #require(bench.publish([Sample.delete("prompt/none")], id: "bad")?.outcome)
        let before = bench.state
        let again = try #require(bench.publish([Sample.delete("prompt/a")], id: "good"))
        #expect(again.isDuplicate && again.outcome == .accepted(revision: 1) && again.changes.isEmpty)
        let badAgain = try #require(bench.publish([Sample.put("prompt/none", Sample.prompt)], id: "bad"))
        #expect(badAgain.isDuplicate && badAgain.outcome == refused && refused.rejection != nil)
        #expect(bench.state.resources == before.resources && bench.state.chain == before.chain)
        #expect(bench.state.rejections == before.rejections && bench.state.recentEvents == before.recentEvents)
        #expect(bench.state.position?.offset == 3)
    }

    @Test("The last events are remembered, older ones are not")
    func forgetting() {
        var limits = FoldLimits()
        limits.maximumRecentEvents = 2
        let bench = Bench(limits: limits)
        for id in ["a", "b", "c", "d"] { bench.publish([Sample.put("prompt/\(id)", Sample.prompt)], id: id) }
        for id in ["c", "d"] { #expect(bench.publish([Sample.delete("prompt/a")], id: id)?.isDuplicate == true) }
        bench.publish([Sample.put("prompt/e", Sample.prompt)], id: "e")
        #expect(bench.state.recentEvents.ordered.map(\.eventID) == ["c", "d", "e"])
        #expect(bench.publish([Sample.put("prompt/a", Sample.prompt)], id: "a")?.isDuplicate == false)
    }

    @Test("Records that are delivered again are ignored")
    func redelivery() throws {
        var fold = Fold(partitionCount: 1)
        let records = (0..<3).map { index in
            Sample.record(
                Sample.changeSet(id: "e\(index)", [Sample.put("prompt/p\(index)", Sample.prompt)]), at: Int64(index))
        }
        for record in records { #expect(fold.apply(record) != nil) }
        let before = fold.state(of: "shop")
        for record in records { #expect(fold.apply(record) == nil) }
        #expect(fold.state(of: "shop") == before)
        var stray = records[0]
        stray.key = nil
        stray.offset = 7
        #expect(fold.apply(stray) != nil)
        #expect(fold.apply(stray) == nil)
        #expect(fold.strays.count == 1)
    }

    @Test("The position names the last record and its digest")
    func position() {
        let bench = Bench()
        #expect(bench.state.position == nil)
        let record = Sample.record(Sample.changeSet(id: "a", [Sample.put("prompt/a", Sample.prompt)]), at: 0)
        bench.apply(record)
        #expect(bench.state.position == LogPosition(partition: 0, offset: 0, recordDigest: record.digest()))
    }

    @Test("A fold of one namespace passes over the others and shows what has none")
    func only() {
        var fold = Fold(partitionCount: 1, only: "shop")
        let other = Sample.changeSet(id: "a", [Sample.put("prompt/a", Sample.prompt)], namespace: "other")
        #expect(fold.apply(Sample.record(other, at: 0)) == nil)
        var garbage = Sample.record(other, at: 1)
        garbage.key = [0xff]
        #expect(fold.apply(garbage)?.outcome.rejection?.code == .malformed)
        #expect(fold.namespaces.isEmpty)
        #expect(fold.state(of: "shop") == NamespaceState(namespace: "shop"))
    }

    @Test("One who reads one partition and one who reads all of them agree")
    func partitions() {
        let count: Int32 = 4
        let home = JavaPartitioner.partition(key: Array("shop".utf8), count: count)
        var all = Fold(partitionCount: count)
        var one = Fold(partitionCount: count, only: "shop")
        for offset in 0..<12 as Range<Int64> {
            let set = Sample.changeSet(id: "e\(offset / 2)", [Sample.put("prompt/p\(offset)", Sample.prompt)])
            let partition = Int32(offset) % count
            let record = Sample.record(set, at: offset, partition: partition)
            let verdict = all.apply(record)
            #expect((verdict?.outcome.rejection?.code == .misplaced) == (partition != home))
            if partition == home { _ = one.apply(record) }
        }
        #expect(all.state(of: "shop") == one.state(of: "shop"))
        #expect(all.state(of: "shop").revision == 3)
        #expect(all.strays.count == 9)
    }

    @Test("A preview says what the fold would do, and leaves the state alone")
    func preview() throws {
        let bench = Bench()
        bench.publish([Sample.put("prompt/a", Sample.prompt)])
        let state = bench.state
        var set = Sample.changeSet(id: "x", [Sample.patch("prompt/a", ["template": "Other"])])
        let preview = try state.preview(set)
        #expect(bench.state == state)
        set.expect = preview.digest
        #expect(bench.apply(set)?.outcome == .accepted(revision: 2))
        #expect(bench.state.digest() == preview.digest)
        #expect(throws: Rejection.self) { try state.preview(Sample.changeSet(id: "y", [Sample.delete("prompt/none")])) }
    }

    @Test("The ledger keeps the last rejections and counts the others")
    func ledger() {
        var limits = FoldLimits()
        limits.maximumRejections = 3
        let bench = Bench(limits: limits)
        for index in 0..<10 { bench.publish([Sample.delete("prompt/none")], id: "r\(index)") }
        #expect(bench.state.rejections.map(\.eventID) == ["r7", "r8", "r9"])
        #expect(bench.state.droppedRejections == 7)
    }
}
