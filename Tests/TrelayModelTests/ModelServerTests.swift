import Synchronization
import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelaySystem
import TrelayTelemetry

@testable import TrelayModel

@Suite("The server of models")
struct ModelServerTests {
    /// Keeps the spans that end.
    private final class SpanKeeper: SpanExporter {
        let spans = Mutex<[SpanData]>([])
        var droppedCount: UInt64 { 0 }
        func export(_ span: SpanData) { spans.withLock { $0.append(span) } }
        func flush(deadline: Duration) {}
    }

    private struct Answer {
        let status: Int
        let headers: HTTPHeaders
        let bytes: [UInt8]
        var body: JSONValue { (try? JSONParser.parse(bytes)) ?? .null }
        var error: String { body["error"]?.stringValue ?? "" }
    }

    /// A role, a server on it, and a client.
    private final class Stage {
        let roles: RoleStage
        let server: ModelServer
        let client: HTTPClient

        init(
            _ roles: RoleStage, tracer: Tracer? = nil, waiting: Int = 64,
            threads: Int = 2
        ) throws {
            self.roles = roles
            var settings = ModelServerSettings()
            settings.build = "test"
            settings.maximumWaiting = waiting
            settings.slowThreads = threads
            server = try ModelServer(roles.role, settings: settings, tracer: tracer)
            client = try HTTPClient()
        }

        deinit {
            client.close()
            server.stop(deadline: .milliseconds(500))
        }

        func url(_ path: String) -> String { "http://127.0.0.1:\(server.port)\(path)" }

        func ask(
            _ path: String, _ body: String? = nil, headers: HTTPHeaders = [:], method: String? = nil
        ) throws -> Answer {
            let answer = try client.sendAndWait(
                HTTPClientRequest(
                    method: method ?? (body == nil ? "GET" : "POST"), url: url(path), headers: headers,
                    body: Array((body ?? "").utf8)))
            return Answer(status: answer.status, headers: answer.headers, bytes: answer.body)
        }
    }

    private static let infer = "/v2/models/ranker/infer"
    private static let question =
        #"{"id":"q","inputs":[{"name":"input","shape":[2,2],"datatype":"FP64","data":[1,1,2,0]}]}"#

    private func served(_ more: JSONObject = [:]) throws -> Stage {
        let roles = try RoleStage()
        try roles.apply(try roles.linearModel([2, 10], version: "1.4.0", more))
        return try Stage(roles)
    }

    @Test("The server, its health and its models tell of themselves")
    func metadata() throws {
        let stage = try Stage(try RoleStage())
        #expect(try stage.ask("/v2").body["name"] == "trelay")
        #expect(try stage.ask("/v2/health/live").status == 200)
        #expect(try stage.ask("/v2/health/ready").status == 503)
        try stage.roles.apply(try stage.roles.linearModel([2, 10], version: "1.4.0"))
        #expect(try stage.ask("/v2/health/ready").status == 200)
        #expect(try stage.ask("/v2/models/ranker/ready").status == 200)
        #expect(try stage.ask("/v2/models/ranker/versions/1.4.0/ready").status == 200)
        let metadata = try stage.ask("/v2/models/ranker").body
        #expect(metadata["name"] == "ranker" && metadata["versions"] == ["1.4.0"] && metadata["platform"] == "linear")
        #expect(metadata["inputs"] == [["name": "input", "datatype": "FP64", "shape": [-1, 2]]])
        #expect(metadata["outputs"] == [["name": "sum", "datatype": "FP64", "shape": [-1]]])
    }

    @Test("A prediction says which version made it under which configuration")
    func predicts() throws {
        let stage = try served()
        for path in [Self.infer, "/v2/models/ranker/versions/1.4.0/infer"] {
            let answer = try stage.ask(path, Self.question)
            #expect(answer.status == 200)
            #expect(answer.body["model_name"] == "ranker" && answer.body["model_version"] == "1.4.0")
            #expect(answer.body["id"] == "q")
            #expect(answer.body["outputs"] == [["name": "sum", "datatype": "FP64", "shape": [2], "data": [12, 4]]])
            let digest = stage.roles.role.live.digest().description
            #expect(answer.body["parameters"] == ["trelay_revision": "1", "trelay_digest": .string(digest)])
            #expect(answer.headers[first: "x-trelay-revision"] == "1")
            #expect(answer.headers[first: "x-trelay-digest"] == digest)
        }
    }

