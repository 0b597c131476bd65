import TrelayHTTP
import TrelaySystem
import TrelayTelemetry

/// One request on its way to upstreams and back: attempt after attempt, as its plan says, until the caller has an
/// answer or has gone. Confined to the shard's thread.
final class ProxiedRequest: HTTPExchangeWatcher {
    private let gateway: GatewayShard
    private let side: CallerSide
    private let caller: CallerRequest
    private let decision: Decision
    private let insertion: MessageInsertion
    private var plan: AttemptPlan
    private var attempt: UpstreamAttempt?
    private var attemptCount = 0
    private var timer: HTTPTimer?
    /// When all attempts together must have ended, monotonic nanoseconds.
    private let deadline: UInt64
    /// `created` in answers that are translated, seconds since 1970.
    private let created: Int

    init(
        _ gateway: GatewayShard, _ side: CallerSide, _ caller: CallerRequest, _ decision: Decision,
        _ insertion: MessageInsertion
    ) {
        self.gateway = gateway
        self.side = side
        self.caller = caller
        self.decision = decision
        self.insertion = insertion
        deadline = side.began.adding(decision.route.timeouts.total ?? gateway.settings.totalTimeout)
        plan = AttemptPlan(
            chain: decision.chain.map(\.provider.name), retries: decision.route.retries, deadline: deadline)
        created = Int(SystemClock.wallMilliseconds() / 1_000)
    }

    /// Whether the caller's connection takes no more at the moment.
    var mustWait: Bool { side.exchange.isAboveHighWater }

    func start() {
        side.exchange.setWatcher(self)
        guard !side.isFinished else { return }
        let step = gateway.memory.begin(
            &plan, route: decision.route.name, now: SystemClock.monotonicNanoseconds())
        follow(step, after: nil)
    }

    // MARK: Attempts

    /// - Parameter failure: what the last attempt failed with; nil before the first.
    private func follow(_ step: AttemptPlan.Action, after failure: UpstreamFailure?) {
        guard case .attempt(let index, let delay) = step, decision.chain.indices.contains(index) else {
            return giveUp(failure)
        }
        let target = decision.chain[index]
        guard delay > 0 else { return attempt(target) }
        timer = gateway.shard.after(.nanoseconds(Int64(clamping: delay))) { [self] in
            timer = nil
            attempt(target)
        }
    }

    private func giveUp(_ failure: UpstreamFailure?) {
        guard let failure else {
            return side.answer(
                GatewayFault(.noTarget, status: 503, "No target of this model's route can be used at the moment."))
        }
        side.answer(failure)
    }

    private func attempt(_ target: RouteTarget) {
        guard !side.isFinished else { return }
        let now = SystemClock.monotonicNanoseconds()
        side.target = target.identifier(for: caller.model)
        guard now < deadline else {
            return side.answer(UpstreamFailure(.totalTimedOut, "no answer within the route's time limit"))
        }
        guard let provider = side.snapshot.providers[target.provider.name] else {
            return fail(UpstreamFailure(.unreachable, "the route leads to a provider that does not exist"))
        }
        let upstream = provider.target(target.provider, model: target.model(for: caller.model))
        do throws(GatewayFault) {
            let request = try upstream.request(for: caller, inserting: insertion)
            gateway.memory.began(target, now: now)
            send(request, upstream, target, left: deadline.elapsed(since: now))
        } catch {
            refuse(error)
        }
    }

    /// - Parameter left: the time that is left for the whole request.
    private func send(_ request: UpstreamRequest, _ upstream: UpstreamTarget, _ target: RouteTarget, left: Duration) {
        attemptCount += 1
        let key = TargetKey(
            operation: caller.endpoint.operationName, provider: target.provider.name, model: upstream.model)
        let span = gateway.tracing.attempt(
            side.span, caller, key, system: upstream.dialect.providerName, number: attemptCount)
        var context = AnswerReader.Context(target: upstream, request: caller, created: created)
        context.maximumAnswerBytes = gateway.settings.maximumAnswerBytes
        let own = target.provider.timeouts.total
        let attempt = UpstreamAttempt(
            self, target, key, context, span: span, hasOwnTimeout: own.map { $0 < left } ?? false)
        self.attempt = attempt
        gateway.tally.began(key)
        let timeouts = decision.route.timeouts.filled(from: target.provider.timeouts)
        let outgoing = outgoing(request, span, timeouts, total: min(own ?? left, left))
        attempt.call = gateway.client.stream(outgoing, to: attempt)
    }

