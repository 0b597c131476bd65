public import TrelayHTTP
import TrelaySystem
public import TrelayTelemetry

/// How a model server listens, and every limit it keeps.
public struct ModelServerSettings: Sendable {
    public var host: String = "127.0.0.1"
    /// 0 lets the system choose.
    public var port: UInt16 = 0
    /// Threads that serve, and predict as long as that is quick.
    public var shards: Int = 1
    /// Threads for predictions that may take long, such as those of hooks.
    public var slowThreads: Int = 4
    /// Slow predictions that may wait for a thread; more are answered with 503.
    public var maximumWaiting: Int = 64
    /// Of one request.
    public var maximumBodyBytes: Int = 16 << 20
    /// What `/v2` gives as the version of the server.
    public var build: String = ""

    public init() {}
}

/// Serves the models of a worker by the Open Inference Protocol, version 2, over HTTP. Stopped with `stop`.
public final class ModelServer: Sendable {
    private let server: HTTPServer
    private let pool: WorkPool

    /// Listens and serves from then on; before a configuration is effective, it says that it is not ready.
    ///
    /// - Parameters:
    ///   - role: holds what is served.
    ///   - tracer: gets a span for each prediction; nil for none.
    public init(
        _ role: ModelRole, settings: ModelServerSettings, tracer: Tracer? = nil
    ) throws(HTTPError) {
        do throws(SystemError) {
            pool = try WorkPool(
                name: "model-slow", threads: settings.slowThreads, maximumWaiting: settings.maximumWaiting)
        } catch {
            throw HTTPError(code: .systemFailure, message: "threads for slow predictions: \(error)")
        }
        var configuration = HTTPServerConfiguration(
            host: settings.host, port: settings.port, shards: settings.shards)
        configuration.name = "model"
        configuration.maximumBodyBytes = settings.maximumBodyBytes
        let store = role.store
        configuration.refusal = { status, reason in
            InferenceHandler.stamped(.failure(status, reason), store.lease().snapshot)
        }
        let handler = InferenceHandler(
            store: store, pool: pool, build: settings.build,
            tracing: InferenceTracing(tracer: tracer, metrics: role.metrics))
        do throws(HTTPError) {
            server = try HTTPServer(configuration, handler: handler)
        } catch {
            pool.close()
            throw error
        }
    }

    /// The port that is listened on.
    public var port: UInt16 { server.port }

    /// Takes no new connections; requests in flight are answered. Any thread, more than once.
    public func beginDrain() {
        server.beginDrain()
    }

    /// Answers what is in flight, closes the connections and ends the threads. Not from a thread of the server.
    ///
    /// - Returns: whether every connection ended by itself.
    @discardableResult
    public func stop(deadline: Duration) -> Bool {
        let isClean = server.stop(deadline: deadline)
        pool.close()
        return isClean
    }
}
