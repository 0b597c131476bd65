import Testing
import TrelayCommandLine
import TrelayCore
import TrelayFormat

@testable import trelay

@Suite("The command tree")
struct CommandTreeTests {
    private struct Entry: Sendable, CustomStringConvertible {
        var path: [String]
        var command: Command
        var description: String { path.joined(separator: " ") }
    }

    private static let all: [Entry] = entries([], CommandTree.root)

    private static func entries(_ path: [String], _ command: Command) -> [Entry] {
        let own = path + [command.name]
        return [Entry(path: own, command: command)] + command.subcommands.flatMap { entries(own, $0) }
    }

    @Test("Its declaration is sound")
    func sound() {
        #expect(CommandTree.root.inconsistencies() == [])
    }

    @Test("Every command has examples, which parse, and every command that fails says with which exit codes")
    func examples() throws {
        for entry in Self.all {
            #expect(!entry.command.examples.isEmpty, "\(entry)")
            for example in entry.command.examples where example.command.hasPrefix("trelay ") {
                // What follows is the shell's, and numbers stand where a user would write them.
                let line = example.command.prefix { $0 != "|" && $0 != ">" }
                let words = line.split(separator: " ").dropFirst().map(String.init)
                #expect(throws: Never.self, "\(example.command)") {
                    try CommandLineParser(root: CommandTree.root).parse(words, environment: [:])
                }
            }
        }
    }

    @Test("Every command has a help page, and none says anything else")
    func help() throws {
        for entry in Self.all {
            guard
                case .help(let text) = try CommandLineParser(root: CommandTree.root).parse(
                    entry.path.dropFirst() + ["--help"], environment: [:])
            else {
                Issue.record("\(entry) has no help")
                continue
            }
            #expect(text.contains("Usage: \(entry)"))
            #expect(text.contains("Examples"))
        }
    }

    @Test(
        "Help, version, manual and completions are written to standard output, without colour",
        arguments: [
            ["--help"], ["help", "publish"], ["version"], ["version", "--output", "json"], ["manual"],
            ["completion", "bash"], ["completion", "zsh"], ["completion", "fish"],
        ])
    func printing(arguments: [String]) throws {
        let finished = try Program.run(arguments)
        #expect(finished.code == 0)
        #expect(!finished.output.isEmpty)
        #expect(finished.errors.isEmpty)
        #expect(!finished.output.contains("\u{1B}"))
    }

    @Test("The topics' files say what is built in", arguments: ["changes", "acks", "workers", "snapshots"])
    func topicFiles(name: String) throws {
        let file = try ChangeFile(path: Checkout.path("topics/\(name).yaml")).document.value
        let declaration = try #require(TopicDeclaration.all(TopicNames(prefix: "")).first { $0.name == name })
        #expect(file["name"]?.stringValue == name)
        #expect(file["partitions"]?.integerValue == Int(declaration.partitions))
        var settings: [String: String] = [:]
        for (key, value) in file["config"]?.objectValue ?? [:] { settings[key] = value.stringValue }
        #expect(settings == declaration.configuration)
    }
}
