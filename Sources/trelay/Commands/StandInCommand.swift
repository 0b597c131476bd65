import TrelayCommandLine
import TrelayFormat
import TrelayStandIn
import TrelaySystem

/// `trelay stand-in`: what tests, demo and benchmarks need around a fleet. Hidden: not part of the product's face.
enum StandInCommand {
    static let command = Command(
        name: "stand-in", summary: "stand in for providers and for callers, in tests and benchmarks",
        examples: [
            Example(command: "trelay stand-in upstream --name east", explanation: "an upstream; prints its address"),
            Example(
                command: "trelay stand-in load --target http://127.0.0.1:9001 --requests 1000",
                explanation: "a thousand chats"),
        ],
        subcommands: [upstream, StandInLoad.command], hidden: true)

    private static let upstream = Command(
        name: "upstream", summary: "run an upstream that echoes what it was asked with, and misbehaves on demand",
        discussion: """
            Speaks OpenAI (/v1/chat/completions, /v1/completions, /v1/embeddings, /v1/models), Anthropic \
            (/v1/messages) and the Open Inference Protocol (/v2/…), plain and streaming. The text of an answer is one \
            line of JSON: who answered, the model, the system prompt, the user's last message, the API key's digest, \
            traceparent and x-trelay-* headers, parameters.

            GET /stand-in/stats counts; POST resets. POST /stand-in/behaviour with directives (or nothing) tells how \
            to answer from then on.

            Directives stand in the header x-stand-in, or behind 'stand-in:' in the model's name or the user's last \
            message, divided by commas:

              429 (400 to 599)              an error; 429 says to come again after 1 s
              retry-after=S, retry-after-ms=MS, retry-after=none
              page                          the error's body is HTML
              slow-first-byte=500ms, slow-chunks=50ms, chunks=N
              error-after=N                 in a stream, behind N chunks
              half-frame=N                  half a frame behind N chunks, then closed
              close-after=N, end-after=N    a stream that ends too early
              close, reset, hang            no answer
              truncate, malformed           half a body; a body that is no JSON
              huge=10m, endless             more than one wants
              finish=length                 another reason to finish
              echo=body, echo=headers       the text is the request itself
              fail-first=N, fail-every=K, key=ID
            """,
        options: [
            Option(
                long: "listen", valueName: "HOST:PORT", help: "where to listen; port 0 takes any",
                default: "127.0.0.1:0"),
            Option(long: "name", valueName: "NAME", help: "who answers, in every echo", default: "stand-in"),
            Option(long: "shards", valueName: "K", help: "threads", default: "1"),
            Option(long: "model", valueName: "NAME", help: "a model that /v1/models lists", repeats: true),
            Option(
                long: "behave", valueName: "DIRECTIVES", help: "how to answer requests without directives",
                default: ""),
        ] + CommonOptions.printing,
        examples: [
            Example(
                command: "trelay stand-in upstream --listen 127.0.0.1:9001 --name east", explanation: "an upstream"),
            Example(
                command: "curl -d 503 127.0.0.1:9001/stand-in/behaviour", explanation: "it fails from now on"),
        ],
        exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let signals = try SignalDescriptor(signals: [SystemSignal.interrupt, SystemSignal.terminate])
        let session = Session(invocation: invocation)
        let upstream = try StandInLoad.withUsageErrors(invocation) {
            try StandInUpstream(try configuration(invocation))
        }
        defer { upstream.stop() }
        if session.output.isJSON {
            try session.output.json(["address": .string(upstream.address)])
        } else {
            try session.output.line(upstream.address)
        }
        _ = signals.wait(timeout: nil)
        return ExitStatus.done
    }

    private static func configuration(_ invocation: Invocation) throws -> StandInConfiguration {
        let listen = invocation.string("listen") ?? ""
        guard let colon = listen.lastIndex(of: ":"), colon != listen.startIndex,
            let port = UInt16(listen[listen.index(after: colon)...])
        else { throw invocation.usageError("--listen '\(listen)': write it as HOST:PORT") }
        var configuration = StandInConfiguration(
            host: String(listen[..<colon]), port: port, name: invocation.string("name") ?? "stand-in",
            shards: try invocation.integer("shards", in: 1...64) ?? 1)
        let models = invocation.strings("model")
        if !models.isEmpty { configuration.models = models }
        configuration.behaviour = invocation.string("behave") ?? ""
        return configuration
    }
}
