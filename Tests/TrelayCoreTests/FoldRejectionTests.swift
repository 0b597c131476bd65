import Testing
import TrelayCrypto
import TrelayFormat

@testable import TrelayCore

@Suite("Rejections of the fold")
struct FoldRejectionTests {
    private func record(_ edit: (inout Record) -> Void) -> Record {
        var record = Sample.record(Sample.changeSet(id: "e1", [Sample.put("prompt/a", Sample.prompt)]), at: 0)
        edit(&record)
        return record
    }

    private func rejection(_ edit: (inout Record) -> Void) -> Rejection? {
        let bench = Bench()
        let rejection = bench.apply(record(edit))?.outcome.rejection
        #expect(bench.state.revision == 0)
        #expect(rejection?.message.contains("\n") != true)
        return rejection
    }

    private func headers(replacing name: String, with value: String?) -> RecordHeaders {
        Sample.headers(Sample.goodHeaders.filter { $0.0 != name } + [(name, value)])
    }

    @Test("misplaced: another partition than the key's; the message names the setting")
    func misplaced() {
        var fold = Fold(partitionCount: 8)
        let home = JavaPartitioner.partition(key: Array("shop".utf8), count: 8)
        for partition in [(home + 1) % 8, -1, 99, .max, .min] {
            let verdict = fold.apply(record { $0.partition = partition })
            #expect(verdict?.outcome.rejection?.code == .misplaced)
            #expect(verdict?.outcome.rejection?.message.contains("partitioner=murmur2_random") == true)
            #expect(verdict?.namespace == "shop" && verdict?.eventID == "e1")
        }
        #expect(fold.namespaces.isEmpty)
        #expect(fold.strays.count == 5)
    }

    @Test("tooLarge: before anything is read")
    func tooLarge() {
        let rejection = rejection { $0.value = [UInt8](repeating: 0x20, count: 1_048_576) }
        #expect(rejection?.code == .tooLarge)
        #expect(rejection?.message.contains("900000") == true)
    }

    @Test("tooLarge is remembered under its event id")
    func tooLargeAgain() {
        let bench = Bench()
        bench.apply(record { $0.value = [UInt8](repeating: 0x20, count: 1_000_000) })
        let again = bench.apply(record { _ in })
        #expect(again?.isDuplicate == true && again?.outcome.rejection?.code == .tooLarge)
    }

    @Test("malformed: a key that is no namespace belongs to nobody", arguments: [nil, [], [0xff], Array("Shop".utf8)])
    func badKey(key: [UInt8]?) {
        var fold = Fold(partitionCount: 1)
        let verdict = fold.apply(record { $0.key = key })
        #expect(verdict?.outcome.rejection?.code == .malformed)
        #expect(verdict?.namespace == nil)
        #expect(fold.strays.count == 1 && fold.namespaces.isEmpty)
    }

    @Test("malformed: a null value is not a delete")
    func nullValue() {
        let rejection = rejection { $0.value = nil }
        #expect(rejection?.code == .malformed && rejection?.message.contains("\"delete\"") == true)
    }

    @Test(
        "malformed: bodies that are not JSON say where", arguments: ["", "{", "nul", "{\"a\":1,\"a\":2}", "\u{FEFF}{}"])
    func notJSON(body: String) {
        let rejection = rejection { $0.value = Array(body.utf8) }
        #expect(rejection?.code == .malformed)
        #expect(rejection?.message.contains("not JSON that can be read") == true)
    }

    @Test("malformed: a body nested beyond the limit")
    func tooDeep() {
        let body = String(repeating: "[", count: 100_000)
        #expect(rejection { $0.value = Array(body.utf8) }?.code == .malformed)
    }

    @Test("malformed: another content type")
    func contentType() {
        for type in ["text/plain", "application/cloudevents+json", "application/jsonx", ""] {
            let rejection = rejection { $0.headers = headers(replacing: "content-type", with: type) }
            #expect(rejection?.code == .malformed && rejection?.message.contains("application/json") == true)
        }
        for type in ["Application/JSON", "application/json; charset=utf-8", nil] {
            #expect(rejectionCode(of: headers(replacing: "content-type", with: type)) == nil)
        }
    }

    private func rejectionCode(of headers: RecordHeaders) -> RejectionCode? {
        let bench = Bench()
        return bench.apply(record { $0.headers = headers })?.outcome.rejection?.code
    }

    @Test("Types: another version is unsupported, anything else malformed with the types that exist")
    func types() {
        #expect(rejectionCode(of: headers(replacing: "ce_type", with: "dev.trelay.change.v2")) == .unsupportedVersion)
        #expect(rejectionCode(of: headers(replacing: "ce_type", with: "dev.trelay.change.v12")) == .unsupportedVersion)
        for type in ["dev.trelay.change.v", "dev.trelay.chnage.v1", "com.example.created", "dev.trelay.change.v1x"] {
            let rejection = rejection { $0.headers = headers(replacing: "ce_type", with: type) }
            #expect(rejection?.code == .malformed && rejection?.message.contains(EventType.change) == true)
        }
    }

