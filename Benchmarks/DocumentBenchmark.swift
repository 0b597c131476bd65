import TrelayFormat
import TrelaySystem

/// What a document of 2 KiB costs on its way into the state.
struct DocumentBenchmark {
    private static let documents = 20_000

    func run() throws -> Section {
        let bytes = Self.document
        var parse: [UInt64] = []
        var whole: [UInt64] = []
        var digests: Set<String> = []
        for _ in 0..<Self.documents {
            let parsing = Stopwatch()
            let value = try JSONParser.parse(bytes)
            parse.append(parsing.nanoseconds)
            let all = Stopwatch()
            let digest = try JSONParser.parse(bytes).digest()
            whole.append(all.nanoseconds)
            // Uses both results, so that none of the work can be left out.
            if digests.isEmpty || value.isNull { digests.insert("\(digest)") }
        }
        return Section(
            title: "a JSON document of \(bytes.count) B",
            rows: [
                Row(name: "parse", series: Series(parse), unit: .microseconds),
                Row(name: "parse + canonical form + digest", series: Series(whole), unit: .microseconds),
            ])
    }

    /// A route and its prompts, as people write them: indented, with nested objects, arrays, numbers and escapes.
    static let document: [UInt8] = {
        var targets: [JSONValue] = []
        var number = 0
        var text = ""
        while text.utf8.count < 2_048 {
            number += 1
            targets.append([
                "provider": .string("provider-\(number)"), "model": .string("model \"\(number)\"\n"),
                "weight": JSONValue(number * 10), "share": .number(1 / Double(number + 1)),
            ])
            let value: JSONValue = [
                "match": ["model": "drafts", "path": "/v1/chat"], "targets": .array(targets), "retries": 3,
                "timeoutMilliseconds": 30_000, "x-notes": "für alle Länder – no exceptions",
            ]
            text = value.prettyString()
        }
        return Array(text.utf8)
    }()
}
