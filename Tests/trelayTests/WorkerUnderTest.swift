import Foundation
import Glibc
import Testing
import TrelayFormat
import TrelaySystem

/// A worker process, killed at the latest when its test is over.
final class WorkerUnderTest {
    let name: String
    let process: ChildProcess
    private var heard: [UInt8] = []

    init(
        _ role: String, _ name: String, namespace: String, options: [String], stateDirectory: String
    ) throws {
        self.name = name
        process = try ChildProcess.spawn(
            Program.path,
            [
                "worker", "--role", role, "--id", name, "--namespace", namespace, "--state-dir", stateDirectory,
                "--log-format", "json",
            ] + options,
            environment: Program.environment, standardOutput: .null, standardError: .pipe)
    }

    deinit {
        process.signal(SystemSignal.kill)
        _ = process.wait(timeout: patience)
    }

    /// Waits for a line of its log that has this message.
    /// - Returns: what else the line says.
    func waitForLine(_ message: String) throws -> JSONValue {
        let deadline = Deadline(after: patience)
        while !deadline.hasPassed {
            while let end = heard.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(heard[..<end])
                heard.removeFirst(end + 1)
                guard let json = try? JSONParser.parse(line), json["message"]?.stringValue == message else { continue }
                return json["metadata"] ?? json
            }
            try readMore(until: deadline)
        }
        return try #require(nil as JSONValue?, "\(name) never said: \(message)")
    }

    private func readMore(until deadline: Deadline) throws {
        let descriptor = try #require(process.errorDescriptor)
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = deadline.remaining.components.seconds * 1_000 + 1
        guard Glibc.poll(&poll, 1, Int32(clamping: milliseconds)) > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &buffer, buffer.count)
        try #require(count > 0, "\(name) has ended")
        heard += buffer[..<count]
    }

    /// `GET` without any library: the answer's status line and body.
    static func get(_ endpoint: String, _ path: String) throws -> (status: Int, body: String) {
        let address = endpoint.dropFirst("http://".count).split(separator: ":")
        let finished = try Program.shell(
            """
            exec 3<>/dev/tcp/\(address[0])/\(address[1])
            printf 'GET \(path) HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3
            cat <&3
            """)
        let parts = finished.output.components(separatedBy: "\r\n\r\n")
        let status = try #require(parts.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        return (status, parts.dropFirst().joined(separator: "\r\n\r\n"))
    }
}
