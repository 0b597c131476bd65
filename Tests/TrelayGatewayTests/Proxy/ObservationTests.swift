import Testing
import TrelayFormat
import TrelayHTTP
import TrelayTelemetry

@testable import TrelayGateway

@Suite("What the gateway tells about itself")
struct ObservationTests {
    /// Keeps finished spans.
    private final class Spans: SpanExporter {
        let finished = Shared<[SpanData]>([])
        let droppedCount: UInt64 = 0

        func export(_ span: SpanData) { finished.change { $0.append(span) } }
        func flush(deadline: Duration) {}

        func first(_ kind: SpanKind) -> SpanData? { finished.value.first { $0.kind == kind } }
    }

    @Test("A server span and a client span per attempt, in the caller's trace, linked to the apply span")
    func spans() throws {
        let spans = Spans()
        let harness = try GatewayHarness(tracer: Tracer(exporter: spans))
        let apply = TraceContext.random()
        try harness.apply(
            [
                ("provider/p", harness.provider("500")), ("provider/q", harness.provider("ok")),
                ("route/r", GatewayHarness.route("p", ["fallbacks": [["provider": "q", "model": "m2"]]])),
            ], trace: apply)
        let parent = TraceContext.random()
        let answer = try harness.send(
            GatewayHarness.chat(), headers: ["traceparent": parent.traceparent, "tracestate": "vendor=1"])
        #expect(answer.status == 200)
        #expect(eventually { spans.finished.value.count == 3 })
        let server = try #require(spans.first(.server))
        #expect(server.context.traceID == parent.traceID && server.parentSpanID == parent.spanID)
        #expect(server.name == "POST /v1/chat/completions")
        #expect(server.links.map(\.context) == [apply])
        #expect(server.attributes["trelay.revision"] == 1 && server.attributes["http.response.status_code"] == 200)
        #expect(server.attributes["trelay.target"] == "q/m2")
        let attempts = spans.finished.value.filter { $0.kind == .client }
        #expect(attempts.allSatisfy { $0.parentSpanID == server.context.spanID })
        #expect(attempts.map(\.name) == ["chat m1", "chat m2"])
        #expect(attempts.map { $0.attributes["error.type"] } == ["serverError", nil])
        #expect(attempts.last?.attributes["gen_ai.usage.output_tokens"] == 7)
        #expect(attempts.last?.attributes["gen_ai.response.finish_reasons"] == .strings(["stop"]))
        // The upstream continues the trace from the attempt that it was asked by.
        let carried = harness.upstream.seen.compactMap { TraceContext(headers: $0.headers) }
        #expect(carried.map(\.spanID) == attempts.map(\.context.spanID))
        #expect(harness.upstream.seen.last?.headers[first: "tracestate"] == "vendor=1")
    }

    @Test("Without an exporter a trace passes through, and no trace is made up")
    func withoutExporter() throws {
        let harness = try GatewayHarness()
        try harness.apply([("provider/p", harness.provider("ok")), ("route/r", GatewayHarness.route("p"))])
        let parent = TraceContext.random()
        _ = try harness.send(GatewayHarness.chat(), headers: ["traceparent": parent.traceparent])
        _ = try harness.send(GatewayHarness.chat())
        let carried = harness.upstream.seen.map { TraceContext(headers: $0.headers)?.traceID }
        #expect(carried == [parent.traceID, nil])
    }

    @Test("Attempts, errors, tokens and requests are counted by target")
    func metrics() throws {
        let harness = try GatewayHarness()
        try harness.apply([
            ("provider/p", harness.provider("500")), ("provider/q", harness.provider("ok")),
            ("route/r", GatewayHarness.route("p", ["fallbacks": [["provider": "q", "model": "m2"]]])),
        ])
        for _ in 0..<3 { _ = try harness.send(GatewayHarness.chat()) }
        _ = try harness.send(GatewayHarness.chat(model: "none"))
        let target = #"gen_ai_operation_name="chat",gen_ai_request_model="m2""#
        let first = harness.role.metricsExposition()
        #expect(first.contains("trelay_gateway_attempts_total{\(target),trelay_provider=\"q\"} 3\n"))
        #expect(
            first.contains(
                #"trelay_gateway_attempt_errors_total{error_type="serverError",gen_ai_operation_name="chat","#
                    + "gen_ai_request_model=\"m1\",trelay_provider=\"p\"} 3\n"))
        let output = #"trelay_gateway_tokens_total{\#(target),gen_ai_token_type="output",trelay_provider="q"} 21"#
        #expect(first.contains(output + "\n"))
        #expect(first.contains("trelay_gateway_attempts_in_flight{\(target),trelay_provider=\"q\"} 0\n"))
        #expect(
            first.contains(
                "gen_ai_server_request_duration_seconds_count{gen_ai_operation_name=\"chat\",trelay_route=\"r\"} 3\n"))
        #expect(first.contains(#"http_response_status_code="404""#))
        // Asked again, nothing is counted twice.
        #expect(harness.role.metricsExposition() == first)
    }

    @Test("What is under way is a gauge, and a caller that leaves is no error of the upstream's")
    func inFlight() throws {
        let harness = try GatewayHarness()
        try harness.apply([("provider/p", harness.provider("silent")), ("route/r", GatewayHarness.route("p"))])
        let call = harness.caller.send(harness.request(GatewayHarness.chat())) { _ in }
        #expect(eventually { harness.upstream.held.value.count == 1 })
        #expect(harness.role.metricsExposition().contains("trelay_provider=\"p\"} 1\n"))
        call.cancel()
        #expect(eventually { harness.role.metricsExposition().contains(#"error_type="cancelled""#) })
        #expect(harness.role.metricsExposition().contains(#"http_response_status_code="499""#))
    }

    @Test("The tally's histogram adds to the registry's")
    func histogram() {
        let registry = MetricRegistry()
        let histogram = registry.histogram("h", "help", buckets: [1, 2])
        var tally = HistogramTally(buckets: histogram.buckets)
        for value in [0.5, 1.5, 9, .infinity] { tally.observe(value) }
        histogram.add(tally)
        histogram.add(HistogramTally(buckets: [1]))
        histogram.observe(0.5)
        let text = registry.exposition()
        #expect(text.contains("h_bucket{le=\"1\"} 2\n") && text.contains("h_bucket{le=\"2\"} 3\n"))
        #expect(text.contains("h_count 4\n") && text.contains("h_sum 11.5\n"))
    }
}
