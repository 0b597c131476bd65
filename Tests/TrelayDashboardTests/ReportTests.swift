import Testing
import TrelayConvergence
import TrelayCore
import TrelayCrypto
import TrelayDashboard
import TrelayFormat

@Suite("Reports")
struct ReportTests {
    @Test("Status says the whole in a line, the matrix, and every worker")
    func status() {
        let lines = StatusReport.render(Fixture.four, style: .plain, width: 120)
        #expect(
            lines == [
                "shop/eu at revision 12 · sha256:4ba69735ca53",
                "3 of 4 workers CURRENT (75 %) · lag up to 12 s · debt 12.0 worker-seconds",
                "open namespace: changes are not signed, whoever may write to the topic may change it",
                "",
                "ROLE     EXPECTED  CURRENT  NACKED  TARGET  DIGEST",
                "audit           1        1       ·      12  b81f37a043a6",
                "gateway         2        1       1      12  4ea5ee68fea0",
                "model           1        1       ·      12  9372c470eead",
                "",
                "WORKER      ROLE     STATE    REVISION  LAG          DIGEST        SINCE",
                "gw-7        gateway  NACKED         11  1 rev, 12 s  4ea5ee68fea0  12 s ago",
                "audit-1     audit    CURRENT        12  –            b81f37a043a6  12 s ago",
                "gw-1        gateway  CURRENT        12  –            4ea5ee68fea0  12 s ago",
                "model-日本  model    CURRENT        12  –            9372c470eead  12 s ago",
                "  gw-7: it refused revision 12: schemaInvalid at /targets/0/provider: no provider \"acme\"",
            ])
    }

    @Test("With room for it, the reason stands in the row")
    func wideStatus() {
        let lines = StatusReport.render(Fixture.four, style: .plain, width: 200)
        #expect(lines.contains { $0.hasPrefix("gw-7 ") && $0.hasSuffix("no provider \"acme\"") })
    }

    @Test("No line of a report is wider than the terminal", arguments: [20, 40, 60, 80, 120, 300])
    func widths(width: Int) {
        var lines = StatusReport.render(Fixture.four, style: .plain, width: width)
        lines += StatusReport.explain(Fixture.nacked, at: Fixture.now, style: .plain, width: width)
        for line in lines { #expect(TerminalText.width(line) <= width) }
    }

    @Test("A worker in a sentence")
    func sentence() {
        #expect(
            Wording.sentence(Fixture.nacked, at: Fixture.now)
                == "gw-7 NACKED schemaInvalid at /targets/0/provider 12 s ago")
        #expect(
            Wording.sentence(Fixture.member("m", "model", .neverSeen, since: nil), at: Fixture.now) == "m NEVER_SEEN")
    }

    @Test("The explanation has the reason, the facts, and how the state was decided")
    func why() {
        let lines = StatusReport.explain(Fixture.nacked, at: Fixture.now, style: .plain)
        #expect(lines.first?.hasPrefix("gw-7 (gateway) is NACKED schemaInvalid at /targets/0/provider") == true)
        #expect(lines.contains("  should serve        12 of 12"))
        #expect(lines.contains("  DIVERGED      no"))
        #expect(lines.contains("  NACKED        yes"))
        #expect(lines.contains("  CURRENT       not asked"))
    }

    @Test("Differences are shown by path, old then new")
    func diff() {
        let old: JSONValue = ["weight": 90, "name": "a"]
        let new: JSONValue = ["weight": 80, "name": "a", "note": "x\u{1B}[31m"]
        let lines = DiffText.render(ValueDifference.changes(from: old, to: new), style: .plain, width: 80)
        #expect(lines == ["@@ /note @@", "+\"x\\u001b[31m\"", "@@ /weight @@", "-90", "+80"])
    }

    @Test("A new and a deleted resource say so")
    func resources() {
        let entry = ResourceEntry(
            value: ["a": 1], digest: SHA256.hash(utf8: "a"), createdRevision: 1, changedRevision: 1, changedBy: "e")
        let key = ResourceKey(kind: "route", name: "chat")
        let new = DiffText.render(ResourceChange(key: key, old: nil, new: entry), style: .plain)
        let gone = DiffText.render(ResourceChange(key: key, old: entry, new: nil), style: .plain)
        #expect(new.first == "+ route/chat (new)")
        #expect(gone.first == "- route/chat (deleted)")
    }

    @Test(
        "Short durations have the unit that fits them",
        arguments: [
            (850, "850 ns"), (31_400, "31 us"), (1_250_000, "1.2 ms"), (31_000_000, "31 ms"), (4_210_000_000, "4.2 s"),
        ] as [(UInt64, String)])
    func durations(nanoseconds: UInt64, text: String) {
        #expect(Wording.duration(nanoseconds: nanoseconds) == text)
    }

    @Test("An empty fleet is said to be one")
    func empty() {
        let lines = StatusReport.render(Fixture.view([]), style: .plain, width: 80)
        #expect(lines.contains("no worker is expected: none is on the roster and none has a lease"))
    }
}

