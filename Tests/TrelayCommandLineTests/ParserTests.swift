import Testing
import TrelayCommandLine

@Suite("Parsing command lines")
struct ParserTests {
    @Test(
        "A value may follow its option in each usual way",
        arguments: [
            "broker --port=81", "broker --port 81", "broker -p81", "broker -p 81", "broker -p=81", "-j broker -vp81",
        ])
    func values(line: String) throws {
        let invocation = try Sample.invocation(line)
        #expect(invocation.path == ["trelay", "broker"])
        #expect(try invocation.integer("port") == 81)
        #expect(invocation.wasGiven("port"))
    }

    @Test("Short flags may be written together")
    func combinedFlags() throws {
        let invocation = try Sample.invocation("broker -vjv")
        #expect(invocation.flag("json"))
        #expect(invocation.count("verbose") == 2)
    }

    @Test("Options of a parent are accepted before and after the subcommand")
    func parentOptions() throws {
        #expect(try Sample.invocation("-b a:1 topics plan").string("bootstrap") == "a:1")
        #expect(try Sample.invocation("topics --bootstrap=a:1 plan").string("bootstrap") == "a:1")
        #expect(try Sample.invocation("topics plan -ba:1").string("bootstrap") == "a:1")
    }

    @Test("A repeating option keeps all values in order, equals signs included")
    func repeats() throws {
        let invocation = try Sample.invocation("-X a=1 broker --property=b=2 -Xc=3")
        #expect(invocation.strings("property") == ["a=1", "b=2", "c=3"])
    }

    @Test("After two dashes all words are operands")
    func endOfOptions() throws {
        let invocation = try Sample.invocation("publish -n x -- --port -h")
        #expect(invocation.operands == ["--port", "-h"])
        #expect(invocation.operand(1) == "-h")
        #expect(invocation.operand(2) == nil)
    }

    @Test("Operands and options may be mixed, and one dash is an operand")
    func mixedOperands() throws {
        let invocation = try Sample.invocation("publish - -n x other")
        #expect(invocation.operands == ["-", "other"])
    }

    @Test("The command line wins over the environment, and the environment over the default")
    func precedence() throws {
        let environment = ["TRELAY_BOOTSTRAP": "from:1"]
        let given = try Sample.invocation("broker -b given:1", environment: environment)
        #expect(given.string("bootstrap") == "given:1")
        let found = try Sample.invocation("broker", environment: environment)
        #expect(found.string("bootstrap") == "from:1")
        #expect(found.source("bootstrap") == .environment("TRELAY_BOOTSTRAP"))
        #expect(!found.wasGiven("bootstrap"))
        let fallen = try Sample.invocation("broker", environment: ["TRELAY_BOOTSTRAP": ""])
        #expect(fallen.string("bootstrap") == "localhost:9092")
        #expect(fallen.source("bootstrap") == .defaultValue)
        #expect(fallen.string("property") == nil)
    }

    @Test("A required option may come from the environment")
    func requiredFromEnvironment() throws {
        let invocation = try Sample.invocation("publish f", environment: ["TRELAY_NAMESPACE": "n"])
        #expect(invocation.string("namespace") == "n")
    }

