import FoundationEssentials
import Testing
import TrelayFormat

/// Runs public conformance suites, if the environment variable TRELAY_CONFORMANCE names the folder that holds them:
/// `json-parsing` (JSONTestSuite), `jcs` (the test data of RFC 8785) and `json-patch/rfc7396-appendix-a.json`.
@Suite(
    "Conformance suites",
    .enabled(
        if: ConformanceSuite.root != nil, "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct ConformanceTests {
    @Test("JSONTestSuite: what must be accepted is, what must be refused is, and nothing crashes")
    func parsing() throws {
        let limits = ParseLimits(maximumDepth: 512)
        var lastWins = limits
        lastWins.duplicateKeys = .lastWins
        var counts: [Character: Int] = [:]
        for name in try ConformanceSuite.files(in: "json-parsing") where name.hasSuffix(".json") {
            let bytes = try ConformanceSuite.read("json-parsing/" + name)
            let hasDuplicates = ConformanceSuite.duplicateKeys.contains(name)
            if hasDuplicates {
                let error = #expect(throws: FormatError.self, "\(name)") { try JSONParser.parse(bytes, limits: limits) }
                #expect(error?.code == .duplicateKey, "\(name)")
            }
            try check(name, bytes, hasDuplicates ? lastWins : limits)
            // What is refused for another reason stays so.
            if name.hasPrefix("n") {
                #expect(throws: FormatError.self, "\(name)") { try JSONParser.parse(bytes, limits: lastWins) }
            }
            counts[name.first ?? "?", default: 0] += 1
        }
        #expect(counts["y", default: 0] > 90 && counts["n", default: 0] > 180 && counts["i", default: 0] > 30)
    }

    private func check(_ name: String, _ bytes: [UInt8], _ limits: ParseLimits) throws {
        let result = Result { () throws(FormatError) in try JSONParser.parse(bytes, limits: limits) }
        let document = Result { () throws(FormatError) in try JSONParser.parseDocument(bytes, limits: limits) }
        switch (name.first, result) {
        case ("y", .failure(let error)): Issue.record("\(name) was refused: \(error)")
        case ("n", .success(let value)): Issue.record("\(name) was accepted: \(value)")
        case (_, .success(let value)):
            #expect(try JSONParser.parse(value.canonicalBytes(), limits: limits) == value, "\(name)")
            #expect(try document.get().value == value, "\(name)")
        case (_, .failure(let error)):
            #expect(throws: error, "\(name)") { try document.get() }
        }
    }

    @Test("RFC 8785 test data: the canonical form is equal byte for byte")
    func canonicalForm() throws {
        let names = try ConformanceSuite.files(in: "jcs/input")
        #expect(names.count >= 6)
        for name in names {
            let value = try JSONParser.parse(ConformanceSuite.read("jcs/input/" + name))
            #expect(try value.canonicalBytes() == ConformanceSuite.read("jcs/output/" + name), "\(name)")
        }
    }

    @Test("RFC 7396, appendix A: every patch gives its result")
    func mergePatch() throws {
        let cases = try JSONParser.parse(ConformanceSuite.read("json-patch/rfc7396-appendix-a.json")).arrayValue ?? []
        #expect(cases.count >= 15)
        for item in cases {
            let patch = try #require(item["patch"])
            #expect(MergePatch.apply(patch, to: item["original"]) == item["result"], "\(item)")
        }
    }
}

private enum ConformanceSuite {
    /// Files that RFC 8259 lets a parser accept and that I-JSON (RFC 7493, section 2.3) forbids: accepted on request.
    static let duplicateKeys = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]

    static let root: String? = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"]

    static func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
    }

    static func read(_ file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path(file))))
    }

    private static func path(_ name: String) -> String {
        (root ?? ".") + "/" + name
    }
}
