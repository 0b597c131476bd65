import TrelayFormat
import TrelayHTTP

/// One answer as the load sees it. Pure.
struct LoadAnswer {
    enum Outcome: Hashable {
        case good
        /// Why, in few words: the report counts them.
        case failed(String)
    }

    var outcome: Outcome
    /// Nil when there was no answer.
    var status: Int?
    /// Nil when the answer failed or nothing is to be observed.
    var observation: LoadObservation?

    init(error: HTTPError) {
        outcome = .failed(error.code.rawValue)
    }

    init(_ response: HTTPResponse, kind: LoadKind, stamps: LoadStamps, observes: Bool) {
        status = response.status
        guard (200..<300).contains(response.status) else {
            outcome = .failed("status \(response.status)")
            return
        }
        outcome = .good
        let isObserved = observes && kind != .models
        guard kind == .stream || isObserved else { return }
        var observation = LoadObservation(kind: kind)
        observation.revision = response.headers[first: stamps.revision]
        observation.route = response.headers[first: stamps.route]
        observation.target = response.headers[first: stamps.target]
        observation.promptVersion = response.headers[first: stamps.promptVersion]
        do throws(Unreadable) {
            let echo: Echo? =
                switch kind {
                case .stream: try LoadAnswer.streamed(response.body, observes: observes)
                case .infer: try LoadAnswer.inferred(response.body, into: &observation)
                default: try LoadAnswer.whole(response.body, kind)
                }
            observation.upstream = echo?.upstream
            observation.model = echo?.model ?? observation.model
            observation.prompt = echo?.system
            if isObserved { self.observation = observation }
        } catch {
            outcome = .failed(error.reason)
        }
    }

    private struct Unreadable: Error {
        var reason: String
    }

    private static func parse(_ bytes: [UInt8]) throws(Unreadable) -> JSONValue {
        do {
            return try JSONParser.parse(bytes, limits: Answers.parseLimits)
        } catch {
            throw Unreadable(reason: "the body is no JSON")
        }
    }

    private static func whole(_ body: [UInt8], _ kind: LoadKind) throws(Unreadable) -> Echo? {
        let value = try parse(body)
        switch kind {
        case .embeddings: return value["stand_in"].flatMap { Echo($0) }
        case .completions: return value["choices"]?.arrayValue?.first?["text"]?.stringValue.flatMap { Echo($0) }
        default: return value["choices"]?.arrayValue?.first?["message"]?["content"]?.stringValue.flatMap { Echo($0) }
        }
    }

    private static func inferred(
        _ body: [UInt8], into observation: inout LoadObservation
    ) throws(Unreadable) -> Echo? {
        let value = try parse(body)
        guard let outputs = value["outputs"]?.arrayValue, !outputs.isEmpty else {
            throw Unreadable(reason: "an inference without outputs")
        }
        observation.model = value["model_name"]?.stringValue
        observation.modelVersion = value["model_version"]?.stringValue
        return value["parameters"]?["stand_in"]?.stringValue.flatMap { Echo($0) }
    }

    private static func streamed(_ body: [UInt8], observes: Bool) throws(Unreadable) -> Echo? {
        let stream = EventStream(body)
        guard stream.isDone else { throw Unreadable(reason: "a stream without its end") }
        guard observes else { return nil }
        var content = ""
        for event in stream.events.dropLast() {
            let value = try parse(Array(event))
            if value["error"] != nil { throw Unreadable(reason: "an error inside a stream") }
            content += value["choices"]?.arrayValue?.first?["delta"]?["content"]?.stringValue ?? ""
        }
        return Echo(content)
    }
}
