import TrelayCore
import TrelayFormat

/// What the schemas of the built-in kinds cost: once, to compile, and for each resource, to validate.
struct KindSchemaBenchmark {
    private static let blocks = 200
    private static let validationRuns = 10

    func run() throws -> [Section] { [try compiling(), try validating()] }

    /// What a kind's `compiledSchema` does when it is first asked for, without parsing the text.
    private func compiling() throws -> Section {
        let kinds = Set(ResourceKind.all.map(\.schemaURI))
        let shared = ResourceKind.schemaDocuments.filter { !kinds.contains($0.key) }
        let options = SchemaOptions(documents: shared, assertsFormats: true)
        let documents = ResourceKind.all.map { (name: $0.name, schema: $0.schemaDocument) }
        let every = "all \(documents.count) kinds"
        var cases = documents.map { name, document in
            RoundRobin.Case(name, runs: 1) { try Schema.compile(document, options: options).isValid(true) ? 1 : 0 }
        }
        cases.append(
            RoundRobin.Case(every, runs: 1) {
                var accepted = 0
                for (_, document) in documents where try Schema.compile(document, options: options).isValid(true) {
                    accepted += 1
                }
                return accepted
            })
        // What is left when nothing refers to the definitions that all kinds share.
        let alone = "no kind: one property, no reference"
        let small: JSONValue = ["type": "object", "properties": ["name": ["type": "string"]]]
        cases.append(
            RoundRobin.Case(alone, runs: 1) { try Schema.compile(small, options: options).isValid(true) ? 1 : 0 })
        let findings = Findings(try RoundRobin(blocks: Self.blocks).measure(cases))
        let rows = documents.map { name, document in
            findings.row(name, note: "\(document.canonicalBytes().count) B of canonical JSON")
        }
        return Section(
            title: "compiling the schema of a built-in kind", rows: rows + [findings.row(every), findings.row(alone)])
    }

    private func validating() throws -> Section {
        let route = try BenchmarkDocument(bytes: 2_048, share: "x-share")
        let model = try JSONParser.parse(Self.modelText)
        let cases =
            try validations("route", route.value, refusing: route.broken)
            + validations("model", model, refusing: route.value)
        let findings = Findings(try RoundRobin(blocks: Self.blocks).measure(cases))
        let notes = [
            "\(route.bytes.count) B", "and what the schema cannot say", "\(Self.modelText.utf8.count) B",
            "and compiles the two schemas that the model holds",
        ]
        return Section(
            title: "validation of a resource by its kind; a value is the mean of \(Self.validationRuns) runs",
            rows: zip(cases, notes).map { findings.row($0.name, note: $1) })
    }

    private func validations(
        _ name: String, _ value: JSONValue, refusing broken: JSONValue
    ) throws -> [RoundRobin.Case] {
        guard let kind = ResourceKind.named(name) else { throw BenchmarkFailure(message: "there is no kind \(name)") }
        if let rejection = kind.rejection(of: value, at: .root) {
            throw BenchmarkFailure(message: "\(name) refuses its resource: \(rejection)")
        }
        let schema = kind.compiledSchema
        guard !schema.isValid(broken) else { throw BenchmarkFailure(message: "\(name) accepts a broken resource") }
        return [
            RoundRobin.Case("\(name): isValid", runs: Self.validationRuns) { schema.isValid(value) ? 1 : 0 },
            RoundRobin.Case("\(name): rejection(of:at:)", runs: Self.validationRuns) {
                kind.rejection(of: value, at: .root) == nil ? 1 : 0
            },
        ]
    }

    private static let modelText = #"""
        {
          "version": "2.4.1",
          "description": "Sorts support mail by topic and urgency",
          "identity": {
            "vendor": "example.com",
            "family": "mail-classifier",
            "task": "classification",
            "license": "Apache-2.0",
            "tags": ["mail", "support", "multilingual"]
          },
          "inputSchema": {
            "type": "object",
            "properties": {"subject": {"type": "string"}, "text": {"type": "string", "maxLength": 20000}},
            "required": ["text"]
          },
          "outputSchema": {
            "type": "object",
            "properties": {"topic": {"type": "string"}, "urgency": {"type": "number", "minimum": 0, "maximum": 1}},
            "required": ["topic", "urgency"]
          },
          "hyperparameters": {"learningRate": 0.0003, "batchSize": 64, "dropout": 0.1},
          "artifact": {
            "uri": "https://models.example.com/mail/2.4.1.onnx",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "size": 438201344,
            "mediaType": "application/octet-stream"
          },
          "bindings": [
            {"name": "topics", "type": "database", "uri": "postgres://db.example.com/topics", "credential": "env:TOPICS"},
            {"name": "recent", "type": "cache", "uri": "redis://cache.example.com", "optional": true},
            {"name": "desk", "type": "http", "uri": "https://desk.example.com/v2", "credential": "credential:desk"}
          ],
          "performance": {
            "latencyP50Milliseconds": 8.5,
            "latencyP99Milliseconds": 31,
            "throughputPerSecond": 900,
            "batchSize": 64,
            "memoryBytes": 1610612736,
            "quality": {"f1": 0.934, "recall": 0.921}
          },
          "access": {"classification": "internal", "consumers": ["desk", "search"], "purposes": ["support"]},
          "lineage": {
            "parent": {"model": "mail", "version": "2.3.0"},
            "trainingData": [{"name": "mail-2025", "version": "7", "uri": "https://data.example.com/mail-2025"}],
            "trainedAt": "2026-03-01T12:30:00Z",
            "trainedBy": "mail-team",
            "commit": "4f1c2d9",
            "experiment": "mail/41"
          },
          "deployment": {
            "targets": [{"environment": "production", "region": "eu-west-1", "minimumReplicas": 2, "maximumReplicas": 6}]
          }
        }
        """#
}