    @Test("A flag in the environment is true or false")
    func environmentFlags() throws {
        #expect(try Sample.invocation("broker", environment: ["TRELAY_VERBOSE": "1"]).flag("verbose"))
        #expect(try !Sample.invocation("broker", environment: ["TRELAY_VERBOSE": "No"]).flag("verbose"))
        #expect(
            Sample.complaint("broker", environment: ["TRELAY_VERBOSE": "perhaps"])
                == "environment variable TRELAY_VERBOSE must be true or false, not 'perhaps'; "
                + "see 'trelay broker --help'"
        )
    }

    @Test(
        "A duration is a number with a unit",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("60s", .seconds(60)), ("10m", .seconds(600)),
            ("1h", .seconds(3600)),
            ("2d", .seconds(172_800)), ("0s", .zero),
        ])
    func durations(text: String, duration: Duration) throws {
        #expect(try Sample.invocation("broker --timeout \(text)").duration("timeout") == duration)
    }

    @Test(
        "What is not a duration is refused",
        arguments: ["60", "s", "1.5s", "-1s", "1w", "9223372036854775807h", "99999999999999999999s", "1s1"])
    func wrongDurations(text: String) throws {
        let invocation = try Sample.invocation("broker --timeout=\(text)")
        let error = #expect(throws: UsageError.self) { try invocation.duration("timeout") }
        #expect(
            error?.message
                == "option '--timeout' needs a duration such as 500ms, 10s, 5m or 1h, not '\(text)'")
    }

    @Test("A number outside its range is refused with the range")
    func integerRange() throws {
        let invocation = try Sample.invocation("broker --port 70000")
        let error = #expect(throws: UsageError.self) { try invocation.integer("port", in: 0...65_535) }
        #expect(
            error?.description
                == "option '--port' needs a whole number from 0 to 65535, not '70000'; see 'trelay broker --help'")
        #expect(throws: UsageError.self) { try Sample.invocation("broker --port x").integer("port") }
        #expect(try Sample.invocation("broker").integer("timeout") == nil)
    }

    @Test(
        "Help is given at each command in each usual way",
        arguments: [
            ("topics --help", "trelay topics COMMAND"), ("help topics", "trelay topics COMMAND"),
            ("topics help", "trelay topics COMMAND"), ("topics plan -h", "trelay topics plan"),
            ("help topics plan", "trelay topics plan"), ("topics help plan", "trelay topics plan"),
            ("-h", "trelay [OPTIONS] COMMAND"), ("", "trelay [OPTIONS] COMMAND"), ("help", "trelay [OPTIONS] COMMAND"),
            ("publish -vh", "trelay publish --namespace NAME [OPTIONS] FILE [MORE...]"),
        ])
    func help(line: String, usage: String) throws {
        let text = try #require(try Sample.help(line))
        let plain =
            usage.contains("[OPTIONS]") ? usage : usage.replacing("trelay topics COMMAND", with: "trelay topics")
        #expect(text.contains("Usage: \(plain)"))
    }

    @Test("The version is shown at the root alone")
    func version() throws {
        #expect(try Sample.help("--version") == "trelay 1.2.3\n")
        #expect(Sample.complaint("broker --version") != nil)
    }

    @Test("The sample has no inconsistencies, and mistakes in a declaration are found")
    func inconsistencies() {
        #expect(Sample.root.inconsistencies().isEmpty)
        var root = Sample.root
        root.subcommands.append(
            Command(
                name: "broker", summary: "",
                options: [
                    Option(long: "json", help: ""),
                    Option(
                        long: "Color", short: "j", valueName: "C", help: "", default: "x", choices: ["a b"],
                        required: true),
                    Option(long: "flag", help: "", default: "x"),
                ],
                operands: [
                    Operand(name: "A", help: "", required: false, repeats: true), Operand(name: "B", help: ""),
                ]))
        #expect(
            root.inconsistencies() == [
                "'trelay' has the subcommand 'broker' twice",
                "'trelay broker' neither runs nor has subcommands",
                "the summary of 'trelay broker' is not one line",
                "'trelay broker' accepts the option '--json' twice",
                "'trelay broker' accepts the option '-j' twice",
                "the option '--Color' of 'trelay broker' has a name of other than lower-case letters, digits, dashes",
                "the option '--Color' of 'trelay broker' has a default that is not among its choices",
                "the option '--Color' of 'trelay broker' is required and yet has a default",
                "the option '--Color' of 'trelay broker' has a choice that is empty or has a space in it",
                "the option '--flag' of 'trelay broker' is a flag, which cannot be required, have a default or choices",
                "'trelay broker' has a repeating operand that is not the last",
                "'trelay broker' has a required operand after an optional one",
            ])
    }
}
