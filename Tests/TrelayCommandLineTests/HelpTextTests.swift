import Testing
import TrelayCommandLine

@Suite("Help and manual page")
struct HelpTextTests {
    @Test("The help of the root shows everything that is declared")
    func rootHelp() {
        let expected = """
            Distributes configuration through Kafka

            Usage: trelay [OPTIONS] COMMAND

            First paragraph of the discussion.

              verbatim  line

            Last paragraph.

            Processes:
              broker   Run an embedded broker

            Commands:
              publish  Publish a change set
              topics   Manage topics

            Options:
              -b, --bootstrap HOST:PORT  Kafka brokers to connect to [default:
                                         localhost:9092] [environment: TRELAY_BOOTSTRAP]
              -X, --property KEY=VALUE   A setting of the client [may be repeated]
                  --color WHEN           When to use colours [one of: auto, always, never]
                                         [environment: TRELAY_COLOR]
              -v, --verbose              Say more [environment: TRELAY_VERBOSE] [may be
                                         repeated]
              -j, --json                 Write JSON
              -h, --help                 Show this help

            Exit codes:
              0   All is well
              64  The command line is wrong

            Examples:
              Start a broker
                trelay broker --port 9092

            Run 'trelay help COMMAND' for more on a command.

            """
        #expect(HelpText.render(root: Sample.root) == expected)
    }

    @Test("The help of a command shows its own options before the common ones, and its own exit codes")
    func commandHelp() {
        let text = HelpText.render(root: Sample.root, subcommands: ["publish"])
        #expect(text.contains("Usage: trelay publish --namespace NAME [OPTIONS] FILE [MORE...]\n"))
        #expect(text.contains("\nArguments:\n  FILE "))
        #expect(text.contains("\nOptions:\n  -n, --namespace NAME"))
        #expect(text.contains("\nCommon options:\n  -b, --bootstrap"))
        #expect(text.contains("\n  3  The change is rejected\n"))
        #expect(!text.contains("The command line is wrong"))
        #expect(!text.contains("secret"))
    }

    @Test("No line of help is wider than 80 columns", arguments: [[], ["broker"], ["publish"], ["topics", "apply"]])
    func width(path: [String]) {
        let lines = HelpText.render(root: Sample.root, subcommands: path).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.allSatisfy { $0.last != " " })
    }

    @Test("A manual page without date and version is still well formed")
    func bareManualPage() {
        let page = ManualPage.render(root: Sample.root)
        #expect(page.hasPrefix(".TH TRELAY 1 \"\" trelay \"User Commands\"\n"))
    }

    @Test("The manual page has all sections and escapes what roff would read as its own")
    func manualPage() {
        var root = Sample.root
        root.discussion = ".TH is not a macro here, \\n no escape, 'quoted' - “ü”."
        let page = ManualPage.render(root: root, version: "1.2.3", date: "2025-11-30")
        #expect(page.hasPrefix(".TH TRELAY 1 2025-11-30 \"trelay 1.2.3\" \"User Commands\"\n.SH NAME\n"))
        #expect(page.contains("trelay \\- Distributes configuration through Kafka\n"))
        for section in ["SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "ENVIRONMENT", "\"EXIT STATUS\"", "EXAMPLES"]
        {
            #expect(page.contains("\n.SH \(section)\n"))
        }
        #expect(page.contains(".SS \"trelay topics plan\"\n"))
        #expect(
            page.contains(
                "\n\\&.TH is not a macro here, \\en no escape, \\(aqquoted\\(aq \\- \\[u201C]\\[u00FC]\\[u201D]."))
        #expect(!page.contains("secret"))
        #expect(page.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }
}
