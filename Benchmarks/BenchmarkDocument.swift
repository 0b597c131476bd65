import TrelayFormat

/// A route and its targets, as people write them: indented, with nested objects, arrays, numbers and escapes. And its schema.
struct BenchmarkDocument {
    let bytes: [UInt8]
    let value: JSONValue
    /// The same with a member that the schema does not know, in the last place where one can be.
    let broken: JSONValue

    /// - Parameters:
    ///   - bytes: the document has as many targets as it takes to be that long, indented.
    ///   - share: the name of a target's member that holds a fraction. `schemaText` knows the default only; to the built-in
    ///     kind `route` it must be an extension, `x-...`.
    init(bytes least: Int, share: String = "share") throws(FormatError) {
        var targets: [JSONValue] = []
        var text = ""
        while text.utf8.count < least {
            targets.append(Self.target(targets.count + 1, share))
            text = Self.route(targets).prettyString()
        }
        bytes = Array(text.utf8)
        value = try JSONParser.parse(bytes)
        if case .object(var last) = targets.removeLast() {
            last.set("extra", true)
            targets.append(.object(last))
        }
        broken = Self.route(targets)
    }

    private static func target(_ number: Int, _ share: String) -> JSONValue {
        var target: JSONObject = [
            "provider": .string("provider-\(number)"), "model": .string("model \"\(number)\"\n"),
            "weight": JSONValue(number * 10),
        ]
        target.set(share, .number(1 / Double(number + 1)))
        return .object(target)
    }

    private static func route(_ targets: [JSONValue]) -> JSONValue {
        [
            "match": ["model": "drafts", "path": "/v1/chat"], "targets": .array(targets), "retries": 3,
            "timeoutMilliseconds": 30_000, "x-notes": "für alle Länder – no exceptions",
        ]
    }

    /// Says all about the document that a schema can: every object is closed, numbers and strings have bounds.
    static let schemaText = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "match": {
              "type": "object",
              "properties": {
                "model": {"type": "string", "minLength": 1},
                "path": {"type": "string", "pattern": "^/[a-z0-9/]*$"}
              },
              "required": ["model", "path"],
              "additionalProperties": false
            },
            "targets": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "provider": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[a-z][a-z0-9-]*$"},
                  "model": {"type": "string", "minLength": 1},
                  "weight": {"type": "integer", "minimum": 0, "maximum": 1000000},
                  "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
                },
                "required": ["provider", "model", "weight"],
                "additionalProperties": false
              },
              "minItems": 1,
              "maxItems": 1000
            },
            "retries": {"type": "integer", "minimum": 0, "maximum": 10},
            "timeoutMilliseconds": {"type": "integer", "minimum": 1, "maximum": 3600000}
          },
          "patternProperties": {"^x-": {"type": "string"}},
          "required": ["match", "targets"],
          "additionalProperties": false
        }
        """#
}
