import TrelayCrypto
import TrelayFormat

/// What a document costs on its way into the state, in three sizes: beside Foundation in the same process, and beside
/// jsonschema-rs in the same run.
struct DocumentBenchmark {
    /// A size, how many values each case gets, and of how many runs each is the mean.
    private struct Size {
        var bytes: Int
        var blocks: Int
        var runs: Int
        /// What parsing, validation, canonical form and digest may take together.
        var goal = ""
    }

    private static let sizes = [
        Size(bytes: 300, blocks: 1_000, runs: 50), Size(bytes: 2_048, blocks: 1_000, runs: 10, goal: "goal: 15 us"),
        Size(bytes: 65_536, blocks: 300, runs: 1),
    ]

    func run() throws -> [Section] {
        let schema = try Schema.compile(JSONParser.parse(BenchmarkDocument.schemaText))
        var python: PythonValidator?
        var remarks: [String] = []
        do throws(BenchmarkFailure) {
            python = try PythonValidator()
        } catch {
            remarks = [error.message]
        }
        var sections = try Self.sizes.map { try section($0, schema, python) }
        sections[sections.count - 1].remarks = remarks
        return sections
    }

    private func section(_ size: Size, _ schema: Schema, _ python: PythonValidator?) throws -> Section {
        let document = try BenchmarkDocument(bytes: size.bytes)
        guard schema.isValid(document.value), !schema.isValid(document.broken) else {
            throw BenchmarkFailure(message: "the schema does not tell the document from a broken one")
        }
        let means = size.runs > 1 ? "; a value is the mean of \(size.runs) runs" : ""
        return Section(
            title: "a JSON document of \(document.bytes.count) B\(means)",
            rows: rows(try measure(document, size, schema, python), document, size, python))
    }

    private func measure(
        _ document: BenchmarkDocument, _ size: Size, _ schema: Schema, _ python: PythonValidator?
    ) throws -> Findings {
        let rounds = RoundRobin(blocks: size.blocks)
        var findings = Findings(try rounds.measure(cases(document, schema, runs: size.runs)))
        // Alone, because the peer measures alone: both find the document in the caches.
        let validation = RoundRobin.Case(Name.validate, runs: size.runs) { schema.isValid(document.value) ? 1 : 0 }
        findings.add(try rounds.measure([validation]))
        if let python {
            let found = try python.measure(document, blocks: size.blocks, runs: size.runs)
            findings.add([Name.peer: found.validate, Name.call: found.call])
        }
        return findings
    }

    private func rows(
        _ findings: Findings, _ document: BenchmarkDocument, _ size: Size, _ python: PythonValidator?
    ) -> [Row] {
        let canonical = document.value.canonicalBytes().count
        let binary = CBOREncoder.encode(document.value).count
        let share = Int((Double(binary) / Double(canonical) * 100).rounded())
        let peer = python.map { python in
            [
                findings.row(Name.peer, note: "\(python.version), on Python objects"),
                findings.row(Name.call, to: Name.peer),
            ]
        }
        return [
            findings.row(Name.decoder),
            findings.row(Name.deserialization, to: Name.decoder),
            findings.row(Name.parse, to: Name.decoder),
        ] + (peer ?? []) + [
            findings.row(Name.validate, to: Name.peer),
            findings.row(Name.encoder),
            findings.row(Name.canonical, to: Name.encoder),
            findings.row(Name.digest, to: Name.encoder),
            findings.row(Name.whole, to: Name.decoder, note: size.goal),
            findings.row(Name.encode, to: Name.canonical, note: "\(binary) B, \(share) % of canonical JSON"),
            findings.row(Name.parseCanonical, note: "\(canonical) B"),
            findings.row(Name.decode, to: Name.parseCanonical),
        ]
    }

    private enum Name {
        static let decoder = "Foundation JSONDecoder"
        static let deserialization = "Foundation JSONSerialization"
        static let parse = "parse"
        static let peer = "jsonschema-rs is_valid"
        static let call = "  of which the call (schema {})"
        static let validate = "validate (isValid)"
        static let encoder = "Foundation JSONEncoder, sorted keys"
        static let canonical = "canonical form"
        static let digest = "canonical form + SHA-256"
        static let whole = "parse + validate + canonical form + SHA-256"
        static let encode = "CBOR encode"
        static let parseCanonical = "parse of the canonical form"
        static let decode = "CBOR decode"
    }

    private func cases(_ document: BenchmarkDocument, _ schema: Schema, runs: Int) throws -> [RoundRobin.Case] {
        let (bytes, value) = (document.bytes, document.value)
        let canonical = value.canonicalBytes()
        let binary = CBOREncoder.encode(value)
        let foundation = try FoundationTwin(bytes)
        let parts: [(name: String, body: () throws -> Int)] = [
            (Name.decoder, foundation.decode),
            (Name.deserialization, foundation.deserialize),
            (Name.parse, { Self.members(try JSONParser.parse(bytes)) }),
            (Name.encoder, foundation.encode),
            (Name.canonical, { value.canonicalBytes().count }),
            (Name.digest, { value.digest().nibble(at: 0) }),
            (
                Name.whole,
                {
                    let value = try JSONParser.parse(bytes)
                    return schema.isValid(value) ? value.digest().nibble(at: 0) : -1
                }
            ),
            (Name.encode, { CBOREncoder.encode(value).count }),
            (Name.parseCanonical, { Self.members(try JSONParser.parse(canonical)) }),
            (Name.decode, { Self.members(try CBORDecoder.decode(binary)) }),
        ]
        return parts.map { RoundRobin.Case($0.name, runs: runs, $0.body) }
    }

    private static func members(_ value: JSONValue) -> Int { value.objectValue?.count ?? 0 }
}