    @Test("Binary tensors, in and out")
    func binary() throws {
        let stage = try served()
        let tensor = Tensor(name: "input", datatype: .fp64, shape: [1, 2], values: .float64([0.5, 1]))
        let json =
            #"{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP64","parameters":{"binary_data_size":16}}],"#
            + #""parameters":{"binary_data_output":true}}"#
        let body = Array(json.utf8) + BinaryTensor.bytes(tensor)
        let answer = try stage.client.sendAndWait(
            HTTPClientRequest(
                method: "POST", url: stage.url(Self.infer),
                headers: ["Inference-Header-Content-Length": "\(json.utf8.count)"], body: body))
        #expect(answer.status == 200)
        let length = try #require(answer.headers[first: "inference-header-content-length"].flatMap { Int($0) })
        let head = try JSONParser.parse(Array(answer.body[..<length]))
        #expect(head["outputs"]?.arrayValue?[0]["parameters"] == ["binary_data_size": 8])
        let values = try BinaryTensor.values(answer.body[length...], .fp64, count: 1)
        #expect(values == .float64([11]))
    }

    @Test("Mistakes of the caller are 400 and 404 with a reason, stamped like any answer")
    func mistakes() throws {
        let stage = try served([
            "inputSchema": ["properties": ["input": ["items": ["items": ["maximum": 100]]]]]
        ])
        func data(_ name: String, _ shape: String, _ type: String, _ data: String) -> String {
            #"{"inputs":[{"name":"\#(name)","shape":\#(shape),"datatype":"\#(type)","data":\#(data)}]}"#
        }
        let cases: [(String, String?, Int, String)] = [
            (Self.infer, "{", 400, "no JSON"),
            (Self.infer, data("other", "[1,2]", "FP64", "[1,2]"), 400, "no input 'other'; it takes 'input'"),
            (Self.infer, data("input", "[1,2]", "FP32", "[1,2]"), 400, "is FP64, not FP32"),
            (Self.infer, data("input", "[1,3]", "FP64", "[1,2,3]"), 400, "has the shape [-1, 2], not [1, 3]"),
            (Self.infer, data("input", "[2]", "FP64", "[1,2]"), 400, "has the shape"),
            (Self.infer, data("input", "[1,2]", "FP64", "[1]"), 400, "stands for 2 elements"),
            (Self.infer, data("input", "[1,2]", "FP64", "[1,101]"), 400, "/input/0/1"),
            (
                Self.infer,
                #"{"inputs":[{"name":"input","shape":[1,2],"datatype":"FP64","data":[1,2]}],"#
                    + #""outputs":[{"name":"x"}]}"#, 400, "no output 'x'; it gives 'sum'"
            ),
            ("/v2/models/nobody/infer", Self.question, 404, "no model 'nobody'"),
            ("/v2/models/ranker/versions/2/infer", Self.question, 404, "in version 1.4.0, not 2"),
            ("/v2/models/nobody", nil, 404, "no model 'nobody'"),
            ("/v2/models/nobody/ready", nil, 404, "no model 'nobody'"), ("/v3", nil, 404, "nothing at /v3"),
            (Self.infer, nil, 405, "POST"),
        ]
        for (path, body, status, reason) in cases {
            let answer = try stage.ask(path, body)
            #expect(answer.status == status, "\(path) \(body ?? "")")
            #expect(answer.error.contains(reason), "\(answer.error)")
            #expect(answer.headers[first: "x-trelay-revision"] == "1")
        }
        #expect(try stage.ask("/v2", "{}").status == 405)
        #expect(try stage.ask(Self.infer, Self.question, headers: ["Content-Encoding": "gzip"]).status == 415)
        let header: HTTPHeaders = ["Inference-Header-Content-Length": "many"]
        #expect(try stage.ask(Self.infer, Self.question, headers: header).status == 400)
        #expect(try stage.ask(Self.infer, Self.question).status == 200)
    }

