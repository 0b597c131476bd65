import Synchronization
import Testing
import TrelaySystem

/// A client of another make that publishes and reads by the documented wire format alone.
enum Peer: String, CaseIterable, CustomTestStringConvertible {
    case kcat
    case confluentKafka = "confluent-kafka"

    /// Debian's package `kcat`.
    static let kcatProgram = "kcat"
    /// The Python that has confluent-kafka: `TRELAY_PYTHON`, else `python3` on PATH.
    static let python = HostInformation.environment("TRELAY_PYTHON") ?? "python3"

    var testDescription: String { rawValue }

    /// Nil when it is here; else what is missing and how to get it.
    var absence: String? {
        switch self {
        case .kcat: Self.kcatAbsence
        case .confluentKafka: Self.pythonAbsence
        }
    }

    var isPresent: Bool { absence == nil }

    private static let kcatAbsence: String? =
        succeeds(kcatProgram, ["-V"]) ? nil : "no kcat on PATH: apt-get install kcat"
    private static let pythonAbsence: String? =
        succeeds(python, ["-c", "import confluent_kafka"])
        ? nil : "\(python) cannot import it: pip install confluent-kafka, or name a Python that has it in TRELAY_PYTHON"

    private static func succeeds(_ program: String, _ arguments: [String]) -> Bool {
        let process = try? ChildProcess.spawn(program, arguments, standardOutput: .null, standardError: .null)
        return process?.wait(timeout: .seconds(30)) == .exited(0)
    }
}

/// Tells at the end which peers there were: tests that were skipped prove nothing.
struct PeersReport: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await function()
        let parts = Peer.allCases.map { peer in peer.rawValue + (peer.absence.map { " no (\($0))" } ?? " yes") }
        try StandardStreams.writeOutput("peers: " + parts.joined(separator: ", ") + "\n")
    }
}

extension Trait where Self == PeersReport {
    static var reportsPeers: Self { Self() }
}
