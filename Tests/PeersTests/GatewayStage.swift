import Testing
import TrelayStandIn
import TrelaySystem

/// A gateway that serves, with an upstream behind it and the routes that the scripts of this folder ask for.
final class GatewayStage {
    private static let patience = Duration.seconds(120)

    let upstream: StandInUpstream
    let address: String
    private let stage: PeerStage

    init() throws {
        upstream = try StandInUpstream(StandInConfiguration(name: "peers"))
        stage = try PeerStage(["--serve", "127.0.0.1:0"])
        do {
            let key = stage.folder + "/key"
            try DurableFile.replace(key, with: Array("the-provider-s-key\n".utf8), synchronize: false)
            let file = stage.folder + "/routes.yaml"
            try DurableFile.replace(file, with: Array(Self.routes(upstream.address, key: key).utf8), synchronize: false)
            _ = try stage.ask(["publish", "-f", file, "--wait", "effective", "--expect", "gateway-1:gateway"])
            let bytes = try DurableFile.read(stage.folder + "/state/serving.address", maximumBytes: 1_000)
            address = String(decoding: bytes.dropLast(), as: UTF8.self)
        } catch {
            stage.close()
            upstream.stop()
            throw error
        }
    }

    func close() {
        stage.close()
        upstream.stop()
    }

    /// Runs a script with the addresses of gateway and upstream.
    ///
    /// - Returns: what it printed; a failure is an issue with its words.
    func run(_ script: String) throws -> String {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let errors = stage.folder + "/errors"
        let process = try ChildProcess.spawn(
            Peer.python, [folder + "/Scripts/" + script, address, upstream.address], standardOutput: .pipe,
            standardError: .file(errors))
        let output = String(decoding: try process.readOutput(maximumBytes: 1 << 20), as: UTF8.self)
        if process.wait(timeout: Self.patience) != .exited(0) {
            let words = (try? DurableFile.read(errors, maximumBytes: 1 << 20)) ?? []
            Issue.record("\(script) failed after: \(output)\n\(String(decoding: words, as: UTF8.self))")
        }
        return output
    }

    private static func routes(_ upstream: String, key: String) -> String {
        """
        changes:
          - {op: put, kind: provider, name: oai, value: {type: openai, baseURL: "\(upstream)/v1", credential: "file:\(key)"}}
          - {op: put, kind: provider, name: ant, value: {type: anthropic, baseURL: "\(upstream)", credential: "file:\(key)"}}
          - {op: put, kind: provider, name: dead, value: {type: openai, baseURL: "http://127.0.0.1:1/v1"}}
          - {op: put, kind: prompt, name: brief, value: {version: "1", template: "Be brief."}}
        \(route("chat", "prompt: brief", "{provider: oai, model: gpt-a, weight: 1}"))
        \(route("claude", "prompt: brief", "{provider: ant, model: claude-a, weight: 1}"))
        \(route("embed", "retries: 1", "{provider: oai, model: e, weight: 1}"))
        \(route("retry", "retries: 2", "{provider: oai, model: \"retry stand-in:fail-first=1,key=r\", weight: 1}"))
        \(route("fallback", "fallbacks: [{provider: dead}, {provider: oai, model: spare}]",
            "{provider: oai, model: \"bad stand-in:500\", weight: 1}"))
        \(route("down", "retries: 1", "{provider: dead, weight: 1}"))
        \(route("limited", "retries: 0", "{provider: oai, model: \"l stand-in:429,retry-after=7\", weight: 1}"))
        \(route("slow", "retries: 0, timeouts: {firstByteMilliseconds: 300}",
            "{provider: oai, model: \"s stand-in:slow-first-byte=20s\", weight: 1}"))

        """
    }

    private static func route(_ name: String, _ more: String, _ target: String) -> String {
        "  - {op: put, kind: route, name: \(name), value: {match: {model: \(name)}, \(more), targets: [\(target)]}}"
    }
}
