import FoundationEssentials
import Testing
import TrelayFormat

/// Runs the cases of the JSON Schema suite (draft 2020-12) that are about regular expressions, if the environment
/// variable TRELAY_CONFORMANCE names the folder that holds `json-schema`.
@Suite(
    "JSON Schema suite: regular expressions",
    .enabled(
        if: PatternSuite.root != nil, "set TRELAY_CONFORMANCE to the folder of the suites to run them"))
struct PatternConformanceTests {
    @Test(
        "Every case of pattern and patternProperties gets its verdict",
        arguments: [
            ("pattern.json", 9), ("patternProperties.json", 6), ("optional/ecmascript-regex.json", 69),
            ("optional/non-bmp-regex.json", 7),
        ])
    func verdicts(file: String, minimum: Int) throws {
        var count = 0
        for group in try PatternSuite.groups(of: file) {
            let schema = try #require(group["schema"])
            for test in group["tests"]?.arrayValue ?? [] {
                let data = try #require(test["data"])
                let context: Comment = "\(file): \(group["description"] ?? .null): \(test["description"] ?? .null)"
                #expect(try PatternSuite.accepts(data, schema) == (test["valid"] == .bool(true)), context)
                count += 1
            }
        }
        #expect(count >= minimum)
    }
}

private enum PatternSuite {
    static let root: String? = ProcessInfo.processInfo.environment["TRELAY_CONFORMANCE"]

    struct UnknownKeyword: Error {
        let name: String
    }

    static func groups(of file: String) throws -> [JSONValue] {
        let path = (root ?? ".") + "/json-schema/draft2020-12/" + file
        return try JSONParser.parse([UInt8](try Data(contentsOf: URL(filePath: path)))).arrayValue ?? []
    }

    /// The few keywords of JSON Schema that these files use.
    static func accepts(_ data: JSONValue, _ schema: JSONValue) throws -> Bool {
        if case .bool(let verdict) = schema { return verdict }
        guard case .object(let keywords) = schema else { throw UnknownKeyword(name: "\(schema)") }
        for (name, value) in keywords {
            switch (name, value, data) {
            case ("$schema", _, _): break
            case ("type", .string(let type), _):
                guard try isOfType(data, type) else { return false }
            case ("pattern", .string(let source), .string(let text)):
                guard try Pattern(source).matches(text) else { return false }
            case ("patternProperties", .object(let patterns), .object(let object)):
                guard try acceptsMembers(object, patterns, rest: schema["additionalProperties"]) else { return false }
            case ("pattern", _, _), ("patternProperties", _, _), ("additionalProperties", .bool, _): break
            default: throw UnknownKeyword(name: name)
            }
        }
        return true
    }

    private static func acceptsMembers(_ object: JSONObject, _ patterns: JSONObject, rest: JSONValue?) throws -> Bool {
        for (key, value) in object {
            var isNamed = false
            for (source, schema) in patterns where try Pattern(source).matches(key) {
                isNamed = true
                guard try accepts(value, schema) else { return false }
            }
            if !isNamed, rest == .bool(false) { return false }
        }
        return true
    }

    private static func isOfType(_ data: JSONValue, _ type: String) throws -> Bool {
        switch (type, data) {
        case ("string", .string), ("object", .object), ("null", .null): true
        case ("string", _), ("object", _), ("null", _): false
        default: throw UnknownKeyword(name: type)
        }
    }
}
