import Glibc
import Testing
import TrelayCore
import TrelayFormat
import TrelayHTTP
import TrelaySystem
import TrelayTelemetry
import TrelayWorker

@testable import TrelayGateway

/// Longer than anything here takes; a test that waits for it has failed.
let patience = Duration.seconds(20)

/// Waits for a condition that another thread makes true; false when patience ends.
func eventually(_ condition: () -> Bool) -> Bool {
    let deadline = Deadline(after: patience)
    while !condition() {
        if deadline.hasPassed { return false }
        poll(nil, 0, 2)
    }
    return true
}

struct NoCredentials: CredentialSource {
    func credential(_ reference: String) throws(CredentialProblem) -> Credential { Credential("secret-" + reference) }
}

/// An upstream, a gateway in front of it, and a caller, all in this process.
final class GatewayHarness {
    let upstream: EchoUpstream
    let upstreamServer: HTTPServer
    let role: GatewayRole
    let gateway: GatewayServer
    let caller: HTTPClient
    private(set) var revision = 0

    init(
        _ settings: GatewaySettings = quickSettings(), upstream: EchoUpstream = EchoUpstream(),
        tracer: Tracer = Tracer(exporter: nil)
    ) throws {
        self.upstream = upstream
        upstreamServer = try HTTPServer(HTTPServerConfiguration(), handler: upstream)
        role = GatewayRole(namespace: "shop", credentials: NoCredentials())
        gateway = try GatewayServer(settings, role: role, tracer: tracer)
        caller = try HTTPClient()
    }

    deinit {
        caller.close()
        gateway.stop(deadline: .milliseconds(200))
        upstream.held.change { $0 = [] }
        upstreamServer.stop(deadline: .milliseconds(200))
    }

    static func quickSettings() -> GatewaySettings {
        var settings = GatewaySettings()
        settings.connectTimeout = .seconds(2)
        // Longer than a test's patience: what ends by itself must not look as if somebody had ended it.
        settings.firstByteTimeout = patience * 4
        settings.idleTimeout = patience * 4
        settings.totalTimeout = patience * 4
        return settings
    }

    // MARK: Configuration

    /// A provider whose upstream behaves so.
    func provider(_ behaviour: String, _ more: JSONValue = [:]) -> JSONValue {
        MergePatch.apply(
            more,
            to: ["type": "openai", "baseURL": .string("http://127.0.0.1:\(upstreamServer.port)/\(behaviour)/v1")])
    }

    /// A route for the model `chat`.
    static func route(_ provider: String, _ more: JSONValue = [:]) -> JSONValue {
        MergePatch.apply(
            more,
            to: [
                "match": ["model": "chat"], "retries": 0,
                "targets": [["provider": .string(provider), "model": "m1", "weight": 1]],
            ])
    }

    /// Applies a configuration as the worker does.
    func apply(_ resources: [(String, JSONValue)], trace: TraceContext? = nil) throws {
        revision += 1
        let next = Fixture.configuration(resources, revision: revision)
        let prepared = try role.prepare(
            next, changes: role.live.resources.changes(to: next.resources), trace: trace)
        let previous = role.commit(prepared)
        try role.probe()
        role.retire(previous)
    }

    // MARK: Requests

    static func chat(_ content: String = "hi", model: String = "chat", _ more: JSONValue = [:]) -> JSONValue {
        MergePatch.apply(
            more, to: ["model": .string(model), "messages": [["role": "user", "content": .string(content)]]])
    }

    func request(
        _ body: JSONValue?, path: String = "/v1/chat/completions", headers: HTTPHeaders = [:]
    ) -> HTTPClientRequest {
        var request = HTTPClientRequest(
            method: body == nil ? "GET" : "POST", url: "http://127.0.0.1:\(gateway.port)\(path)", headers: headers,
            body: body?.canonicalBytes() ?? [])
        request.headers.add("Content-Type", "application/json")
        request.totalTimeout = patience
        return request
    }

    func send(
        _ body: JSONValue?, path: String = "/v1/chat/completions", headers: HTTPHeaders = [:]
    ) throws -> HTTPResponse {
        try caller.sendAndWait(request(body, path: path, headers: headers))
    }
}

extension HTTPResponse {
    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The content of a whole answer.
    var content: String { json["choices"]?.arrayValue?.first?["message"]?["content"]?.stringValue ?? "" }

    func header(_ name: String) -> String? { headers[first: name] }

    /// That it is an error of OpenAI's form, all four members there.
    var isOpenAIError: Bool {
        guard let error = json["error"]?.objectValue else { return false }
        return ["message", "type", "param", "code"].allSatisfy { error[$0] != nil } && error["message"] != ""
            && headers[first: "content-type"] == "application/json"
    }
}
