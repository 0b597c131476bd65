import Synchronization
import TrelayHTTP
import TrelaySystem
public import TrelayTelemetry
import TrelayWorker

/// Serves callers with what a `GatewayRole` holds: OpenAI's endpoints and Open Inference, on threads of its own.
///
/// A request is served by the snapshot that it found at its beginning, to its end. Connections to upstreams belong to
/// the threads and not to the configuration: a reload leaves them open.
public final class GatewayServer: Sendable {
    /// The port that is listened on.
    public var port: UInt16 { server.port }
    private let server: HTTPServer

    /// Listens and serves from then on; before the role's first configuration, every model is unknown.
    ///
    /// - Throws: what is wrong with the address, or what the system refuses.
    public init(
        _ settings: GatewaySettings, role: GatewayRole, tracer: Tracer
    ) throws(GatewayServerError) {
        let tracing = GatewayTracing(tracer: tracer)
        let clients = Mutex<[HTTPClient]>([])
        do throws(HTTPError) {
            server = try HTTPServer(Self.configuration(settings, role)) {
                [metrics = role.metrics] shard throws(HTTPError) in
                let client = try HTTPClient(Self.clientConfiguration(settings), shard: shard)
                clients.withLock { $0.append(client) }
                return GatewayShard(
                    shard, client: client, settings: settings, reader: role.makeReader(), tally: metrics.makeTally(),
                    tracing: tracing)
            }
        } catch {
            throw GatewayServerError(message: "the gateway on \(settings.host):\(settings.port): \(error)")
        }
        let all = clients.withLock { $0 }
        role.metrics.observeConnections { all.reduce(0) { $0 + $1.connectionsOpened } }
    }

    /// Open connections of callers.
    public var connectionCount: Int { server.connectionCount }

    /// Takes no new connections; requests in flight are answered. Any thread, more than once.
    public func beginDrain() {
        server.beginDrain()
    }

    /// Drains, and ends what has not ended by the deadline.
    ///
    /// - Returns: whether every connection ended by itself.
    @discardableResult
    public func stop(deadline: Duration) -> Bool {
        server.stop(deadline: deadline)
    }

    private static func configuration(_ settings: GatewaySettings, _ role: GatewayRole) -> HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(host: settings.host, port: settings.port, shards: settings.shards)
        configuration.name = "gateway"
        configuration.maximumBodyBytes = settings.maximumBodyBytes
        configuration.maximumConnections = settings.maximumConnections
        configuration.refusal = { [role] status, reason in
            refusal(status, reason, role.snapshot.stamp)
        }
        return configuration
    }

    /// What no handler sees is answered in OpenAI's form as well.
    private static func refusal(_ status: Int, _ reason: String, _ stamp: HTTPHeaders) -> HTTPResponse {
        let code = status == 413 ? GatewayFault.Code.bodyTooLarge : GatewayFault.Code(rawValue: "bad_http_request")
        let answer = ErrorAnswer(GatewayFault(code, status: status, "The request is refused: \(reason)."), .openAI)
        var headers = stamp
        for field in answer.headers { headers.add(field.name, field.value) }
        return HTTPResponse(status: status, headers: headers, body: answer.body)
    }

    private static func clientConfiguration(_ settings: GatewaySettings) -> HTTPClientConfiguration {
        var configuration = HTTPClientConfiguration()
        configuration.maximumRequests = settings.maximumUpstreamRequests
        configuration.certificateAuthorityFile = settings.certificateAuthorityFile
        configuration.userAgent = "trelay-gateway"
        return configuration
    }
}

/// Why a gateway does not start. One line: what, where, what to do.
public struct GatewayServerError: Error, Hashable, Sendable, CustomStringConvertible {
    public var message: String
    public var description: String { message }
}
