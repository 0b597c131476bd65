import Testing

@testable import TrelayTelemetry

@Suite("Spans")
struct SpanTests {
    @Test("A finished span has all that was said of it")
    func finished() throws {
        let exporter = RecordingExporter()
        let tracer = Tracer(exporter: exporter)
        let parent = try #require(Fixture.context)
        let span = tracer.startSpan("process changes", kind: .consumer, parent: parent, startNanoseconds: 10)
        span.setAttribute("revision", 7)
        span.setAttribute("revision", 8)
        span.addEvent("changed", attributes: ["path": "/a"], nanoseconds: 11)
        span.addLink(parent, attributes: ["why": "batch"])
        span.recordError("refused")
        #expect(exporter.spans.isEmpty)
        span.end(nanoseconds: 12)
        span.setAttribute("late", true)
        span.end(nanoseconds: 99)
        let data = try #require(exporter.spans.first)
        #expect(exporter.spans.count == 1)
        #expect(data.name == "process changes" && data.kind == .consumer)
        #expect(data.context == span.context && data.context.traceID == parent.traceID)
        #expect(data.parentSpanID == parent.spanID)
        #expect(data.startNanoseconds == 10 && data.endNanoseconds == 12)
        #expect(data.attributes == ["revision": 8])
        #expect(data.events == [SpanEvent(name: "changed", nanoseconds: 11, attributes: ["path": "/a"])])
        #expect(data.links == [SpanLink(context: parent, attributes: ["why": "batch"])])
        #expect(data.status == .error("refused"))
    }

    @Test("A span does not end before it starts")
    func clockSteps() throws {
        let exporter = RecordingExporter()
        Tracer(exporter: exporter).startSpan("s", kind: .internal, parent: nil, startNanoseconds: 50).end(
            nanoseconds: 3)
        #expect(try #require(exporter.spans.first).endNanoseconds == 50)
    }

    @Test("What goes beyond the limits is dropped and counted")
    func limits() throws {
        let exporter = RecordingExporter()
        let span = Tracer(exporter: exporter).startSpan("s", kind: .internal, parent: nil)
        let wide = Dictionary((0..<40).map { ("a\($0)", AttributeValue.integer($0)) }) { first, _ in first }
        for index in 0..<130 { span.setAttribute("a\(index)", .integer(1)) }
        span.setAttribute("a0", .integer(2))
        for index in 0..<70 { span.addEvent("e\(index)", attributes: wide) }
        for _ in 0..<35 { span.addLink(.random(), attributes: wide) }
        span.end()
        let data = try #require(exporter.spans.first)
        #expect(data.attributes.count == 128 && data.droppedAttributes == 2)
        #expect(data.attributes["a0"] == 2)
        #expect(data.events.count == 64 && data.droppedEvents == 6)
        #expect(data.events.last?.name == "e63")
        #expect(data.events[0].attributes.count == 32 && data.events[0].droppedAttributes == 8)
        #expect(data.links.count == 32 && data.droppedLinks == 3 && data.links[0].droppedAttributes == 8)
    }

    @Test("Long strings are cut between characters")
    func longValues() throws {
        let exporter = RecordingExporter()
        let span = Tracer(exporter: exporter).startSpan("s", kind: .internal, parent: nil)
        span.setAttribute("text", .string(String(repeating: "é", count: 4_000)))
        span.setAttribute("texts", .strings([String](repeating: "x", count: 200)))
        span.end()
        let data = try #require(exporter.spans.first)
        #expect(data.attributes["text"] == .string(String(repeating: "é", count: 2_046) + "…"))
        #expect(data.attributes["texts"] == .strings([String](repeating: "x", count: 128)))
    }

    @Test("A success stays one")
    func status() throws {
        let exporter = RecordingExporter()
        let tracer = Tracer(exporter: exporter)
        let span = tracer.startSpan("s", kind: .internal, parent: nil)
        span.recordError("first try")
        span.setStatus(.unset)
        span.setStatus(.ok)
        span.recordError("too late")
        span.end()
        #expect(try #require(exporter.spans.first).status == .ok)
    }

    @Test("Without an exporter contexts still go on")
    func noExporter() throws {
        let tracer = Tracer(exporter: nil)
        let parent = try #require(Fixture.context)
        let span = tracer.startSpan("s", kind: .internal, parent: parent)
        #expect(!span.isRecording)
        span.end()
        #expect(span.context.traceID == parent.traceID && span.context.isSampled)
        #expect(tracer.droppedSpans == 0)
    }
}

@Suite("Sampling")
struct SamplingTests {
    private func exported(_ sampler: Sampler, parent: TraceContext?) -> (count: Int, flag: Bool) {
        let exporter = RecordingExporter()
        let span = Tracer(exporter: exporter, sampler: sampler).startSpan("s", kind: .internal, parent: parent)
        span.end()
        return (exporter.spans.count, span.context.isSampled)
    }

    @Test("The parent's decision is kept by a sampler that follows parents, and by no other")
    func parents() {
        let yes = TraceContext.random()
        let no = TraceContext.random(isSampled: false)
        #expect(exported(.never, parent: yes) == (1, true))
        #expect(exported(.always, parent: no) == (0, false))
        #expect(exported(.never, parent: nil) == (0, false))
        #expect(exported(Sampler(.always, followsParent: false), parent: no) == (1, true))
        #expect(exported(Sampler(.never, followsParent: false), parent: yes) == (0, false))
    }

    @Test("A ratio takes its share, the same traces for all, and more of them the greater it is")
    func ratio() {
        let traces = (0..<4_000).map { _ in TraceContext.random().traceID }
        func taken(_ ratio: Double) -> Set<[UInt8]> {
            Set(traces.filter { Sampler.ratio(ratio).accepts($0, parent: nil) })
        }
        let tenth = taken(0.1)
        // Eight standard deviations of 4,000 draws at 0.1 are 152.
        #expect((248...552).contains(tenth.count))
        #expect(tenth.isSubset(of: taken(0.5)))
        #expect(taken(0).isEmpty)
        #expect(taken(1).count == traces.count)
    }
}
