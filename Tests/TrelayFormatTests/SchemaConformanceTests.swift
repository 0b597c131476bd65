import FoundationEssentials
import Testing
import TrelayFormat

/// Runs the JSON Schema test suite of draft 2020-12, if the environment variable TRELAY_CONFORMANCE names the folder
/// that holds it as `json-schema`.
@Suite(
    "JSON Schema test suite",
    .enabled(if: SchemaSuite.root != nil, "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct SchemaConformanceTests {
    @Test("the required files: every test passes")
    func required() throws {
        let names = try SchemaSuite.files(in: "")
        #expect(names.count >= 40)
        let count = try names.reduce(0) { count, name in
            try count + SchemaSuite.run(name, assertsFormats: false)
        }
        #expect(count >= 900)
    }

    @Test("optional files that hold for every draft: every test passes")
    func optional() throws {
        // Left out: cross-draft (other drafts are refused), bignum (numbers are doubles) and dependencies-compatibility
        // (`dependencies` is no keyword of this draft).
        let names = [
            "anchor", "dynamicRef", "ecmascript-regex", "float-overflow",
            "format-assertion", "id", "no-schema", "non-bmp-regex", "refOfUnknownKeyword", "unknownKeyword",
        ]
        var count = 0
        for name in names {
            count += try SchemaSuite.run("optional/\(name).json", assertsFormats: false)
        }
        #expect(count >= 100)
    }

    @Test("formats, asserted: every test passes")
    func formats() throws {
        let names = try SchemaSuite.files(in: "optional/format")
        #expect(names.count >= 10)
        let count = try names.reduce(0) { count, name in
            try count + SchemaSuite.run("optional/format/\(name)", assertsFormats: true)
        }
        #expect(count >= 500)
    }
}

private enum SchemaSuite {
    static let root: String? = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"].map { $0 + "/json-schema/" }

    static let options: SchemaOptions = {
        var options = SchemaOptions()
        options.resolve = { (uri) throws(SchemaError) in
            let prefix = "http://localhost:1234/"
            guard uri.hasPrefix(prefix) else { return nil }
            return try? read("remotes/" + uri.dropFirst(prefix.count))
        }
        return options
    }()

    static func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: (root ?? "") + "draft2020-12/" + folder)
            .filter { $0.hasSuffix(".json") }.sorted()
    }

    static func read(_ file: String) throws -> JSONValue {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: (root ?? "") + file)))
        if let value = try? JSONParser.parse(bytes, limits: ParseLimits(maximumDepth: 128)) { return value }
        // The suite has integers beyond those of I-JSON, which the parser refuses. The validator takes them.
        return try JSONDecoder().decode(AnyJSON.self, from: Data(bytes)).value
    }

    /// - Returns: how many tests the file has.
    static func run(_ file: String, assertsFormats: Bool) throws -> Int {
        var options = options
        options.assertsFormats = assertsFormats
        var count = 0
        for group in try read("draft2020-12/" + file).arrayValue ?? [] {
            let name = "\(file): \(group["description"]?.stringValue ?? "?")"
            let schema: Schema
            do {
                schema = try Schema.compile(try #require(group["schema"]), options: options)
            } catch {
                Issue.record("\(name): \(error)")
                continue
            }
            for test in group["tests"]?.arrayValue ?? [] {
                count += 1
                let data = try #require(test["data"])
                let expected = test["valid"]?.boolValue
                #expect(schema.isValid(data) == expected, "\(name): \(test["description"]?.stringValue ?? "?")")
                let outcome = schema.validate(data)
                #expect(outcome.isValid == expected, "\(name): \(test["description"]?.stringValue ?? "?")")
                #expect(outcome.isValid == outcome.faults.isEmpty)
                #expect(!outcome.faults.contains { $0.message.hasPrefix("not valid") }, "\(name): no reason found")
            }
        }
        return count
    }
}

private struct AnyJSON: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            value = .null
        } else if let bool = try? container.decode(Bool.self) {
            value = .bool(bool)
        } else if let number = try? container.decode(Double.self) {
            value = .number(number)
        } else if let text = try? container.decode(String.self) {
            value = .string(text)
        } else if let elements = try? container.decode([AnyJSON].self) {
            value = .array(elements.map(\.value))
        } else {
            let members = try container.decode([String: AnyJSON].self)
            value = .object(JSONObject(members.map { ($0.key, $0.value.value) }))
        }
    }
}
