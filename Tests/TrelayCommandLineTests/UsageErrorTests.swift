import Testing
import TrelayCommandLine

@Suite("Complaints about command lines")
struct UsageErrorTests {
    @Test(
        "A mistake is answered with one line that says what to do",
        arguments: [
            ("broker --prot 1", "unknown option '--prot' for 'trelay broker'; did you mean '--port'?"),
            ("broker --prot=1", "unknown option '--prot' for 'trelay broker'; did you mean '--port'?"),
            ("broker --boot=1", "unknown option '--boot' for 'trelay broker'; did you mean '--bootstrap'?"),
            ("broker --zebra", "unknown option '--zebra' for 'trelay broker'; see 'trelay broker --help'"),
            ("broker -q", "unknown option '-q' for 'trelay broker'; see 'trelay broker --help'"),
            ("broker -vq", "unknown option '-q' in '-vq' for 'trelay broker'; see 'trelay broker --help'"),
            ("broker -json", "unknown option '-s' in '-json' for 'trelay broker'; did you mean '--json'?"),
            ("brokr", "unknown command 'brokr' for 'trelay'; did you mean 'broker'?"),
            ("borker", "unknown command 'borker' for 'trelay'; did you mean 'broker'?"),
            ("zebra", "unknown command 'zebra' for 'trelay'; see 'trelay --help'"),
            ("secrt", "unknown command 'secrt' for 'trelay'; see 'trelay --help'"),
            ("topics plna", "unknown command 'plna' for 'trelay topics'; did you mean 'plan'?"),
            ("help brokr", "unknown command 'brokr' for 'trelay'; did you mean 'broker'?"),
            ("topics", "'trelay topics' needs a subcommand: plan, apply; see 'trelay topics --help'"),
            ("-v", "'trelay' needs a subcommand: broker, publish, topics; see 'trelay --help'"),
            (
                "--port 1 broker",
                "option '--port' belongs after the subcommand, as in 'trelay broker --port'; see 'trelay --help'"
            ),
            ("broker --port 1 -p2", "option '--port' is given twice; see 'trelay broker --help'"),
            ("-j broker -j", "option '--json' is given twice; see 'trelay broker --help'"),
            ("broker --json=1", "option '--json' takes no value; see 'trelay broker --help'"),
            ("broker --port", "option '--port' needs a value PORT; see 'trelay broker --help'"),
            ("broker -p", "option '-p' needs a value PORT; see 'trelay broker --help'"),
            ("broker --port --json", "option '--port' needs a value PORT before '--json'; see 'trelay broker --help'"),
            (
                "broker --color=alway",
                "option '--color' must be one of auto, always, never, not 'alway'; did you mean 'always'?"
            ),
            ("topics apply al", "SCOPE must be one of all, missing, not 'al'; did you mean 'all'?"),
            ("broker extra", "unexpected argument 'extra' for 'trelay broker'; see 'trelay broker --help'"),
            ("publish -n x", "'trelay publish' needs FILE; see 'trelay publish --help'"),
            (
                "publish f",
                "'trelay publish' needs the option '--namespace NAME' (or the environment variable TRELAY_NAMESPACE); "
                    + "see 'trelay publish --help'"
            ),
        ])
    func complaints(line: String, complaint: String) {
        #expect(Sample.complaint(line) == complaint)
    }

    @Test("A wrong value in the environment is told by the name of its variable")
    func environmentChoice() {
        #expect(
            Sample.complaint("broker", environment: ["TRELAY_COLOR": "neve"])
                == "environment variable TRELAY_COLOR must be one of auto, always, never, not 'neve'; "
                + "did you mean 'never'?"
        )
    }

    @Test("A complaint stays one line whatever the user typed")
    func oneLine() throws {
        let word = "a\nb\u{1B}[31m\u{2028}" + String(repeating: "x", count: 500)
        let error = #expect(throws: UsageError.self) { try Sample.parser.parse([word]) }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("unknown command 'a\\nb\\u{1B}[31m\\u{2028}xxx"))
        #expect(text.count < 160)
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }

    @Test("Names are compared by their bytes")
    func canonicalEquivalence() {
        // The Kelvin sign is canonically equivalent to the letter K.
        let root = Command(name: "t", summary: "s", subcommands: [Command(name: "K", summary: "s", run: { _ in 0 })])
        #expect(throws: UsageError.self) { try CommandLineParser(root: root).parse(["\u{212A}"]) }
    }

    @Test("An error without a command has no pointer to help")
    func withoutCommand() {
        #expect(UsageError(message: "no").description == "no")
    }
}
