import Testing
import TrelayFormat
import TrelayHTTP

@testable import TrelayStandIn

@Suite("What a load reads from an answer, and what it thinks of it")
struct LoadCheckerTests {
    private var observation: LoadObservation {
        var observation = LoadObservation(kind: .chat)
        observation.revision = "7"
        observation.target = "east/small"
        observation.promptVersion = "3"
        observation.upstream = "east"
        observation.model = "small"
        observation.prompt = .whole("Be brief.\nAnd kind.")
        return observation
    }

    private var combination: LoadChecker.Combination {
        var combination = LoadChecker.Combination()
        combination.target = "east/small"
        combination.promptVersion = "3"
        combination.upstream = "east"
        combination.model = "small"
        combination.prompt = "Be brief."
        return combination
    }

    private func checker(_ combinations: LoadChecker.Combination...) -> LoadChecker {
        var checker = LoadChecker()
        checker.allow(revision: "7", combinations)
        return checker
    }

    @Test("A combination that the revision allows is good")
    func good() {
        #expect(checker(combination).fault(of: observation) == nil)
        var other = combination
        other.upstream = "west"
        #expect(checker(other, combination).fault(of: observation) == nil, "one of several is enough")
        #expect(checker(LoadChecker.Combination()).fault(of: observation) == nil, "what is not told is not looked at")
    }

    static let changes: [(String, @Sendable (inout LoadObservation) -> Void)] = [
        ("no revision", { $0.revision = nil }),
        ("another revision", { $0.revision = "8" }),
        ("another upstream", { $0.upstream = "west" }),
        ("no echo", { $0.upstream = nil }),
        ("another model", { $0.model = "large" }),
        ("another target stamped", { $0.target = "west/small" }),
        ("no target stamped", { $0.target = nil }),
        ("another prompt version stamped", { $0.promptVersion = "2" }),
        ("another prompt echoed", { $0.prompt = .whole("Be long.") }),
        ("no prompt echoed", { $0.prompt = nil }),
        ("a long other prompt", { $0.prompt = .digest("0123456789ab", bytes: 900) }),
    ]

    @Test("Whatever disagrees with the stamped revision makes it mixed", arguments: changes.indices)
    func mixed(index: Int) {
        var changed = observation
        Self.changes[index].1(&changed)
        #expect(checker(combination).fault(of: changed) != nil, "\(Self.changes[index].0)")
    }

    @Test("Parts of two allowed combinations are not a third")
    func notAcross() {
        var west = combination
        west.upstream = "west"
        west.model = "large"
        west.target = "west/large"
        var crossed = observation
        crossed.upstream = "west"
        #expect(checker(combination, west).fault(of: crossed) != nil)
    }

    @Test("A long prompt is known by its digest; an empty one means that there is none")
    func prompts() {
        let long = String(repeating: "Be brief. ", count: 100)
        var wanted = combination
        wanted.prompt = long
        var seen = observation
        seen.prompt = EchoText(long)
        #expect(checker(wanted).fault(of: seen) == nil)
        wanted.prompt = ""
        #expect(checker(wanted).fault(of: seen) != nil)
        seen.prompt = nil
        #expect(checker(wanted).fault(of: seen) == nil)
    }

    @Test("A combination may be for some kinds only")
    func kinds() {
        var inference = LoadChecker.Combination()
        inference.kinds = [.infer]
        #expect(checker(inference).fault(of: observation) != nil)
        #expect(checker(inference, combination).fault(of: observation) == nil)
    }

    @Test("The table is read from JSON, and what is not known in it is refused")
    func json() throws {
        let text = """
            {"revisions":{"7":[{"kinds":["chat"],"target":"east/small","prompt_version":"3","upstream":"east",
            "model":"small","prompt":"Be brief."}],"8":[]}}
            """
        var wanted = combination
        wanted.kinds = [.chat]
        let read = try LoadChecker(json: try JSONParser.parse(text))
        #expect(read.revisions == ["7": [wanted], "8": []])
        for bad in [
            "{}", #"{"revisions":{"7":{}}}"#, #"{"revisions":{"7":[{"modle":"x"}]}}"#,
            #"{"revisions":{"7":[{"model":1}]}}"#, #"{"revisions":{"7":[{"kinds":["x"]}]}}"#,
        ] {
            #expect(throws: StandInError.self) { try LoadChecker(json: try JSONParser.parse(bad)) }
        }
    }

    // MARK: Answers

    private func read(_ response: HTTPResponse, _ kind: LoadKind) -> LoadAnswer {
        LoadAnswer(response, kind: kind, stamps: LoadStamps(), observes: true)
    }

    @Test("Statuses, bodies and streams that are not complete have failed")
    func failures() {
        #expect(read(.json(500, []), .chat).outcome == .failed("status 500"))
        #expect(read(.json(204, []), .models).outcome == .good)
        #expect(read(.json(200, Array("{".utf8)), .chat).outcome == .failed("the body is no JSON"))
        #expect(read(.text(200, "data: {}\n\n"), .stream).outcome == .failed("a stream without its end"))
        let broken = "data: {\"error\":{}}\n\ndata: [DONE]\n\n"
        #expect(read(.text(200, broken), .stream).outcome == .failed("an error inside a stream"))
        #expect(
            read(.json(200, Array("{\"outputs\":[]}".utf8)), .infer).outcome == .failed("an inference without outputs"))
        let error = HTTPError(code: .connectionLost, message: "x")
        #expect(LoadAnswer(error: error).outcome == .failed("connectionLost"))
    }

    @Test(
        "Stamps and echo are observed, also of streams and inferences",
        arguments: [LoadKind.chat, .stream, .infer, .embeddings, .completions])
    func observed(kind: LoadKind) throws {
        try withUpstream { caller throws in
            let configuration = LoadConfiguration(targets: [LoadTarget(address: caller.upstream.address)], end: .never)
            let request = LoadRequests(configuration).request(kind, to: configuration.targets[0], key: 5)
            var response = try caller.client.sendAndWait(request)
            response.headers.add("X-Trelay-Revision", "7")
            response.headers.add("x-trelay-prompt-version", "v")
            let answer = read(response, kind)
            #expect(answer.outcome == .good)
            let seen = try #require(answer.observation)
            #expect(seen.kind == kind && seen.revision == "7" && seen.promptVersion == "v" && seen.target == nil)
            #expect(seen.upstream == "east")
            #expect(seen.model == (kind == .infer ? "stand-in" : "stand-in-small"))
            #expect(seen.modelVersion == (kind == .infer ? "1" : nil))
        }
    }
}
