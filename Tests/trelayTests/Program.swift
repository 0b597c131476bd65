import Foundation
import Glibc
import Synchronization
import Testing
import TrelayFormat
import TrelaySystem

/// Generous: reached only when something is broken.
let patience = Duration.seconds(60)

/// What one run of the program left behind.
struct Finished {
    var code: Int32?
    var output: String
    var errors: String

    /// What standard output says as one JSON document.
    var json: JSONValue {
        get throws { try JSONParser.parse(output) }
    }
}

/// The built `trelay`, run as a user runs it: as a process of its own.
enum Program {
    /// Beside the test bundle, where the build puts both.
    static let path: String = {
        let bundles = [HostInformation.executablePath] + CommandLine.arguments
        let folders = bundles.filter { $0.contains("/") }.map { ($0 as NSString).deletingLastPathComponent }
        return folders.map { $0 + "/trelay" }.first { DurableFile.exists($0) } ?? "trelay"
    }()

    /// A folder for this run of the tests, removed when the process ends.
    static let folder: String = {
        let folder = NSTemporaryDirectory() + "trelay-tests-\(HostInformation.processIdentifier)"
        try? DurableFile.createDirectory(folder)
        atexit { DurableFile.removeTree(Program.folder) }
        return folder
    }()

    /// The environment without what would change the meaning of a command line.
    static let environment: [String: String] = {
        var environment = HostInformation.environment.filter { name, _ in
            !name.hasPrefix("TRELAY_") && !name.hasPrefix("OTEL_") && name != "NO_COLOR"
        }
        environment["TRELAY_AUTHOR"] = "tests"
        return environment
    }()

    private static let count = Atomic<Int>(0)

    /// A new name in the folder of this run.
    static func newPath(_ name: String) -> String {
        "\(folder)/\(count.add(1, ordering: .relaxed).newValue)-\(name)"
    }

    /// Writes a file that a command is to read.
    static func file(_ name: String, _ text: String) throws -> String {
        let path = newPath(name)
        // Not by `DurableFile`, which remembers the paths that it replaced in this process, and not very many.
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// Runs one command line to its end.
    static func run(
        _ arguments: [String], adding variables: [String: String] = [:], executable: String = path
    ) throws -> Finished {
        let (output, errors) = (newPath("out"), newPath("err"))
        let process = try ChildProcess.spawn(
            executable, arguments, environment: environment.merging(variables) { $1 }, standardOutput: .file(output),
            standardError: .file(errors))
        let status = process.wait(timeout: patience)
        if status == nil {
            process.signal(SystemSignal.kill)
            _ = process.wait(timeout: patience)
            Issue.record("trelay \(arguments.joined(separator: " ")) does not end")
        }
        var code: Int32?
        if case .exited(let exited) = status { code = exited }
        return Finished(code: code, output: try text(output), errors: try text(errors))
    }

    /// Runs a line of shell in which `trelay` is the program.
    static func shell(_ line: String) throws -> Finished {
        try run(["-c", "trelay() { \"\(path)\" \"$@\"; }\n" + line], executable: "/bin/bash")
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try DurableFile.read(path, maximumBytes: 16 << 20), as: UTF8.self)
    }
}

/// The files that these tests belong to.
enum Checkout {
    static func path(_ path: String) -> String {
        var file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<3 { file.deleteLastPathComponent() }
        return file.path + "/" + path
    }
}

/// Repeats a question until it is answered, without a pause: each asking takes its time.
func eventually<Answer>(_ what: String, _ ask: () throws -> Answer?) throws -> Answer {
    let deadline = Deadline(after: patience)
    while !deadline.hasPassed {
        if let answer = try ask() { return answer }
    }
    return try #require(nil as Answer?, "never came: \(what)")
}
