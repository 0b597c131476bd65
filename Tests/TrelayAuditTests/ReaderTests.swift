import Testing
import TrelayCore
import TrelayFormat
import TrelayLog
import TrelaySimulation
import TrelaySystem

@testable import TrelayAudit

@Suite("Questions to the record")
struct ReaderTests {
    @Test("Changes come newest first, by namespace, by revision, and not more than asked for")
    func filter() throws {
        let scene = try Scene(partitions: 2)
        try scene.publish(3, namespace: "shop")
        try scene.publish(2, namespace: "other")
        try scene.append(scene.change("shop"))
        try scene.recordAll()
        let reader = try scene.reader()
        #expect(try reader.changes(AuditFilter()).map(\.event) == (1...6).reversed().map { "event-\($0)" })
        #expect(try reader.changes(AuditFilter(limit: 2)).map(\.event) == ["event-6", "event-5"])
        #expect(try reader.changes(AuditFilter(namespace: "other")).map(\.revision) == [2, 1])
        #expect(try reader.changes(AuditFilter(revision: 2)).map(\.namespace) == ["other", "shop"])
        #expect(try reader.changes(AuditFilter(namespace: "shop", revision: 4)).map(\.event) == ["event-6"])
        #expect(try reader.changes(AuditFilter(namespace: "nobody")).isEmpty)
    }

    @Test("An ack answers for every revision that it covers")
    func acksByRevision() throws {
        let scene = try Scene()
        try scene.ack(sampleAck(worker: "a", from: 0, to: 1))
        try scene.ack(sampleAck(worker: "b", from: 0, to: 3))
        try scene.ack(sampleAck(worker: "a", from: 1, to: 2, outcome: .nacked))
        try scene.ack(sampleAck(worker: "a", from: 3, to: 3))
        try scene.ack(sampleAck(worker: "c", namespace: "other", from: 0, to: 3))
        try scene.recordAll()
        let reader = try scene.reader()
        let workers = try (1...4).map { try reader.acks(namespace: "shop", revision: $0).map(\.worker) }
        #expect(workers == [["a", "b"], ["b", "a"], ["b", "a"], []])
    }

    @Test("What is no audit record is refused in one line")
    func noRecord() throws {
        let scene = try Scene()
        try DurableFile.replace(scene.folder + "/text", with: Array(String(repeating: "not SQLite ", count: 200).utf8))
        try DurableFile.replace(scene.folder + "/empty", with: [])
        try Database(path: scene.folder + "/foreign", mode: .readWrite).execute("CREATE TABLE meta (a)")
        for name in ["text", "empty", "foreign", "absent", ""] {
            let error = try #require(throws: DatabaseError.self) { try AuditReader(path: scene.folder + "/" + name) }
            #expect(error.description.contains(scene.folder), "\(error)")
            #expect(!error.description.contains("\n"))
        }
    }

    @Test("The record of another version is not touched")
    func otherVersion() throws {
        let scene = try Scene()
        try scene.publish(1)
        try scene.recordAll()
        try scene.tamper("UPDATE meta SET value = '99' WHERE name = 'schemaVersion'")
        let error = #expect(throws: DatabaseError.self) { try scene.reader() }
        #expect(error?.description.contains("99") == true)
        let refused = #expect(throws: AuditError.self) { try scene.recording() }
        #expect(refused?.isFinal == true)
    }
}
