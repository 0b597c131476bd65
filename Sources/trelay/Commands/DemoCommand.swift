import TrelayClient
import TrelayCommandLine
import TrelaySystem

/// `trelay demo`: the whole story on one machine.
enum DemoCommand {
    static let command = Command(
        name: "demo",
        summary: "play the whole story: a broker, one worker of each role, callers, eight changes, the dashboard",
        discussion: """
            Runs on an embedded broker, or on the Kafka that --bootstrap or TRELAY_BOOTSTRAP names (then with topics of \
            its own). Workers are processes of their own, and a stand-in plays the providers: callers ask the gateway without a \
            pause, and the end says whether each answer was of one revision. On a terminal it ends in the dashboard, elsewhere in a table.
            """,
        options: CommonOptions.connection + [
            Option(
                long: "story", valueName: "FOLDER", help: "the change files; default: those that come with trelay",
                completesFiles: true),
            CommonOptions.noColor,
        ],
        examples: [
            Example(command: "trelay demo", explanation: "everything on this machine"),
            Example(command: "trelay demo --bootstrap kafka:9092", explanation: "on a Kafka of your own"),
        ],
        exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let signals = try SignalDescriptor(signals: [SystemSignal.interrupt, SystemSignal.terminate])
        let session = Session(invocation: invocation)
        let story = try Story(folder: try storyFolder(invocation.string("story")))
        let stage = try DemoStage(session: session)
        let watching = try OSThread(name: "trelay-signals") {
            guard signals.wait(timeout: nil) != nil else { return }
            LiveDashboard.restoreTerminal()
            StandardStreams.writeError("\ninterrupted: the workers leave, and what the demo made is removed\n")
            stage.close()
            ProcessExit.exit(130)
        }
        defer {
            stage.close()
            withExtendedLifetime(watching) {}
        }
        let result = Result { try DemoPlay(session: session, story: story, stage: stage).run() }
        // An interrupted play fails in whatever step it is at: that is no news.
        return stage.isClosed ? 130 : try result.get()
    }

    /// The story beside a checkout, beside an installation, or where the user says.
    private static func storyFolder(_ given: String?) throws -> String {
        if let given { return given }
        // The folder of the program is absolute and without links, so that going up is cutting off.
        let folder = HostInformation.executablePath.split(separator: "/").dropLast()
        func above(_ levels: Int, _ rest: String) -> String {
            "/" + (folder.dropLast(levels).map(String.init) + [rest]).joined(separator: "/")
        }
        let candidates = [
            "Examples/story", above(1, "share/trelay/story"), above(2, "Examples/story"), above(3, "Examples/story"),
        ]
        guard let found = candidates.first(where: { DurableFile.exists($0 + "/" + Story.files[0]) }) else {
            throw CommandError("the story's change files are not here; name their folder with --story")
        }
        return found
    }
}

/// The change files of the story.
struct Story {
    static let files = [
        "1-first-configuration.yaml", "2-shift-weight.yaml", "3-prompt-and-model.yaml", "4-missing-credential.yaml",
        "5-stale-base.yaml", "6-bad-route.yaml", "7-bad-artifact.yaml",
    ]

    let folder: String

    init(folder: String) throws {
        self.folder = folder
        for file in Self.files where !DurableFile.exists(folder + "/" + file) {
            throw CommandError("\(folder): has no \(file)")
        }
    }

    func path(_ index: Int) -> String { folder + "/" + Self.files[index] }
}
