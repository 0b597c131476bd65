import TrelayCommandLine
import TrelayGateway
import TrelayModel
import TrelaySystem
import TrelayTelemetry

/// Where a role serves the requests that it is there for, beside the worker's own endpoint for management.
struct ServingEndpoint: Sendable {
    let host: String
    let port: UInt16
    /// Takes no new connections. Any thread.
    let beginDrain: @Sendable () -> Void
    /// Ends what has not ended by then.
    let stop: @Sendable (Duration) -> Void
}

/// What `trelay worker` says about serving requests.
struct ServingOptions {
    static let options = [
        Option(
            long: "serve", valueName: "HOST:PORT",
            help: "where requests are served, of callers (gateway) or for predictions (model); port 0 takes any",
            environment: "TRELAY_SERVE"),
        Option(long: "shards", valueName: "N", help: "threads that serve requests", default: "1"),
        Option(
            long: "hook", valueName: "NAME=PATH", help: "a program that a model may name as its hook; may be repeated",
            repeats: true),
        Option(
            long: "artifact-folder", valueName: "FOLDER",
            help: "models may name artifact files in it; may be repeated; default: anywhere", repeats: true,
            completesFiles: true),
    ]

    static let maximumShards = 64

    let address: (host: String, port: UInt16)?
    let shards: Int
    let hooks: [String: String]
    let artifactFolders: [String]

    init(_ invocation: Invocation) throws {
        address = try invocation.string("serve").map { try WorkerCommand.address($0, "serve", invocation) }
        guard let shards = invocation.string("shards").flatMap({ Int($0) }), (1...Self.maximumShards).contains(shards)
        else { throw invocation.usageError("--shards: a number from 1 to \(Self.maximumShards)") }
        self.shards = shards
        var hooks: [String: String] = [:]
        for text in invocation.strings("hook") {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[1].hasPrefix("/") else {
                throw invocation.usageError("--hook '\(text)': write it as NAME=PATH with an absolute path")
            }
            hooks[parts[0]] = parts[1]
        }
        self.hooks = hooks
        artifactFolders = invocation.strings("artifact-folder")
    }

    /// Nil when the worker is to serve no requests.
    func endpoint(of role: GatewayRole, _ tracer: Tracer) throws -> ServingEndpoint? {
        guard let address else { return nil }
        let settings = GatewaySettings(host: address.host, port: address.port, shards: shards)
        let server = try GatewayServer(settings, role: role, tracer: tracer)
        return ServingEndpoint(
            host: address.host, port: server.port, beginDrain: { server.beginDrain() },
            stop: { server.stop(deadline: $0) })
    }

    /// Nil when the worker is to serve no requests.
    func endpoint(of role: ModelRole, _ tracer: Tracer) throws -> ServingEndpoint? {
        guard let address else { return nil }
        var settings = ModelServerSettings()
        settings.host = address.host
        settings.port = address.port
        settings.shards = shards
        settings.build = VersionCommand.build
        let server = try ModelServer(role, settings: settings, tracer: tracer)
        return ServingEndpoint(
            host: address.host, port: server.port, beginDrain: { server.beginDrain() },
            stop: { server.stop(deadline: $0) })
    }
}
