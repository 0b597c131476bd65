import Synchronization
import TrelayFormat
import TrelaySystem

@testable import TrelayTelemetry

/// A value that threads share.
final class Box<Value: Sendable>: Sendable {
    private let stored: Mutex<Value>

    init(_ value: Value) { stored = Mutex(value) }

    var value: Value { stored.withLock { $0 } }

    func change<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        stored.withLock { value in body(&value) }
    }
}

/// Keeps what it is given.
final class RecordingExporter: SpanExporter {
    private let box = Box<[SpanData]>([])

    var spans: [SpanData] { box.value }
    let droppedCount: UInt64 = 0

    func export(_ span: SpanData) { box.change { $0.append(span) } }
    func flush(deadline: Duration) {}
}

/// A collector that answers as it is told, and keeps what it was sent.
final class ScriptedTransport: OTLPTransport {
    private struct State {
        var answers: [OTLPAnswer]
        var bodies: [[UInt8]] = []
        var isClosed = false
    }

    private let state: Box<State>
    private let opened: EventDescriptor
    /// Signalled when a request has come.
    let arrived: EventDescriptor

    /// - Parameters:
    ///   - answers: in order; then everything is taken.
    ///   - isHolding: whether answers wait for `release` or `close`.
    init(_ answers: [OTLPAnswer] = [], isHolding: Bool = false) throws {
        state = Box(State(answers: answers))
        opened = try EventDescriptor()
        arrived = try EventDescriptor()
        if !isHolding { opened.signal() }
    }

    var bodies: [[UInt8]] { state.value.bodies }
    var isClosed: Bool { state.value.isClosed }

    /// The names of the spans in each request.
    var names: [[String]] {
        bodies.map { body in
            let spans = (try? JSONParser.parse(body))?["resourceSpans"]?.arrayValue?.first?["scopeSpans"]?.arrayValue?
                .first?["spans"]?.arrayValue
            return spans?.compactMap { $0["name"]?.stringValue } ?? []
        }
    }

    func post(_ body: [UInt8], timeout: Duration) -> OTLPAnswer {
        state.change { $0.bodies.append(body) }
        arrived.signal()
        _ = opened.wait(timeout: nil)
        return state.change { state in
            if state.isClosed { return .refused(message: "closed") }
            return state.answers.isEmpty ? .taken(rejected: 0, message: "") : state.answers.removeFirst()
        }
    }

    func release() { opened.signal() }

    func close() {
        state.change { $0.isClosed = true }
        opened.signal()
    }
}

enum Fixture {
    /// Long enough for the slowest machine; nothing waits for it unless something is broken.
    static let patience: Duration = .seconds(60)

    static let context = TraceContext(
        traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", tracestate: "vendor=1")

    static func span(_ name: String) throws -> SpanData {
        guard let context else { throw TelemetryError(message: "no fixture") }
        return SpanData(
            name: name, kind: .internal, context: context, startNanoseconds: 1_700_000_000_000_000_000,
            endNanoseconds: 1_700_000_000_000_000_001)
    }
}