@Suite("The waterfall")
struct WaterfallTests {
    private func trace() -> ChangeTrace? {
        var model = ConvergenceModel(
            namespace: "shop/eu", partitionCount: 1,
            expected: ["gw-1", "gw-2", "gw-3"].map { DeclaredMember(worker: $0, role: "gateway") })
        let changeSet = ChangeSet(
            namespace: "shop/eu", id: "change-1", author: "ann@shop", reason: "better greeting",
            changes: [.put(ResourceKey(kind: "prompt", name: "greeting"), ["version": "1", "template": "hi"])])
        let metadata = EventMetadata(
            id: "change-1", source: "test", type: EventType.change, time: Fixture.ago(10),
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        let outgoing = EventCodec.encode(changeSet.json(), key: "shop/eu", metadata: metadata)
        model.observe(change: record(outgoing, offset: 0, at: Fixture.now))
        let stages = [
            StageDuration(name: Stage.prepared, nanoseconds: 30_000_000),
            StageDuration(name: Stage.committed, nanoseconds: 200_000),
        ]
        let refusal = Refusal(code: "schemaInvalid", path: "/a", message: "no", stage: "prepared")
        let words: [(worker: String, after: Int64, refusal: Refusal?)] = [("gw-1", 40, nil), ("gw-2", 80, refusal)]
        for (offset, word) in words.enumerated() {
            let ack = Ack(
                worker: word.worker, role: "gateway", labels: [:], build: "1", incarnation: "a", namespace: "shop/eu",
                fromRevision: 0, toRevision: 1, outcome: word.refusal == nil ? .effective : .nacked,
                refusal: word.refusal,
                digest: nil, unchanged: false, stages: stages, source: nil, receivedAt: Fixture.now)
            let metadata = EventMetadata(id: "ack-\(word.worker)", source: "test", type: EventType.ack)
            let moment = Fixture.now.adding(milliseconds: word.after)
            model.observe(ack: record(ack.record(metadata: metadata), offset: Int64(offset), at: moment))
        }
        return model.trace(of: .revision(1))
    }

    private func record(_ outgoing: OutgoingRecord, offset: Int64, at moment: Timestamp) -> Record {
        Record(
            partition: 0, offset: offset, timestamp: moment, key: outgoing.key, value: outgoing.value,
            headers: outgoing.headers)
    }

    @Test("It leads from the publisher over the broker to every worker's stages")
    func golden() throws {
        let lines = TraceWaterfall.render(try #require(trace()), style: .plain, width: 100)
        #expect(
            lines == [
                "revision 1 by ann@shop: better greeting",
                "event change-1 · trace 0af7651916cd43dd8448eb211c80319c",
                "published at 2023-11-14T22:14:59.990Z, in the log 10 ms later (partition 0 offset 0)",
                "2 of 3 workers answered, the slowest 80 ms after the log had it: 49 ms on the way, 30 ms at work, m…",
                "",
                "WORKER  ROLE     OUTCOME     AFTER  ON THE WAY  AT WORK  0 … 80 ms",
                "gw-3    gateway  NEVER_SEEN      –",
                "    it is on the roster, and no lease or ack of it was ever read",
                "gw-2    gateway  nacked      80 ms       49 ms    30 ms  ···························████████████████",
                "    prepared 30 ms · committed 200 us",
                "    refused in prepared: schemaInvalid at /a: no",
                "gw-1    gateway  effective   40 ms      9.8 ms    30 ms  ·····████████████████",
                "    prepared 30 ms · committed 200 us",
                "· on the way (log, network, ack)  █ the worker's stages",
            ])
    }
}
