import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation

@testable import TrelayAudit

/// A way to forge a record, and the record that must be named for it.
struct Forgery: CustomTestStringConvertible, Sendable {
    var name: String
    var sql: String
    var stream = AuditStream.changes
    var offset: Int64
    var words: String

    var testDescription: String { name }
}

@Suite("Verification")
struct VerifyTests {
    /// Six accepted changes, a rejected one at offset 6, a repeated one at offset 7; six acks and one unreadable.
    private func recorded() throws -> Scene {
        let scene = try Scene()
        try scene.publish(6)
        try scene.append(raw("shop", Array("garbage".utf8)))
        try scene.append(scene.change(id: "event-1"))
        try scene.log.appendDirectly(raw("gw-1", nil), to: scene.topics.acks, partition: 0)
        try scene.recordAll()
        return scene
    }

    @Test("A record that nobody touched is sound, and its heads are those of the log")
    func sound() throws {
        let scene = try recorded()
        var seen: [Int] = []
        let result = try scene.reader().verify { done, total in
            seen.append(done)
            #expect(total == 15)
        }
        #expect(result.firstBad == nil)
        #expect(result.records == 8)
        #expect(result.acks == 6)
        #expect(result.unreadableAcks == 1)
        #expect(seen == [0, 15])
        var fold = Fold(partitionCount: 1)
        for record in try scene.contents(.changes) { _ = fold.apply(record) }
        let state = fold.state(of: "shop")
        #expect(result.namespaces == ["shop": .init(revision: 6, chain: "\(state.chain)")])
    }

    @Test("A record without records is sound")
    func empty() throws {
        let scene = try Scene()
        _ = try scene.recording()
        #expect(try scene.reader().verify() == AuditReader.Verification())
    }

