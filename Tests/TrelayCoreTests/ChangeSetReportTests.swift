import Testing
import TrelayFormat

@testable import TrelayCore

@Suite("All faults of a change set that the set alone can tell")
struct ChangeSetReportTests {
    private static let defaults = ChangeSet.Defaults(namespace: "default", id: "1", author: "a", reason: "")

    private func report(_ text: String, _ schemas: [String: JSONValue] = [:]) throws -> ChangeSetReport {
        let given: GivenSchemas
        do throws(GivenSchemas.Fault) {
            given = try GivenSchemas(schemas)
        } catch {
            Issue.record("\(error)")
            given = GivenSchemas()
        }
        return ChangeSetReport(on: try JSONParser.parse(text), defaults: Self.defaults, schemas: given)
    }

    private func places(_ report: ChangeSetReport) -> [String] {
        report.faults.map { "\($0.code) \($0.pointer)" }
    }

    @Test("What cannot be read is left out, and the rest is checked")
    func leavingOut() throws {
        let report = try report(
            #"{"namespace":"A B","base":{"revision":-1},"expect":7,"more":1,"changes":[1,{"op":"put"},"#
                + #"{"op":"put","kind":"prompt","name":"a","value":{"version":"1"}},{"op":"delete","kind":"route","name":"r"}]}"#
        )
        #expect(report.changeCount == 4)
        #expect(
            Set(places(report)) == [
                "malformed /namespace", "malformed /base/revision", "malformed /expect", "malformed /more",
                "malformed /changes/0", "malformed /changes/1/kind", "schemaInvalid /changes/2/value/template",
            ])
    }

    @Test("A document that is no change set has one fault", arguments: ["1", "[]", "{}", #"{"changes":{}}"#])
    func noChangeSet(text: String) throws {
        let report = try report(text)
        #expect(report.faults.count == 1)
        #expect(report.faults.first?.code == .malformed)
        #expect(!report.isGood)
    }

    @Test("Faults are no more than a person mends")
    func limits() throws {
        let change = #"{"op":"put","kind":"prompt","name":"N","value":{}}"#
        let changes = (0..<300).map { change.replacing("N", with: "n\($0)") }.joined(separator: ",")
        #expect(try report("{\"changes\":[\(changes)]}").faults.count == ChangeSetReport.maximumFaults)
        let unreadable = Array(repeating: "1", count: 300).joined(separator: ",")
        #expect(try report("{\"changes\":[\(unreadable)]}").faults.count == ChangeSetReport.maximumFaults)
    }

    @Test("A duplicate is told by the places in the file, whatever was left out before")
    func duplicates() throws {
        let delete = #"{"op":"delete","kind":"route","name":"r"}"#
        let report = try report("{\"changes\":[1,\(delete),\(delete)]}")
        #expect(places(report) == ["malformed /changes/0", "malformed /changes/2"])
        #expect(report.faults.last?.message.contains("first at /changes/1") == true)
    }

    @Test("Given schemas make kinds and narrow built-in ones, for check too")
    func givenSchemas() throws {
        let text =
            #"{"changes":[{"op":"put","kind":"tool","name":"t","value":{"size":"x"}},"#
            + #"{"op":"put","kind":"prompt","name":"p","value":{"version":"1","template":"long"}}]}"#
        #expect(places(try report(text)) == ["unknownKind /changes/0/kind"])
        let schemas: [String: JSONValue] = [
            "tool": ["properties": ["size": ["type": "integer"]]],
            "prompt": ["properties": ["template": ["maxLength": 2]]],
        ]
        #expect(
            places(try report(text, schemas)) == [
                "schemaInvalid /changes/0/value/size", "schemaInvalid /changes/1/value/template",
            ])
        let changeSet = try ChangeSet.decode(try JSONParser.parse(text), defaults: Self.defaults)
        let given = try GivenSchemas(schemas)
        #expect(throws: Rejection.self) { try changeSet.check(schemas: given) }
        #expect(throws: Never.self) { try changeSet.check() }
    }

    @Test("A broken given schema is told with its kind and its place")
    func brokenGivenSchema() {
        do throws(GivenSchemas.Fault) {
            _ = try GivenSchemas(["a": true, "tool": ["properties": ["x": ["type": "integr"]]]])
            Issue.record("It compiled.")
        } catch {
            #expect(error.kind == "tool")
            #expect(error.pointer.description == "/properties/x/type")
        }
    }
}
