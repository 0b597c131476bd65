import Testing
import TrelayStandIn
import TrelaySystem

/// The official SDKs against a gateway: a process of its own, with the stand-in behind it.
@Suite("SDKs at the gateway", .serialized)
struct GatewayPeersTests {
    private static let openAIAbsence = PythonModule.absence("openai")

    @Test(
        "The OpenAI SDK: models, chat, streams, tools, embeddings, errors, retries, time-outs, a cancelled stream",
        .enabled(if: openAIAbsence == nil, "\(openAIAbsence ?? "")"))
    func openAI() throws {
        let stage = try GatewayStage()
        defer { stage.close() }
        let output = try stage.run("openai_sdk.py")
        let checks = output.split(separator: "\n").filter { $0.hasPrefix("ok ") }
        #expect(checks.count == 13, "\(output)")
    }
}

/// Whether a module can be imported by the Python of the peers.
enum PythonModule {
    /// What is missing and how to get it; nil when it is here.
    static func absence(_ module: String) -> String? {
        let process = try? ChildProcess.spawn(
            Peer.python, ["-c", "import \(module)"], standardOutput: .null, standardError: .null)
        if process?.wait(timeout: .seconds(60)) == .exited(0) { return nil }
        return "\(Peer.python) cannot import \(module): pip install \(module), or name a Python that has it in "
            + "TRELAY_PYTHON"
    }
}
