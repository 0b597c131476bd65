import TrelayCore
import TrelayFormat
import TrelayHTTP
import TrelayTelemetry

/// Answers the Open Inference Protocol. Quick predictions are made on the shard's own thread, slow ones on the pool's.
struct InferenceHandler: HTTPHandler {
    static let name = "trelay"
    static let extensions: [JSONValue] = ["binary_tensor_data"]
    /// Bytes of a request that are read in well under a millisecond.
    static let quickBodyBytes = 65_536

    let store: ModelStore
    let pool: WorkPool
    let build: String
    let tracing: InferenceTracing

    func handle(_ request: HTTPRequest, _ exchange: HTTPExchange) {
        // One snapshot for the whole request, whatever is swapped meanwhile.
        let lease = store.lease()
        guard let path = InferencePath(request.path) else {
            return reply(exchange, lease, .failure(404, "nothing at \(request.path); see /v2"))
        }
        guard request.method == path.method || request.method == "HEAD" && path.method == "GET" else {
            var response = HTTPResponse.failure(405, "\(path.template) is asked with \(path.method)")
            response.headers.set("allow", path.method)
            return reply(exchange, lease, response)
        }
        if case .infer(let name, let version) = path {
            let span = tracing.begin(request, path, lease.snapshot)
            return infer(name, version, request, exchange, lease, span)
        }
        reply(exchange, lease, answer(path, lease.snapshot))
    }

    // MARK: - What the server says about itself

    private func answer(_ path: InferencePath, _ snapshot: ModelSnapshot) -> HTTPResponse {
        switch path {
        case .server:
            return .value(
                200,
                ["name": .string(Self.name), "version": .string(build), "extensions": .array(Self.extensions)])
        case .serverLive: return .value(200, ["live": true])
        case .serverReady:
            let isReady = snapshot.configuration.revision > 0
            return isReady ? .value(200, ["ready": true]) : .failure(503, "no configuration is effective yet")
        case .model(let name, let version), .modelReady(let name, let version), .infer(let name, let version):
            do throws(InferenceFailure) {
                let model = try find(name, version, snapshot)
                if case .model = path { return .value(200, Self.metadata(model)) }
                return .value(200, ["name": .string(name), "ready": true])
            } catch {
                return error.response
            }
        }
    }

    private static func metadata(_ model: ServedModel) -> JSONValue {
        [
            "name": .string(model.name), "versions": [.string(model.version)],
            "platform": .string(model.declaration.engine),
            "inputs": .array((model.interface?.inputs ?? []).map(\.json)),
            "outputs": .array((model.interface?.outputs ?? []).map(\.json)),
        ]
    }

    private func find(
        _ name: String, _ version: String?, _ snapshot: ModelSnapshot
    ) throws(InferenceFailure) -> ServedModel {
        guard let model = snapshot.models[name] else {
            throw InferenceFailure(status: 404, message: "no model '\(name)' is served here")
        }
        guard version == nil || version == model.version else {
            throw InferenceFailure(
                status: 404, message: "model '\(name)' is served in version \(model.version), not \(version ?? "")")
        }
        return model
    }

    // MARK: - Predictions

    private func infer(
        _ name: String, _ version: String?, _ request: HTTPRequest, _ exchange: HTTPExchange,
        _ lease: SnapshotLease, _ begun: InferenceSpan
    ) {
        var span = begun
        do throws(InferenceFailure) {
            let model = try find(name, version, lease.snapshot)
            span.chose(model)
            guard request.body.count <= Self.quickBodyBytes else {
                return try later(model, exchange, lease, span) { () throws(InferenceFailure) in try Self.read(request) }
            }
            let asked = try Self.read(request)
            guard model.predictor.isSlow(asked.inputs) else {
                return finish(exchange, lease, span, predict(model, asked, lease.snapshot))
            }
            try later(model, exchange, lease, span) { () throws(InferenceFailure) in asked }
        } catch {
            finish(exchange, lease, span, error.response)
        }
    }

    /// Predicts on another thread, which keeps the snapshot until it has answered.
    private func later(
        _ model: ServedModel, _ exchange: HTTPExchange, _ lease: SnapshotLease, _ span: InferenceSpan,
        _ read: @escaping @Sendable () throws(InferenceFailure) -> InferenceRequest
    ) throws(InferenceFailure) {
        let isAccepted = pool.submit { [self] in
            // Nobody waits for the answer any more.
            guard !exchange.isClosed else { return span.end(status: 499) }
            do throws(InferenceFailure) {
                finish(exchange, lease, span, predict(model, try read(), lease.snapshot))
            } catch {
                finish(exchange, lease, span, error.response)
            }
        }
        guard !isAccepted else { return }
        throw InferenceFailure(status: 503, message: "too many predictions wait for model '\(model.name)'")
    }

    private static func read(_ request: HTTPRequest) throws(InferenceFailure) -> InferenceRequest {
        if let coding = request.headers[first: "content-encoding"], coding != "identity" {
            throw InferenceFailure(status: 415, message: "content-encoding \(coding) is not taken; send it plain")
        }
        let header = request.headers[first: "inference-header-content-length"]
        let length = header.flatMap { Int($0) }
        guard header == nil || length != nil else {
            throw InferenceFailure(status: 400, message: "inference-header-content-length is no number")
        }
        do throws(ModelError) {
            return try InferenceRequest(request.body, headerLength: length)
        } catch {
            throw InferenceFailure(error)
        }
    }

    private func predict(
        _ model: ServedModel, _ request: InferenceRequest, _ snapshot: ModelSnapshot
    ) -> HTTPResponse {
        do throws(ModelError) {
            let response = InferenceResponse(
                modelName: model.name, modelVersion: model.version, id: request.id, revision: snapshot.revision,
                digest: snapshot.digest, outputs: try model.predict(request.inputs))
            return try response.http(for: request)
        } catch {
            return InferenceFailure(error).response
        }
    }

    private func finish(
        _ exchange: HTTPExchange, _ lease: SnapshotLease, _ span: InferenceSpan, _ response: HTTPResponse
    ) {
        reply(exchange, lease, response)
        span.end(status: response.status)
    }

    private func reply(_ exchange: HTTPExchange, _ lease: SnapshotLease, _ response: HTTPResponse) {
        exchange.reply(Self.stamped(response, lease.snapshot))
    }

    /// Every answer says what it was made under.
    static func stamped(_ response: HTTPResponse, _ snapshot: ModelSnapshot) -> HTTPResponse {
        var response = response
        response.headers.add("x-trelay-revision", snapshot.revision)
        response.headers.add("x-trelay-digest", snapshot.digest)
        return response
    }
}

/// A prediction that is answered with an error.
struct InferenceFailure: Error {
    var status: Int
    var message: String

    init(status: Int, message: String) {
        self.status = status
        self.message = message
    }

    init(_ error: ModelError) {
        status =
            switch error.code {
            case .inputInvalid: 400
            case .modelUnloaded: 503
            case .hookTimedOut: 504
            case .hookFailed, .hookAnswerInvalid, .hookWroteTooMuch: 502
            default: 500
            }
        message = error.message
    }

    var response: HTTPResponse {
        var response = HTTPResponse.failure(status, message)
        if status == 503 { response.headers.set("retry-after", "1") }
        return response
    }
}

extension HTTPResponse {
    /// The protocol's form of an error.
    static func failure(_ status: Int, _ message: String) -> HTTPResponse {
        .value(status, ["error": .string(message)])
    }

    static func value(_ status: Int, _ value: JSONValue) -> HTTPResponse {
        .json(status, value.canonicalBytes())
    }
}