    @Test("Slow predictions go to other threads; more than may wait are answered 503, and the shard serves on")
    func slow() throws {
        let gate = try EventDescriptor()
        let running = Atomic<Int>(0)
        let runtime = LinearRuntime(isSlow: true) {
            running.wrappingAdd(1, ordering: .relaxed)
            _ = gate.wait(timeout: patience)
        }
        let roles = try RoleStage(linear: runtime)
        gate.signal()
        try roles.apply(try roles.linearModel([1]))
        gate.drain()
        let before = running.load(ordering: .relaxed)
        let stage = try Stage(roles, waiting: 2, threads: 1)
        let statuses = Box<[Int]>([])
        let question = #"{"inputs":[{"name":"input","shape":[1,1],"datatype":"FP64","data":[1]}]}"#
        let request = HTTPClientRequest(method: "POST", url: stage.url(Self.infer), body: Array(question.utf8))
        let collect: @Sendable (Result<HTTPResponse, HTTPError>) -> Void = { result in
            statuses.change { $0.append((try? result.get().status) ?? -1) }
        }
        stage.client.send(request, completion: collect)
        #expect(eventually { running.load(ordering: .relaxed) == before + 1 })
        for _ in 0..<5 { stage.client.send(request, completion: collect) }
        // One runs and two wait: three of the five are refused, while the shard goes on serving.
        #expect(eventually { statuses.value.count == 3 })
        #expect(statuses.value == [503, 503, 503])
        #expect(try stage.ask("/v2/health/live").status == 200)
        gate.signal()
        #expect(eventually { statuses.value.count == 6 })
        #expect(statuses.value.suffix(3) == [200, 200, 200])
    }

    @Test("A large request is read and answered on another thread, and its mistakes too")
    func large() throws {
        let stage = try served()
        let rows = 20_000
        let data = [String](repeating: "1,1", count: rows).joined(separator: ",")
        func question(_ count: Int) -> String {
            #"{"inputs":[{"name":"input","shape":[\#(count),2],"datatype":"FP64","data":[\#(data)]}]}"#
        }
        let answer = try stage.ask(Self.infer, question(rows))
        #expect(answer.status == 200)
        let sums = answer.body["outputs"]?.arrayValue?.first?["data"]?.arrayValue
        #expect(sums?.count == rows && sums?.allSatisfy { $0 == 12 } == true)
        #expect(try stage.ask(Self.infer, question(rows + 1)).status == 400)
    }

    @Test("A request's span belongs to the caller's trace, and points at the change that it was served by")
    func tracing() throws {
        let keeper = SpanKeeper()
        let apply = TraceContext.random()
        let tracer = Tracer(exporter: keeper)
        let roles = try RoleStage(observer: SwapSpans(tracer: tracer))
        try roles.apply(
            [RoleStage.name: try roles.linearModel([2, 10], version: "1.4.0")], trace: apply)
        let swap = keeper.spans.withLock { $0 }
        #expect(swap.map(\.name) == ["model fetch", "model load", "model warmUp"])
        #expect(swap.allSatisfy { $0.context.traceID == apply.traceID && $0.parentSpanID == apply.spanID })
        #expect(swap[1].attributes["trelay.artifact.bytes"] != nil)
        keeper.spans.withLock { $0 = [] }
        let stage = try Stage(roles, tracer: tracer)
        let caller = TraceContext.random()
        let header: HTTPHeaders = ["traceparent": caller.traceparent]
        #expect(try stage.ask(Self.infer, Self.question, headers: header).status == 200)
        #expect(try stage.ask("/v2/models/nobody/infer", Self.question, headers: header).status == 404)
        #expect(eventually { keeper.spans.withLock { $0.count } == 2 })
        let span = try #require(keeper.spans.withLock { $0.first })
        #expect(span.name == "POST /v2/models/{model}/infer" && span.kind == .server)
        #expect(span.context.traceID == caller.traceID && span.parentSpanID == caller.spanID)
        #expect(span.links.map(\.context) == [apply])
        #expect(span.attributes["trelay.model.version"] == "1.4.0" && span.attributes["trelay.revision"] == 1)
        #expect(span.attributes["http.response.status_code"] == 200)
    }

    @Test("Metrics count predictions and stages, and what is no HTTP is refused in the protocol's form")
    func metrics() throws {
        let stage = try served()
        for _ in 0..<3 { #expect(try stage.ask(Self.infer, Self.question).status == 200) }
        #expect(try stage.ask("/v2/models/nobody/infer", Self.question).status == 404)
        func text() -> String { stage.roles.role.metricsExposition() }
        let line = #"trelay_model_request_seconds_count{http_response_status_code="200",model="ranker"} 3"#
        #expect(eventually { text().contains(line) }, "\(text())")
        #expect(text().contains(#"trelay_model_request_seconds_count{http_response_status_code="404",model=""} 1"#))
        #expect(text().contains(#"trelay_model_swap_stage_seconds_count{stage="load"} 1"#))
        #expect(text().contains("trelay_artifact_cache_bytes "))
        let large = try stage.ask(Self.infer, String(repeating: " ", count: 17 << 20))
        #expect(large.status == 413 && !large.error.isEmpty)
        #expect(large.headers[first: "x-trelay-revision"] == "1")
    }
}
