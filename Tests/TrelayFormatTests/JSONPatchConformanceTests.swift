import FoundationEssentials
import Testing
import TrelayFormat

/// json-patch-tests (RFC 6902), if the environment variable TRELAY_CONFORMANCE names the folder that has `json-patch`.
@Suite(
    "JSON Patch conformance",
    .enabled(
        if: ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"] != nil,
        "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct JSONPatchConformanceTests {
    private static let root: String? = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"]

    @Test(
        "Every patch gives its document, or fails",
        arguments: [
            ("tests.json", ["documents": 62, "errors": 30, "disabled": 3]),
            ("spec_tests.json", ["documents": 12, "errors": 4, "disabled": 1]),
        ])
    func suite(file: String, counts: [String: Int]) throws {
        let path = (Self.root ?? ".") + "/json-patch/" + file
        var text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        // One disabled case of each file has two `op` members, which the parser refuses for the whole file.
        #expect(throws: FormatError.self) { try JSONParser.parse(text) }
        for duplicate in [#""op": "move", "from":"/foo" }"#, #""op": "remove" }\#n],"#] {
            text.replace(", " + duplicate, with: " }" + duplicate.drop { $0 != "}" }.dropFirst())
            text.replace(",\n                   " + duplicate, with: " }")
        }
        let cases = try JSONParser.parse(text).arrayValue ?? []
        var found: [String: Int] = [:]
        for item in cases {
            guard item["disabled"] != true else {
                found["disabled", default: 0] += 1
                continue
            }
            let document = try #require(item["doc"])
            let patch = try #require(item["patch"])
            let result = Result { () throws(FormatError) in try JSONPatch(patch).apply(to: document) }
            switch result {
            case .success(let value):
                #expect(item["error"] == nil, "\(item) gave \(value)")
                #expect(value == item["expected"], "\(item)")
                found["documents", default: 0] += 1
            case .failure(let error):
                #expect(item["error"] != nil, "\(item): \(error)")
                found["errors", default: 0] += 1
            }
            guard case .success(let value) = result else { continue }
            #expect(try JSONPatch.difference(from: document, to: value).apply(to: document) == value)
        }
        #expect(found == counts)
    }
}