    static let forgeries = [
        Forgery(
            name: "a byte of a value",
            sql:
                #"UPDATE records SET value = CAST(replace(CAST(value AS TEXT), 'text 3', 'text X') AS BLOB) WHERE stream = 'changes'"#,
            offset: 2, words: "hashes to"),
        Forgery(
            name: "bytes of two values",
            sql: #"UPDATE records SET value = x'00' WHERE stream = 'changes' AND "offset" IN (4, 1)"#, offset: 1,
            words: "hashes to"),
        Forgery(
            name: "null instead of a value",
            sql: #"UPDATE records SET value = NULL WHERE stream = 'changes' AND "offset" = 6"#, offset: 6,
            words: "hashes to"),
        Forgery(
            name: "headers that are none",
            sql: #"UPDATE records SET headers = x'00' WHERE stream = 'changes' AND "offset" = 3"#, offset: 3,
            words: "headers"),
        Forgery(
            name: "the time of a record and of its decision",
            sql: #"""
                UPDATE records SET timestamp = timestamp + 1 WHERE stream = 'changes' AND "offset" = 2;
                UPDATE changes SET timestamp = timestamp + 1 WHERE "offset" = 2;
                """#, offset: 2, words: "seal"),
        Forgery(
            name: "an author", sql: #"UPDATE changes SET author = 'eve' WHERE "offset" = 3"#, offset: 3,
            words: #"author was written down as "eve", and computed again it is "ana""#),
        Forgery(
            name: "a chain value", sql: #"UPDATE changes SET chain = 'sha256:00' WHERE "offset" = 4"#, offset: 4,
            words: "chain"),
        Forgery(
            name: "an outcome", sql: #"UPDATE changes SET outcome = 'accepted' WHERE "offset" = 6"#, offset: 6,
            words: "outcome"),
        Forgery(
            name: "a revision", sql: #"UPDATE changes SET revision = 7 WHERE "offset" = 5"#, offset: 5,
            words: "revision"),
        Forgery(
            name: "the words of a rejection", sql: #"UPDATE changes SET message = 'fine' WHERE "offset" = 6"#,
            offset: 6,
            words: "seal"),
        Forgery(
            name: "a deleted decision", sql: #"DELETE FROM changes WHERE "offset" = 2"#, offset: 2,
            words: "decided about it is missing"),
        Forgery(
            name: "a deleted record", sql: #"DELETE FROM records WHERE stream = 'changes' AND "offset" = 2"#, offset: 2,
            words: "it is missing"),
        Forgery(
            name: "a rejected record, deleted with its decision",
            sql: #"""
                DELETE FROM records WHERE stream = 'changes' AND "offset" = 6; DELETE FROM changes WHERE "offset" = 6;
                """#, offset: 6, words: "it is missing"),
        Forgery(
            name: "the first record, deleted with its decision",
            sql: #"""
                DELETE FROM records WHERE stream = 'changes' AND "offset" = 0; DELETE FROM changes WHERE "offset" = 0;
                """#, offset: 0, words: "it is missing"),
        Forgery(
            name: "the last record, deleted with its decision",
            sql: #"""
                DELETE FROM records WHERE stream = 'changes' AND "offset" = 7; DELETE FROM changes WHERE "offset" = 7;
                """#, offset: 7, words: "ended with it"),
        Forgery(
            name: "all records",
            sql: "DELETE FROM records WHERE stream = 'changes'; DELETE FROM changes;", offset: 7,
            words: "ended with it"),
        Forgery(
            name: "a decision about a record that never was",
            sql:
                #"INSERT INTO changes SELECT partition, 99, timestamp, namespace, 'x', outcome, revision, code, pointer, "#
                + #"message, author, reason, resources, chain, digest, duplicate FROM changes WHERE "offset" = 5"#,
            offset: 99, words: "it is missing"),
        Forgery(
            name: "a record put in at the end",
            sql: #"""
                INSERT INTO records SELECT stream, partition, 8, timestamp, key, value, headers, 7, digest, seal
                FROM records WHERE stream = 'changes' AND "offset" = 7;
                INSERT INTO changes SELECT partition, 8, timestamp, namespace, event, outcome, revision, code, pointer,
                message, author, reason, resources, chain, digest, duplicate FROM changes WHERE "offset" = 7
                """#, offset: 8, words: "seal"),
        Forgery(
            name: "a head", sql: "UPDATE heads SET seal = 'sha256:00' WHERE stream = 'changes'", offset: 7,
            words: "head"),
        Forgery(
            name: "a deleted head", sql: "DELETE FROM heads WHERE stream = 'changes'", offset: 7, words: "head"),
        Forgery(
            name: "an ack's outcome", sql: #"UPDATE acks SET outcome = 'nacked' WHERE "offset" = 1"#, stream: .acks,
            offset: 1, words: #"ack: its outcome was written down as "nacked""#),
        Forgery(
            name: "a deleted ack",
            sql: #"DELETE FROM records WHERE stream = 'acks' AND "offset" = 3; DELETE FROM acks WHERE "offset" = 3"#,
            stream: .acks, offset: 3, words: "it is missing"),
        Forgery(
            name: "a byte of an ack",
            sql: #"""
                UPDATE records SET value = CAST(replace(CAST(value AS TEXT), 'life-1', 'life-2') AS BLOB)
                WHERE stream = 'acks' AND "offset" IN (4, 5)
                """#,
            stream: .acks, offset: 4, words: "hashes to"),
        Forgery(
            name: "the last, unreadable ack",
            sql: #"DELETE FROM records WHERE stream = 'acks' AND "offset" = 6"#, stream: .acks, offset: 6,
            words: "ended with it"),
    ]

    @Test("A forgery is found, and the first bad record is named", arguments: forgeries)
    func forged(forgery: Forgery) throws {
        let scene = try recorded()
        try scene.tamper(forgery.sql)
        let bad = try #require(try scene.reader().verify().firstBad)
        #expect(bad.stream == forgery.stream.rawValue)
        #expect(bad.partition == 0)
        #expect(bad.offset == forgery.offset)
        #expect(bad.message.contains(forgery.words), "\(bad.message)")
        #expect(!bad.message.contains("\n"))
    }

    @Test("A record replaced by another valid one, digest and all, is named by the chain")
    func replaced() throws {
        let scene = try recorded()
        try replaceThird(scene)
        let bad = try #require(try scene.reader().verify().firstBad)
        #expect(bad.offset == 2)
        #expect(bad.namespace == "shop")
        #expect(bad.revision == 3)
        #expect(bad.message.contains("chain"), "\(bad.message)")
    }

    @Test("Whoever forges the decision with the record is found by the seal, and by the record after it")
    func replacedThoroughly() throws {
        let scene = try recorded()
        try replaceThird(scene)
        var fold = Fold(partitionCount: 1)
        let stored = try scene.stored(.changes)
        var verdict: Verdict?
        for record in stored.prefix(3) { verdict = fold.apply(record) }
        let change = AuditedChange(try #require(verdict), stored[2], after: fold.state(of: "shop"))
        let chain = try #require(change.chain)
        let digest = try #require(change.digest)
        try scene.tamper(#"UPDATE changes SET chain = '\#(chain)', digest = '\#(digest)' WHERE "offset" = 2"#)
        let sealed = try #require(try scene.reader().verify().firstBad)
        #expect(sealed.offset == 2)
        #expect(sealed.message.contains("seal"), "\(sealed.message)")

        var head = StreamHead()
        let before = try scene.reader().changes(AuditFilter()).reversed()
        for (record, decision) in zip(stored, before).prefix(2) { head.advance(over: record, decision: decision.json) }
        head.advance(over: stored[2], decision: change.json)
        try scene.tamper(#"UPDATE records SET seal = '\#(head.seal)' WHERE stream = 'changes' AND "offset" = 2"#)
        let next = try #require(try scene.reader().verify().firstBad)
        #expect(next.offset == 3)
        #expect(next.message.contains("chain"), "\(next.message)")
    }

    /// Puts another event, as good as the one that was there, in the place of offset 2.
    private func replaceThird(_ scene: Scene) throws {
        let old = try scene.stored(.changes)[2]
        let other = event("shop", id: "event-3", text: "something else")
        var record = old
        record.value = other.value
        let hexadecimal = (record.value ?? []).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        try scene.tamper(
            """
            UPDATE records SET value = x'\(hexadecimal)', digest = '\(record.digest())'
            WHERE stream = 'changes' AND "offset" = 2
            """)
        #expect(try scene.stored(.changes)[2] == record)
    }

    @Test("A recorder that writes meanwhile does not look like a forger")
    func meanwhile() throws {
        let scene = try recorded()
        let recording = try scene.recording()
        let result = try scene.reader().verify { done, _ in
            guard done == 0 else { return }
            #expect(throws: Never.self) {
                try scene.publish(3)
                for _ in 0..<4 { _ = try recording.step() }
            }
        }
        #expect(result.firstBad == nil)
        #expect(result.records == 8)
        #expect(try scene.reader().verify().records == 11)
    }
}
