import Glibc
import Testing
import TrelayFormat
import TrelaySystem

/// `trelay stand-in`, as a user runs it.
@Suite("The stand-in's commands")
struct StandInTests {
    /// An upstream as a process of its own, killed when its test is over.
    final class Upstream {
        private let process: ChildProcess
        let address: String

        init(_ options: String...) throws {
            process = try ChildProcess.spawn(
                Program.path, ["stand-in", "upstream"] + options, environment: Program.environment,
                standardOutput: .pipe, standardError: .null)
            let descriptor = try #require(process.outputDescriptor)
            var line: [UInt8] = []
            while line.last != UInt8(ascii: "\n") {
                var byte: UInt8 = 0
                try #require(read(descriptor, &byte, 1) == 1, "the upstream has ended")
                line.append(byte)
            }
            address = String(decoding: line.dropLast(), as: UTF8.self)
        }

        /// Ends it in order; its exit code.
        func stop() -> ChildProcess.ExitStatus? {
            process.signal(SystemSignal.terminate)
            return process.wait(timeout: patience)
        }

        deinit {
            process.signal(SystemSignal.kill)
            _ = process.wait(timeout: patience)
        }
    }

    @Test("An upstream and a load as processes: every request is answered and counted, and the upstream ends in order")
    func upstreamAndLoad() throws {
        let upstream = try Upstream("--name", "east", "--shards", "2", "--model", "m")
        let finished = try Program.run([
            "stand-in", "load", "--target", "gate=\(upstream.address)", "--requests", "200", "--mix",
            "chat=2,stream=1,infer=1", "--threads", "2", "-o", "json",
        ])
        #expect(finished.code == 0, "\(finished.errors)")
        let report = try finished.json
        #expect(report["answered"] == 200)
        #expect(report["targets"]?.arrayValue?.first?["name"] == "gate")
        let table = try Program.run(["stand-in", "load", "--target", upstream.address, "--requests", "20"])
        #expect(table.code == 0)
        #expect(table.output.contains("200: 20"))
        #expect(try WorkerUnderTest.get(upstream.address, "/stand-in/stats").body.contains("\"total\":220"))
        #expect(upstream.stop() == .exited(0))
    }

    @Test("A check finds that nothing is stamped, and failures are told; both are exit code 1")
    func check() throws {
        let upstream = try Upstream("--behave", "fail-every=2,503")
        let table = try Program.file("check.json", #"{"revisions":{"7":[{"upstream":"stand-in"}]}}"#)
        let finished = try Program.run([
            "stand-in", "load", "--target", upstream.address, "--requests", "10", "--check", table, "-o", "json",
        ])
        #expect(finished.code == 1)
        let report = try finished.json
        #expect(report["failed"] == 5)
        #expect(report["mixed"] == 5)
        #expect(report["good"] == 0)
    }

    @Test("An API key is named by its variable, sent, and not shown")
    func credential() throws {
        let upstream = try Upstream()
        let line = ["stand-in", "load", "--target", upstream.address, "--requests", "1", "-o", "json", "--credential"]
        let finished = try Program.run(line + ["env:LOAD_KEY"], adding: ["LOAD_KEY": "sk-very-secret"])
        #expect(finished.code == 0)
        #expect(!finished.output.contains("sk-very-secret") && !finished.errors.contains("sk-very-secret"))
        #expect(try Program.run(line + ["env:LOAD_KEY"]).code == 1)
        let shown = try Program.run(line + ["sk-very-secret"])
        #expect(shown.code == 64)
        #expect(!shown.errors.contains("sk-very-secret"))
    }

    @Test(
        "A command line that makes no sense is refused",
        arguments: [
            ["upstream", "--listen", "nowhere"], ["upstream", "--behave", "nonsense"], ["upstream", "--shards", "0"],
            ["load"], ["load", "--target", "ftp://x", "--requests", "1"],
            ["load", "--target", "http://127.0.0.1:9", "--requests", "1", "--duration", "1s"],
            ["load", "--target", "http://127.0.0.1:9", "--requests", "1", "--mix", "talk=1"],
            ["load", "--target", "http://127.0.0.1:9", "--requests", "1", "--check", "x", "--blind"],
        ])
    func refused(arguments: [String]) throws {
        let finished = try Program.run(["stand-in"] + arguments)
        #expect(finished.code == 64)
        #expect(finished.output.isEmpty)
        #expect(finished.errors.hasPrefix("trelay: "))
    }

    @Test("It is no part of the product's face: neither help nor completions nor the manual name it")
    func hidden() throws {
        for arguments in [
            ["--help"], ["manual"], ["completion", "bash"], ["completion", "zsh"], ["completion", "fish"],
        ] {
            let finished = try Program.run(arguments)
            #expect(finished.code == 0)
            #expect(!finished.output.contains("stand-in"), "\(arguments)")
        }
    }
}
