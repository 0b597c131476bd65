import TrelayHTTP
import TrelaySystem
import TrelayTelemetry

/// One attempt at an upstream: takes its answer in, has it read, and hands the steps to the request it was made for.
/// Confined to the shard's thread.
final class UpstreamAttempt: HTTPStreamReceiver {
    let target: RouteTarget
    let key: TargetKey
    let span: Span?
    /// Nil once the attempt is over for the request: what still comes is thrown away.
    private var request: ProxiedRequest?
    private var reader: AnswerReader
    /// Monotonic nanoseconds.
    private let began = SystemClock.monotonicNanoseconds()
    private var firstByte: UInt64?
    /// What the attempt's own total timeout means, if it is not the request's.
    private let hasOwnTimeout: Bool
    var call: HTTPStreamCall?

    init(
        _ request: ProxiedRequest, _ target: RouteTarget, _ key: TargetKey, _ context: AnswerReader.Context,
        span: Span?, hasOwnTimeout: Bool
    ) {
        self.request = request
        self.target = target
        self.key = key
        self.span = span
        self.hasOwnTimeout = hasOwnTimeout
        reader = AnswerReader(context)
    }

    var facts: AnswerFacts { reader.facts }

    /// Gives the upstream up; nothing more is handed on.
    func cancel() {
        request = nil
        call?.cancel()
    }

    /// The answer is complete for the caller. The upstream may finish what it has to say, so that its connection can be
    /// used again; time limits still hold.
    func detach() {
        request = nil
    }

    /// How the attempt went, at this moment.
    func record(errorType: String?) -> AttemptRecord {
        AttemptRecord(
            seconds: Double(SystemClock.monotonicNanoseconds() &- began) / 1e9,
            firstByteSeconds: firstByte.map { Double($0 &- began) / 1e9 }, errorType: errorType,
            usage: reader.facts.usage)
    }

    // MARK: HTTPStreamReceiver

    func head(status: Int, headers: HTTPHeaders) {
        firstByte = SystemClock.monotonicNanoseconds()
        reader.receiveHead(status: status, headers: headers)
    }

    func chunk(_ bytes: UnsafeRawBufferPointer) -> HTTPStreamFlow {
        guard let request else { return .accept }
        // The caller reads more slowly than the upstream writes: let the upstream wait.
        if request.mustWait { return .pause }
        request.take(reader.receive(Array(bytes)), from: self)
        return .accept
    }

    func end(_ result: Result<Void, HTTPError>) {
        guard let request else { return }
        switch result {
        case .success: request.take(reader.receiveEnd(), from: self)
        case .failure(let error): request.take(reader.fail(failure(error)), from: self)
        }
    }

    /// A provider's own time limit leaves time for another attempt, unlike the request's.
    private func failure(_ error: HTTPError) -> UpstreamFailure {
        guard error.code == .timedOut, hasOwnTimeout else { return UpstreamFailure(transport: error) }
        return UpstreamFailure(
            firstByte == nil ? .firstByteTimedOut : .idleTimedOut,
            "the upstream's answer was not complete within the provider's time limit")
    }
}
