import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP

/// The worker's own HTTP face: health, metrics and the effective configuration.
///
/// Called on the HTTP shard's thread: every answer is computed from values in memory, nothing blocks.
struct ManagementEndpoint: HTTPHandler {
    let status: WorkerStatus
    let metrics: WorkerMetrics
    let feed: ConfigurationFeed
    let settings: WorkerSettings

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        guard request.method == "GET" || request.method == "HEAD" else {
            var response = HTTPResponse.text(405, "only GET and HEAD are served here\n")
            response.headers.set("allow", "GET, HEAD")
            return exchange.reply(response)
        }
        switch request.path {
        case "/livez": exchange.reply(health { _ in true })
        case "/readyz": exchange.reply(health(\.isReady))
        case "/metrics": exchange.reply(exposition())
        case "/v1/config": wantsEvents(request) ? feed.stream(request, exchange) : feed.answer(request, exchange)
        case "/v1/config/stream": feed.stream(request, exchange)
        default:
            let paths = "/livez, /readyz, /metrics, /v1/config, /v1/config/stream"
            exchange.reply(.text(404, "nothing at \(request.path); there is \(paths)\n"))
        }
    }

    private func wantsEvents(_ request: HTTPRequest) -> Bool {
        request.headers[first: "accept"]?.hasPrefix("text/event-stream") ?? false
    }

    /// Every health answer says in which state the worker is and since when: a stale worker is never silently so.
    private func health(_ judge: (WorkerReport) -> Bool) -> HTTPResponse {
        let report = status.current
        let isGood = judge(report)
        var body: JSONObject = [
            "worker": .string(settings.identity.worker),
            "role": .string(settings.identity.role),
            "namespace": .string(settings.namespace),
            "status": .string(report.status.rawValue),
            "statusSince": JSONValue(Int(report.statusSince.milliseconds)),
            "ready": .bool(report.isReady),
            "revision": JSONValue(report.effectiveRevision),
            "targetRevision": JSONValue(report.targetRevision),
        ]
        if let digest = report.liveDigest { body.set("digest", .string(digest.description)) }
        if let position = report.position { body.set("position", JSONValue(Int(position))) }
        if let stage = report.stage { body.set("stage", .string(stage)) }
        if let refusal = report.refusal {
            body.set(
                "refusal",
                [
                    "code": .string(refusal.code), "path": .string(refusal.path),
                    "message": .string(refusal.message), "stage": .string(refusal.stage),
                ])
        }
        if let reason = reason(report, isGood: isGood) { body.set("reason", .string(reason)) }
        return .json(isGood ? 200 : 503, JSONValue.object(body).canonicalBytes())
    }

    private func reason(_ report: WorkerReport, isGood: Bool) -> String? {
        if report.isLeaving { return "leaving" }
        if let detail = report.detail { return detail }
        guard !isGood else { return nil }
        if let problem = report.readProblem { return problem.message }
        guard let end = report.capturedEnd else { return "no broker has answered yet" }
        guard report.hasCaughtUp else { return "catching up: offset \(report.position ?? 0) of \(end)" }
        return report.hasSettled ? "no configuration is effective yet" : "applying revision \(report.targetRevision)"
    }

    private func exposition() -> HTTPResponse {
        var response = HTTPResponse.text(200, metrics.exposition(status.current))
        response.headers.set("content-type", "text/plain; version=0.0.4; charset=utf-8")
        return response
    }
}
