import Testing
import TrelaySystem

@testable import TrelayTelemetry

@Suite("The exporter")
struct OTLPExporterTests {
    private func exporter(
        _ transport: ScriptedTransport, queue: Int = 100, batch: Int = 10, resource: [String: AttributeValue] = [:]
    ) throws -> OTLPExporter {
        var configuration = OTLPConfiguration(tracesURL: "http://unused")
        configuration.maximumQueue = queue
        configuration.maximumBatch = batch
        // Nothing is sent because time has passed: what is sent, was asked for.
        configuration.scheduleDelay = .seconds(3_600)
        configuration.exportTimeout = .seconds(60)
        return try OTLPExporter(
            configuration, resource: resource, transport: transport, firstPause: .milliseconds(1))
    }

    private func spans(_ range: Range<Int>) throws -> [SpanData] { try range.map { try Fixture.span("s\($0)") } }

    @Test("A flush sends all that came before it, in batches, in order")
    func batches() throws {
        let transport = try ScriptedTransport()
        let exporter = try exporter(transport)
        for span in try spans(0..<25) { exporter.export(span) }
        exporter.flush(deadline: Fixture.patience)
        #expect(transport.names.flatMap { $0 } == (0..<25).map { "s\($0)" })
        #expect(transport.names.allSatisfy { $0.count <= 10 })
        exporter.close()
        #expect(exporter.droppedCount == 0)
    }

    @Test("A full batch is sent without anyone asking")
    func fullBatch() throws {
        let transport = try ScriptedTransport()
        let exporter = try exporter(transport, batch: 3)
        for span in try spans(0..<3) { exporter.export(span) }
        #expect(transport.arrived.wait(timeout: Fixture.patience))
        exporter.close()
        #expect(transport.names == [["s0", "s1", "s2"]])
    }

    @Test("What waits too long for others is sent alone")
    func scheduleDelay() throws {
        let transport = try ScriptedTransport()
        var configuration = OTLPConfiguration(tracesURL: "http://unused")
        configuration.scheduleDelay = .milliseconds(1)
        let exporter = try OTLPExporter(
            configuration, resource: [:], transport: transport, firstPause: .milliseconds(1))
        exporter.export(try Fixture.span("alone"))
        #expect(transport.arrived.wait(timeout: Fixture.patience))
        exporter.close()
        #expect(transport.names == [["alone"]])
    }

    @Test("A collector that hangs blocks no one: what does not fit is dropped and counted")
    func overflow() throws {
        let transport = try ScriptedTransport(isHolding: true)
        let exporter = try exporter(transport, queue: 20, batch: 5)
        for span in try spans(0..<5) { exporter.export(span) }
        #expect(transport.arrived.wait(timeout: Fixture.patience))
        for span in try spans(5..<40) { exporter.export(span) }
        #expect(exporter.droppedCount == 15)
        transport.release()
        exporter.flush(deadline: Fixture.patience)
        #expect(transport.names.flatMap { $0 } == (0..<25).map { "s\($0)" })
        exporter.close()
        #expect(exporter.droppedCount == 15)
    }

    @Test("A batch that is not taken now is sent again, the same bytes")
    func retry() throws {
        let transport = try ScriptedTransport([
            .later(after: nil, message: "busy"), .later(after: .milliseconds(2), message: "busy"),
        ])
        let exporter = try exporter(transport)
        exporter.export(try Fixture.span("s"))
        exporter.flush(deadline: Fixture.patience)
        exporter.close()
        #expect(transport.bodies.count == 3)
        #expect(Set(transport.bodies).count == 1)
        #expect(exporter.droppedCount == 0)
    }

    @Test("New spans do not cut the pause of a batch short, and cost it no attempt")
    func workDuringPause() throws {
        let transport = try ScriptedTransport([.later(after: .milliseconds(5), message: "busy")], isHolding: true)
        let exporter = try exporter(transport, batch: 2)
        for span in try spans(0..<2) { exporter.export(span) }
        #expect(transport.arrived.wait(timeout: Fixture.patience))
        for span in try spans(2..<4) { exporter.export(span) }
        transport.release()
        exporter.flush(deadline: Fixture.patience)
        exporter.close()
        #expect(transport.names == [["s0", "s1"], ["s0", "s1"], ["s2", "s3"]])
        #expect(exporter.droppedCount == 0)
    }

