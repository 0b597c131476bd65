import Foundation
import Testing
import TrelayCommandLine

@Suite("Completion scripts and the manual page, read by the programs that they are for")
struct CompletionTests {
    /// What bash offers for the words, of which the last is being completed.
    private func offered(_ words: [String], files: [String] = []) throws -> [String] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "trelay-completion-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for file in files {
            try Data().write(to: directory.appending(path: file))
        }
        let script = CompletionScript.render(root: Sample.root, shell: .bash)
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let driver = """
            COMP_WORDS=(\(quoted))
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _trelay
            for reply in "${COMPREPLY[@]}"; do printf '%s\\n' "$reply"; done
            """
        let result = try run("bash", ["--norc", "-c", script + driver], in: directory)
        #expect(result.errors == "")
        #expect(result.status == 0)
        return result.output.split(separator: "\n").map(String.init)
    }

    private func run(
        _ program: String, _ arguments: [String], in directory: URL? = nil
    ) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = directory
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Each script writes less than the pipe holds, so reading one pipe after the other cannot block.
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        let errorData = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: outputData, as: UTF8.self),
            String(decoding: errorData, as: UTF8.self)
        )
    }

    @Test("Bash offers subcommands without the hidden ones")
    func subcommands() throws {
        #expect(try offered(["trelay", ""]) == ["broker", "publish", "topics"])
        #expect(try offered(["trelay", "p"]) == ["publish"])
        #expect(try offered(["trelay", "-v", "topics", ""]) == ["plan", "apply"])
        #expect(try offered(["trelay", "help", "b"]) == ["broker"])
        #expect(try offered(["trelay", "help", "topics", ""]) == ["plan", "apply"])
    }

    @Test("Bash offers the options of a command and of its parents")
    func options() throws {
        #expect(try offered(["trelay", "broker", "--p"]) == ["--port", "--property"])
        #expect(try offered(["trelay", "broker", "--h"]) == ["--help"])
        #expect(try offered(["trelay", "--po"]) == [])
    }

    @Test("Bash offers choices of options and operands")
    func choices() throws {
        #expect(try offered(["trelay", "broker", "--color", "a"]) == ["auto", "always"])
        #expect(try offered(["trelay", "broker", "--color", "=", "n"]) == ["never"])
        #expect(try offered(["trelay", "broker", "--color", "="]) == ["auto", "always", "never"])
        #expect(try offered(["trelay", "broker", "--color=n"]) == ["--color=never"])
        #expect(try offered(["trelay", "topics", "apply", "m"]) == ["missing"])
    }

    @Test("Bash does not take the value of an option for a subcommand")
    func valuesAreSkipped() throws {
        #expect(try offered(["trelay", "-b", "topics", "b"]) == ["broker"])
        #expect(try offered(["trelay", "--bootstrap", "=", "topics", "b"]) == ["broker"])
        #expect(try offered(["trelay", "-b", ""]) == [])
    }

    @Test("Bash offers files where a file is wanted, names with spaces included")
    func files() throws {
        let files = ["change one.yaml", "other"]
        #expect(try offered(["trelay", "publish", "ch"], files: files) == ["change one.yaml"])
        #expect(try offered(["trelay", "publish", "--config", "o"], files: files) == ["other"])
        #expect(try offered(["trelay", "publish", "--", "o"], files: files) == ["other"])
        #expect(try offered(["trelay", "broker", "o"], files: files) == [])
    }

    @Test("Fish, where it is installed, offers the same words")
    func fishOffers() throws {
        guard try run("fish", ["--no-config", "-c", "true"]).status == 0 else { return }
        let script = CompletionScript.render(root: Sample.root, shell: .fish)
        let cases = [
            ("trelay p", ["publish"]), ("trelay broker --color a", ["always", "auto"]),
            ("trelay -b topics b", ["broker"]), ("trelay help topics ", ["apply", "plan"]),
        ]
        for (line, words) in cases {
            let result = try run("fish", ["--no-config", "-c", script + "complete -C '\(line)'"])
            let offered = result.output.split(separator: "\n").map { $0.prefix { $0 != "\t" } }.map(String.init)
            #expect(offered == words, "\(line)")
        }
    }

    @Test("Zsh, where it is installed, offers the same words")
    func zshOffers() throws {
        guard try run("zsh", ["-f", "-c", "true"]).status == 0 else { return }
        // The completion system of zsh needs a terminal: these print what the script hands to it.
        let system = """
            compdef() { :; }
            compset() { :; }
            compadd() { print -l -- ${(P)2}; }
            _files() { print FILES; }
            _describe() { [[ $1 == -o ]] && shift; local name=$2; print -l -- ${${(P)name}%%:*}; }

            """
        let script = system + CompletionScript.render(root: Sample.root, shell: .zsh)
        let cases = [
            ("trelay ''", ["broker", "publish", "topics"]), ("trelay --color ''", ["auto", "always", "never"]),
            ("trelay -b topics ''", ["broker", "publish", "topics"]), ("trelay help topics ''", ["plan", "apply"]),
            ("trelay publish ''", ["FILES"]), ("trelay topics apply ''", ["all", "missing"]),
        ]
        for (words, expected) in cases {
            let driver = "words=(\(words)); CURRENT=$#words; _trelay"
            let result = try run("zsh", ["-f", "-c", script + driver])
            #expect(result.output.split(separator: "\n").map(String.init) == expected, "\(words)")
        }
    }

    @Test("The manual page passes the linter of mandoc, where it is installed")
    func manualPage() throws {
        guard try run("sh", ["-c", "command -v mandoc"]).status == 0 else { return }
        let file = FileManager.default.temporaryDirectory.appending(path: "trelay-\(UUID().uuidString).1")
        defer { try? FileManager.default.removeItem(at: file) }
        let page = ManualPage.render(root: Sample.root, version: "1.2.3", date: "2025-11-30")
        try Data(page.utf8).write(to: file)
        let result = try run("mandoc", ["-T", "lint", "-W", "style,stop", file.path])
        #expect(result.output + result.errors == "")
        #expect(result.status == 0)
    }

    @Test("Each script passes the syntax check of its shell", arguments: CompletionScript.Shell.allCases)
    func syntax(shell: CompletionScript.Shell) throws {
        let script = CompletionScript.render(root: Sample.root, shell: shell)
        #expect(!script.contains("secret"))
        guard try run(shell.rawValue, ["-c", "true"]).status == 0 else { return }
        let file = FileManager.default.temporaryDirectory.appending(
            path: "trelay-\(UUID().uuidString).\(shell.rawValue)")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(script.utf8).write(to: file)
        let result = try run(shell.rawValue, ["-n", file.path])
        #expect(result.errors == "")
        #expect(result.status == 0)
    }

    @Test("Fish is told of each option by its names, value and choices")
    func fish() {
        let script = CompletionScript.render(root: Sample.root, shell: .fish)
        #expect(
            script.contains(
                #"-n '__trelay_at \'trelay broker\'' -l color -r -a 'auto always never' -d 'When to use colours'"#
            ))
        #expect(script.contains(#"-n '__trelay_at \'trelay topics\'' -a 'apply' -d 'It\'s applied: now'"#))
        #expect(script.contains("-l config -r -F -d 'Settings'"))
    }
}