    @Test("malformed: no headers at all, and headers of random bytes")
    func badHeaders() {
        #expect(rejectionCode(of: RecordHeaders()) == .malformed)
        var headers = Sample.headers(Sample.goodHeaders.filter { $0.0 != "ce_source" })
        headers.append("ce_source", [0xff, 0x00])
        #expect(rejectionCode(of: headers) == .malformed)
    }

    @Test("malformed: the key and the body name different namespaces")
    func namespaceMismatch() {
        let rejection = rejection { $0.key = Array("other".utf8) }
        #expect(rejection?.code == .malformed && rejection?.pointer.description == "/namespace")
    }

    @Test("malformed: the body and ce_id name different events")
    func idMismatch() {
        let rejection = rejection { $0.headers = headers(replacing: "ce_id", with: "e2") }
        #expect(rejection?.code == .malformed && rejection?.pointer.description == "/id")
    }

    @Test("conflict: an old base names the current revision and who made it")
    func conflict() {
        let bench = Bench()
        #expect(
            bench.rejection(of: [Sample.put("prompt/a", Sample.prompt)], base: .init(revision: 1))?.code == .conflict)
        bench.publish([Sample.put("prompt/a", Sample.prompt)], id: "first", base: .init(revision: 0))
        let stale = bench.rejection(of: [Sample.delete("prompt/a")], base: .init(revision: 0))
        #expect(stale?.code == .conflict && stale?.pointer.description == "/base/revision")
        for word in ["revision 0", "revision 1", "ana@shop", "first"] {
            #expect(stale?.message.contains(word) == true)
        }
        let digest = bench.rejection(of: [Sample.delete("prompt/a")], base: .init(digest: .zero))
        #expect(digest?.code == .conflict && digest?.pointer.description == "/base/digest")
        #expect(digest?.message.contains(bench.state.digest().description) == true)
        let right = ChangeSet.Base(revision: 1, digest: bench.state.digest())
        #expect(bench.publish([Sample.delete("prompt/a")], base: right)?.outcome == .accepted(revision: 2))
    }

    @Test("unknownKind: with the kinds that exist and what may have been meant")
    func unknownKind() {
        let bench = Bench()
        let key = ResourceKey(kind: "rotue", name: "a")
        let rejection = bench.rejection(of: [Sample.put("prompt/a", Sample.prompt), .put(key, .object([:]))])
        #expect(rejection?.code == .unknownKind && rejection?.pointer.description == "/changes/1/kind")
        #expect(rejection?.message.contains("did you mean \"route\"?") == true)
        #expect(rejection?.message.contains("model, prompt, provider, route") == true)
    }

    @Test("patchFailed: patching or deleting what is not there, with the nearest name")
    func patchFailed() {
        let bench = Bench()
        bench.publish([Sample.put("prompt/greeting", Sample.prompt)])
        let patch = bench.rejection(of: [Sample.patch("prompt/greting", ["version": "2"])])
        #expect(patch?.code == .patchFailed && patch?.pointer.description == "/changes/0/name")
        #expect(patch?.message.contains("did you mean \"greeting\"?") == true)
        let delete = bench.rejection(of: [Sample.delete("model/none")])
        #expect(delete?.code == .patchFailed)
    }

    @Test("schemaInvalid: with the place in the value, also for the result of a patch")
    func schemaInvalid() {
        let bench = Bench()
        bench.publish([Sample.put("provider/main", Sample.provider), Sample.put("route/chat", Sample.route())])
        let put = bench.rejection(of: [Sample.put("provider/b", ["type": "openai"])])
        #expect(put?.code == .schemaInvalid && put?.pointer.description == "/changes/0/value/baseURL")
        let patch = bench.rejection(of: [Sample.patch("route/chat", ["targets": .null])])
        #expect(patch?.code == .schemaInvalid && patch?.pointer.description == "/changes/0/value/targets")
        let replaced = bench.rejection(of: [Sample.patch("route/chat", 5)])
        #expect(replaced?.code == .schemaInvalid && replaced?.pointer.description == "/changes/0/value")
    }

    @Test("danglingReference: what is put must find what it refers to")
    func danglingPut() {
        let bench = Bench()
        let target = bench.rejection(of: [Sample.put("route/chat", Sample.route())])
        #expect(target?.code == .danglingReference)
        #expect(target?.pointer.description == "/changes/0/value/targets/0/provider")
        bench.publish([Sample.put("provider/main", Sample.provider)])
        let prompt = bench.rejection(of: [
            Sample.put("route/chat", ["targets": [["provider": "main", "weight": 1]], "prompt": "none"])
        ])
        #expect(prompt?.pointer.description == "/changes/0/value/prompt")
        let fallback = bench.rejection(of: [
            Sample.put(
                "route/chat",
                ["targets": [["provider": "main", "weight": 1]], "fallbacks": [["provider": "mian"]]])
        ])
        #expect(fallback?.pointer.description == "/changes/0/value/fallbacks/0/provider")
        #expect(fallback?.message.contains("did you mean \"main\"?") == true)
    }

    @Test("danglingReference: what is deleted must not be missed")
    func danglingDelete() {
        let bench = Bench()
        bench.publish([
            Sample.put("route/b", Sample.route()), Sample.put("route/a", Sample.route()),
            Sample.put("provider/main", Sample.provider), Sample.put("provider/spare", Sample.provider),
        ])
        #expect(bench.state.revision == 1)
        let delete = bench.rejection(of: [Sample.delete("provider/main")])
        #expect(delete?.code == .danglingReference && delete?.pointer.description == "/changes/0")
        #expect(delete?.message.contains("route/a") == true)
        let half = bench.rejection(of: [Sample.delete("provider/main"), Sample.delete("route/a")])
        #expect(half?.message.contains("route/b") == true)
        let pointing = bench.rejection(of: [
            Sample.delete("provider/main"), Sample.delete("route/a"), Sample.patch("route/b", ["retries": 1]),
        ])
        #expect(pointing?.pointer.description == "/changes/2/value/targets/0/provider")
        let whole = bench.publish([
            Sample.delete("provider/main"), Sample.delete("route/a"), Sample.put("route/b", Sample.route(to: "spare")),
        ])
        #expect(whole?.outcome == .accepted(revision: 2))
        #expect(bench.rejection(of: [Sample.delete("provider/spare")])?.code == .danglingReference)
        bench.publish([Sample.delete("route/b")])
        #expect(bench.publish([Sample.delete("provider/spare")])?.outcome == .accepted(revision: 4))
        #expect(bench.state.resources.isEmpty)
    }

    @Test("guardTripped: too many changes, too big a value, too many resources")
    func guards() {
        var limits = FoldLimits()
        limits.maximumChanges = 2
        limits.maximumValueBytes = 100
        limits.maximumResources = 3
        let bench = Bench(limits: limits)
        let three = ["a", "b", "c"].map { Sample.put("prompt/\($0)", Sample.prompt) }
        let many = bench.rejection(of: three)
        #expect(many?.code == .guardTripped && many?.pointer.description == "/changes")
        let long = JSONValue.string(String(repeating: "x", count: 100))
        let big = bench.rejection(of: [Sample.put("prompt/a", ["version": "1", "template": long])])
        #expect(big?.code == .guardTripped && big?.pointer.description == "/changes/0/value")
        for change in three { #expect(bench.publish([change])?.outcome.revision != nil) }
        let fourth = bench.rejection(of: [Sample.put("prompt/d", Sample.prompt)])
        #expect(fourth?.code == .guardTripped && fourth?.pointer.description == "/changes")
        let swap = bench.publish([Sample.put("prompt/d", Sample.prompt), Sample.delete("prompt/a")])
        #expect(swap?.outcome == .accepted(revision: 4))
    }

    @Test("digestMismatch: names both digests")
    func digestMismatch() {
        let bench = Bench()
        var set = Sample.changeSet(id: "e1", [Sample.put("prompt/a", Sample.prompt)])
        set.expect = .zero
        let rejection = bench.apply(set)?.outcome.rejection
        let other = Bench()
        other.publish(set.changes)
        let result = other.state.digest()
        #expect(rejection?.code == .digestMismatch && rejection?.pointer.description == "/expect/digest")
        #expect(rejection?.message.contains(Digest.zero.description) == true)
        #expect(rejection?.message.contains(result.description) == true)
        #expect(bench.state.resources.isEmpty)
        set.id = "e2"
        set.expect = result
        #expect(bench.apply(set)?.outcome == .accepted(revision: 1))
    }

    @Test("The checks come in the documented order")
    func order() {
        let bench = Bench()
        let unknown = ResourceKey(kind: "none", name: "a")
        let missing = Sample.patch("prompt/none", .object([:]))
        let invalid = Sample.put("provider/a", .object([:]))
        let dangling = Sample.put("route/a", Sample.route())
        func code(_ changes: [Change], _ base: ChangeSet.Base? = nil) -> RejectionCode? {
            bench.rejection(of: changes, base: base)?.code
        }
        #expect(code([dangling, invalid, missing, .delete(unknown)], .init(revision: 9)) == .conflict)
        #expect(code([dangling, invalid, missing, .delete(unknown)]) == .unknownKind)
        #expect(code([dangling, invalid, missing]) == .patchFailed)
        #expect(code([dangling, invalid]) == .schemaInvalid)
        #expect(code([dangling]) == .danglingReference)
    }
}
