import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayTelemetry

@Suite("Export over HTTP")
struct OTLPHTTPTests {
    /// A collector that answers with these statuses in turn, then 200.
    private final class Collector: HTTPHandler {
        let requests = Box<[HTTPRequest]>([])
        private let statuses: Box<[Int]>

        init(_ statuses: [Int]) { self.statuses = Box(statuses) }

        func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
            requests.change { $0.append(request) }
            let status = statuses.change { $0.isEmpty ? 200 : $0.removeFirst() }
            exchange.reply(.json(status, Array("{}".utf8)))
        }
    }

    @Test("Spans arrive as a POST of JSON with the configured headers, after the collector was busy")
    func export() throws {
        let collector = Collector([503, 429])
        let server = try HTTPServer(HTTPServerConfiguration(), handler: collector)
        defer { server.stop(deadline: .seconds(5)) }
        var configuration = OTLPConfiguration(tracesURL: "http://127.0.0.1:\(server.port)/v1/traces")
        configuration.headers = ["X-Key": "secret"]
        let exporter = try OTLPExporter(
            configuration, resource: ["service.name": "test"], transport: OTLPHTTPTransport(configuration),
            firstPause: .milliseconds(1))
        let tracer = Tracer(exporter: exporter)
        tracer.startSpan("over the wire", kind: .client, parent: nil).end()
        tracer.flush(deadline: Fixture.patience)
        exporter.close()
        let requests = collector.requests.value
        #expect(requests.count == 3)
        let request = try #require(requests.last)
        #expect(request.method == "POST" && request.path == "/v1/traces")
        #expect(request.headers[first: "content-type"] == "application/json")
        #expect(request.headers[first: "x-key"] == "secret")
        let pointer = try #require(JSONPointer("/resourceSpans/0/scopeSpans/0/spans/0/name"))
        #expect(try JSONParser.parse(request.body).value(at: pointer)?.stringValue == "over the wire")
        #expect(tracer.droppedSpans == 0)
    }

    @Test("Nobody at the other end costs spans, not the program")
    func noCollector() throws {
        // A port that was free a moment ago.
        let server = try HTTPServer(HTTPServerConfiguration(), handler: Collector([]))
        let port = server.port
        server.stop(deadline: .seconds(5))
        let configuration = OTLPConfiguration(tracesURL: "http://127.0.0.1:\(port)/v1/traces")
        let exporter = try OTLPExporter(
            configuration, resource: [:], transport: OTLPHTTPTransport(configuration), firstPause: .milliseconds(1))
        exporter.export(try Fixture.span("lost"))
        exporter.flush(deadline: Fixture.patience)
        exporter.close()
        #expect(exporter.droppedCount == 1)
        #expect(exporter.lastFailure != nil)
    }

    @Test("Answers are told apart as the protocol says")
    func answers() {
        func answer(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "") -> OTLPAnswer {
            OTLPHTTPTransport.answer(to: HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
        }
        #expect(answer(200) == .taken(rejected: 0, message: ""))
        let partial = #"{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}"#
        #expect(answer(202, [:], partial) == .taken(rejected: 1, message: "too old"))
        for status in [429, 502, 503, 504] {
            #expect(answer(status) == .later(after: nil, message: "the collector answered \(status)"))
        }
        for status in [301, 400, 401, 404, 413, 500, 501] {
            #expect(answer(status) == .refused(message: "the collector answered \(status)"))
        }
        #expect(answer(503, ["Retry-After": "7"]) == .later(after: .seconds(7), message: "the collector answered 503"))
        for text in ["-7", "Wed, 21 Oct 2015 07:28:00 GMT", "99999999999999999999"] {
            #expect(answer(503, ["Retry-After": text]) == .later(after: nil, message: "the collector answered 503"))
        }
    }
}
