import TrelayFormat
import TrelayHTTP
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

/// The gateway on one thread: requests come in, go to upstreams and come back without leaving it. It reads the
/// configuration without a lock and shares nothing with the other shards.
final class GatewayShard: HTTPShardHandler {
    let shard: HTTPShard
    let client: HTTPClient
    let settings: GatewaySettings
    let tally: ShardTally
    let tracing: GatewayTracing
    var random = RandomPool()
    var memory = ShardMemory()
    private var reader: SnapshotReader<GatewaySnapshot>

    init(
        _ shard: HTTPShard, client: HTTPClient, settings: GatewaySettings, reader: SnapshotReader<GatewaySnapshot>,
        tally: ShardTally, tracing: GatewayTracing
    ) {
        self.shard = shard
        self.client = client
        self.settings = settings
        self.reader = reader
        self.tally = tally
        self.tracing = tracing
    }

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        // The only time that this request looks at what is configured.
        let snapshot = reader.current()
        memory.adopt(snapshot)
        switch Endpoint.match(method: request.method, path: request.path) {
        case .unknown:
            side(request, exchange, snapshot, nil).answer(
                .unknownPath(request.method, request.path))
        case .methodNotAllowed(let allowed):
            side(request, exchange, snapshot, nil).answer(
                .methodNotAllowed(request.method, allowed: allowed))
        case .endpoint(let endpoint):
            let side = side(request, exchange, snapshot, endpoint)
            switch endpoint {
            case .models: side.answer(status: 200, headers: Self.json, body: snapshot.modelList)
            case .model(let identifier): answerModel(identifier, side)
            case .chatCompletions, .completions, .embeddings, .infer: proxy(request, endpoint, side)
            }
        }
    }

    // MARK: Endpoints

    private static let notReady = GatewayFault(
        .notReady, status: 503, "This gateway has no configuration yet: try again in a moment.",
        retryAfter: .seconds(1))
    private static let json: HTTPHeaders = ["Content-Type": "application/json"]

    private func side(
        _ request: HTTPRequest, _ exchange: HTTPExchange, _ snapshot: GatewaySnapshot, _ endpoint: Endpoint?
    ) -> CallerSide {
        let span = tracing.begin(request, endpoint)
        tracing.serve(span, by: snapshot)
        return CallerSide(
            exchange, identifier: RequestIdentifier.of(request.headers, random: &random), snapshot: snapshot,
            span: span, form: ErrorForm.of(path: request.path), operation: endpoint?.operationName ?? "unknown",
            tally: tally,
            began: SystemClock.monotonicNanoseconds())
    }

    private func answerModel(_ identifier: String, _ side: CallerSide) {
        guard let body = side.snapshot.model(identifier) else {
            return side.answer(.modelNotFound(identifier))
        }
        side.answer(status: 200, headers: Self.json, body: body)
    }

    private func proxy(_ request: HTTPRequest, _ endpoint: Endpoint, _ side: CallerSide) {
        do throws(GatewayFault) {
            let caller = try CallerRequest(
                endpoint: endpoint, body: request.body, limits: limits,
                inferenceHeaderLength: request.headers[first: "inference-header-content-length"].flatMap { Int($0) })
            guard let table = side.snapshot.table else { throw Self.notReady }
            let facts = facts(request, caller, side)
            guard let decision = table.decide(facts) else { throw .modelNotFound(caller.model) }
            side.route = decision.route.name
            let prompt = caller.endpoint.takesPrompt ? decision.route.prompt : nil
            side.promptVersion = prompt?.version
            if request.headers[first: "x-trelay-explain"] == "1" { return explain(decision, facts, table, side) }
            let insertion = try insertion(prompt, decision, caller, request.headers)
            ProxiedRequest(self, side, caller, decision, insertion).start()
        } catch {
            side.answer(error)
        }
    }

    private var limits: CallerRequest.Limits {
        var limits = CallerRequest.Limits.default
        limits.maximumBytes = settings.maximumBodyBytes
        return limits
    }

    private func facts(_ request: HTTPRequest, _ caller: CallerRequest, _ side: CallerSide) -> RequestFacts {
        RequestFacts(
            path: request.path, model: caller.model,
            stickyKey: StickyKey.of(caller, request.headers, identifier: side.identifier),
            latencies: side.snapshot.choosesByLatency ? memory.latencies.microseconds : [:]
        ) { [headers = request.headers] in headers[first: $0] }
    }

    private func insertion(
        _ prompt: Prompt?, _ decision: Decision, _ caller: CallerRequest, _ headers: HTTPHeaders
    ) throws(GatewayFault) -> MessageInsertion {
        guard let prompt else { return .none }
        do throws(MissingVariables) {
            return try prompt.insertion(
                model: caller.model, route: decision.route.name, metadata: caller.value["metadata"]
            ) { headers[first: $0] }
        } catch {
            throw prompt.fault(error)
        }
    }

    /// The decision, and no upstream is asked.
    private func explain(
        _ decision: Decision, _ facts: RequestFacts, _ table: RoutingTable, _ side: CallerSide
    ) {
        side.target = decision.chain.first?.identifier(for: facts.model)
        let explanation = DecisionExplanation(decision, facts, of: table).json
        side.answer(status: 200, headers: Self.json, body: explanation.canonicalBytes())
    }
}

extension Endpoint {
    /// Whether a route's prompt has a place in its requests.
    fileprivate var takesPrompt: Bool { self == .chatCompletions || self == .completions }
}