    private func outgoing(
        _ request: UpstreamRequest, _ span: Span?, _ timeouts: RouteTimeouts, total: Duration
    ) -> HTTPClientRequest {
        let settings = gateway.settings
        var result = HTTPClientRequest(
            method: request.method, url: request.url, headers: request.headers, body: request.body)
        result.headers.add("x-request-id", side.identifier)
        if let context = span?.context {
            result.headers.add("traceparent", context.traceparent)
            if let state = context.tracestate { result.headers.add("tracestate", state) }
        }
        result.connectTimeout = timeouts.connect ?? settings.connectTimeout
        result.firstByteTimeout = timeouts.firstByte ?? settings.firstByteTimeout
        result.idleTimeout = timeouts.idle ?? settings.idleTimeout
        result.totalTimeout = total
        result.maximumResponseBytes = settings.maximumAnswerBytes
        return result
    }

    // MARK: Answers

    /// What the attempt's answer asks for.
    func take(_ step: AnswerStep, from attempt: UpstreamAttempt) {
        guard attempt === self.attempt else { return }
        if let head = step.head {
            if head.contentLength != nil {
                settle(attempt, failure: nil)
                return side.answer(status: head.status, headers: head.headers, body: step.bytes)
            }
            side.begin(status: head.status, headers: head.headers)
        }
        guard side.write(step.bytes) else { return abandon(attempt) }
        switch step.outcome {
        case nil: break
        case .complete:
            settle(attempt, failure: nil)
            side.end()
        case .failed(let failure) where side.hasBegun:
            settle(attempt, failure: failure)
            side.end()
        case .failed(let failure):
            settle(attempt, failure: failure)
            fail(failure)
        }
    }

    /// The attempt is over for the caller: it is counted, and its target's health learns of it.
    private func settle(_ attempt: UpstreamAttempt, failure: UpstreamFailure?) {
        self.attempt = nil
        let record = attempt.record(errorType: failure?.errorType)
        account(attempt, record, failure: failure)
        gateway.memory.ended(
            attempt.target, identifier: attempt.target.identifier(for: caller.model), failure,
            firstByte: record.firstByteSeconds, now: SystemClock.monotonicNanoseconds())
        if failure == nil { attempt.detach() } else { attempt.cancel() }
    }

    private func account(_ attempt: UpstreamAttempt, _ record: AttemptRecord, failure: UpstreamFailure?) {
        gateway.tally.ended(attempt.key, record)
        gateway.tracing.end(attempt.span, record, attempt.facts, failure: failure)
    }

    private func fail(_ failure: UpstreamFailure) {
        follow(next(after: failure), after: failure)
    }

    private func next(after failure: UpstreamFailure) -> AttemptPlan.Action {
        gateway.memory.next(
            &plan, after: failure, route: decision.route.name, now: SystemClock.monotonicNanoseconds(),
            random: gateway.random.number())
    }

    /// The target's dialect cannot carry the request. Another one may; if none does, the caller is told why.
    private func refuse(_ fault: GatewayFault) {
        guard fault.isTargetSpecific else { return side.answer(fault) }
        let failure = UpstreamFailure(.notFound, fault.message)
        let step = next(after: failure)
        if case .giveUp = step { return side.answer(fault) }
        follow(step, after: failure)
    }

    /// The caller has gone, or its connection takes nothing more and too much waits for it already.
    private func abandon(_ attempt: UpstreamAttempt) {
        self.attempt = nil
        account(attempt, attempt.record(errorType: "cancelled"), failure: nil)
        gateway.memory.abandoned(attempt.target)
        attempt.cancel()
        side.abandon()
    }

    // MARK: HTTPExchangeWatcher

    func exchangeClosed() {
        timer?.cancel()
        timer = nil
        if let attempt { abandon(attempt) }
        side.abandon()
    }

    func exchangeRelieved() {
        attempt?.call?.resume()
    }
}

extension UInt64 {
    /// A moment of the monotonic clock, so much later; the end of time if there is none.
    func adding(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = UInt64(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let sum = addingReportingOverflow(nanoseconds.partialValue)
        guard !nanoseconds.overflow, !sum.overflow else { return .max }
        return sum.partialValue.addingReportingOverflow(UInt64(clamping: attoseconds / 1_000_000_000)).partialValue
    }

    /// The time from an earlier moment to this one.
    func elapsed(since earlier: UInt64) -> Duration {
        .nanoseconds(Int64(clamping: self > earlier ? self - earlier : 0))
    }
}