    @Test("Attempts come to an end, and the batch is counted as dropped")
    func retriesEnd() throws {
        let transport = try ScriptedTransport(
            [OTLPAnswer](repeating: .later(after: nil, message: "busy"), count: RetrySchedule.maximumAttempts))
        let exporter = try exporter(transport)
        for span in try spans(0..<2) { exporter.export(span) }
        exporter.flush(deadline: Fixture.patience)
        #expect(transport.bodies.count == RetrySchedule.maximumAttempts)
        #expect(exporter.droppedCount == 2)
        #expect(exporter.lastFailure == "busy")
        exporter.export(try Fixture.span("next"))
        exporter.flush(deadline: Fixture.patience)
        exporter.close()
        #expect(transport.names.last == ["next"], "one lost batch is not the end")
        #expect(exporter.droppedCount == 2)
    }

    @Test("What the collector refuses for good is not sent again; what it rejects of a batch is counted")
    func refused() throws {
        let transport = try ScriptedTransport([
            .taken(rejected: 2, message: "too old"), .refused(message: "the collector answered 400"),
            .taken(rejected: 99, message: "nonsense"),
        ])
        let exporter = try exporter(transport)
        for (count, dropped) in [(3, 2), (1, 3), (1, 4)] {
            for span in try spans(0..<count) { exporter.export(span) }
            exporter.flush(deadline: Fixture.patience)
            #expect(exporter.droppedCount == UInt64(dropped))
        }
        exporter.close()
        #expect(transport.bodies.count == 3)
        #expect(exporter.lastFailure == "the collector rejected spans: nonsense")
    }

    @Test("Closing gives up on a collector that hangs, counts what is left and takes nothing more")
    func closeWhileHanging() throws {
        let transport = try ScriptedTransport(isHolding: true)
        let exporter = try exporter(transport, batch: 5)
        for span in try spans(0..<12) { exporter.export(span) }
        #expect(transport.arrived.wait(timeout: Fixture.patience))
        exporter.close(deadline: .milliseconds(1))
        #expect(transport.isClosed)
        #expect(exporter.droppedCount == 12)
        exporter.export(try Fixture.span("late"))
        #expect(exporter.droppedCount == 13)
        exporter.flush(deadline: Fixture.patience)
        exporter.close()
        #expect(transport.bodies.count == 1)
    }

    @Test("Closing ends a pause between attempts")
    func closeWhilePausing() throws {
        let transport = try ScriptedTransport([.later(after: .seconds(50), message: "busy")])
        let exporter = try exporter(transport)
        exporter.export(try Fixture.span("s"))
        exporter.close(deadline: .milliseconds(20))
        #expect(exporter.droppedCount == 1)
    }

    @Test("The resource is this process's, with the operator's words before the program's")
    func resource() throws {
        let transport = try ScriptedTransport()
        var configuration = OTLPConfiguration(tracesURL: "http://unused")
        configuration.resource = ["service.name": "operator"]
        let exporter = try OTLPExporter(
            configuration, resource: ["service.name": "program", "host.name": "h"], transport: transport,
            firstPause: .milliseconds(1))
        exporter.export(try Fixture.span("s"))
        exporter.close()
        let text = String(decoding: try #require(transport.bodies.first), as: UTF8.self)
        #expect(text.contains(#"{"key":"service.name","value":{"stringValue":"operator"}}"#))
        #expect(text.contains(#"{"key":"host.name","value":{"stringValue":"h"}}"#))
        #expect(!text.contains("program"))
    }

    @Test("Pauses double up to a maximum, respect what the collector asks for, and end with the batch's time")
    func schedule() {
        var schedule = RetrySchedule(firstPause: .seconds(1))
        #expect(schedule.next(requested: nil, remaining: .seconds(100)) == .seconds(1))
        #expect(schedule.next(requested: .seconds(7), remaining: .seconds(100)) == .seconds(7))
        #expect(schedule.next(requested: .milliseconds(1), remaining: .seconds(100)) == .seconds(4))
        #expect(schedule.next(requested: nil, remaining: .seconds(100)) == .seconds(5))
        #expect(schedule.next(requested: nil, remaining: .seconds(100)) == nil)
        var hurried = RetrySchedule(firstPause: .seconds(1))
        #expect(hurried.next(requested: .seconds(60), remaining: .seconds(30)) == nil)
    }
}
