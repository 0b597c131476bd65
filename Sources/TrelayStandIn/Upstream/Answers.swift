import TrelayFormat

/// Answers requests: the upstream's mind, without sockets and clocks.
struct Answers: Sendable {
    /// The name that every echo carries.
    let name: String
    /// What `/v1/models` lists.
    let models: [String]

    /// What an answer depends on beside the request.
    struct Moment {
        /// The request's number at this upstream, from 1.
        var number: Int
        /// Seconds since the Unix epoch.
        var seconds: Int
        /// How the upstream behaves towards requests without directives.
        var behaviour: Behaviour
        /// Counts a request with a schedule; whether it misbehaves.
        var misbehaves: (Behaviour.Schedule) -> Bool
    }

    static let parseLimits = ParseLimits(
        maximumBytes: 67_108_864, maximumDepth: 64, maximumValues: 5_000_000, maximumStringBytes: 67_108_864)

    /// Not for `RequestKind.control`, which the upstream answers itself.
    func answer(
        _ request: WireRequest, _ kind: RequestKind, _ moment: Moment, _ cache: inout PreparedAsks
    ) -> Answer {
        let composer = AnswerComposer(request: request, kind: kind, moment: moment, name: name)
        switch kind {
        case .chat, .messages, .completions, .embeddings, .infer:
            guard request.method == "POST" else { return composer.error(405, "only POST is allowed here") }
            return post(request, kind, moment, composer, &cache)
        case .models, .inference:
            return get(request, kind, moment, composer)
        case .control, .other:
            return composer.error(404, "the stand-in does not serve \(request.path)")
        }
    }

    private func get(
        _ request: WireRequest, _ kind: RequestKind, _ moment: Moment, _ composer: AnswerComposer
    ) -> Answer {
        guard request.method == "GET" else { return composer.error(405, "only GET is allowed here") }
        let body =
            kind == .models
            ? ModelList.body(path: request.path, models: models, upstream: name)
            : OpenInferenceReply.metadata(path: request.path, upstream: name)
        do {
            let behaviour = try behaviour(request, nil, moment)
            guard let body else { return composer.error(404, "there is no such model") }
            return composer.whole(body, behaviour)
        } catch {
            return composer.error(400, error.message)
        }
    }

    private func post(
        _ request: WireRequest, _ kind: RequestKind, _ moment: Moment, _ composer: AnswerComposer,
        _ cache: inout PreparedAsks
    ) -> Answer {
        do throws(Ask.Fault) {
            switch kind {
            case .embeddings, .infer:
                return try vectors(request, kind, try PreparedAsk.parse(request.body), moment, composer)
            default:
                let prepared = try cache.prepared(kind, request.body, upstream: name)
                return try text(request, kind, prepared, moment, composer)
            }
        } catch {
            return composer.error(400, error.message, parameter: error.parameter)
        }
    }

    /// `/v1/chat/completions`, `/v1/completions`, `/v1/messages`.
    private func text(
        _ request: WireRequest, _ kind: RequestKind, _ prepared: PreparedAsk, _ moment: Moment,
        _ composer: AnswerComposer
    ) throws(Ask.Fault) -> Answer {
        if kind == .messages && request.header("anthropic-version") == nil {
            throw Ask.Fault(message: "anthropic-version: header is required")
        }
        let behaviour = try directed(request, prepared.directives, moment)
        if let template = prepared.template, request.keepsAlive, behaviour.isPlain {
            let facts = EchoedHeaders(request)
            let bytes = template.answer(
                number: moment.number, seconds: moment.seconds,
                end: Echo.end(credential: facts.credential, headers: facts.headers))
            return Answer(kind: kind, model: prepared.ask.model, status: 200, steps: [.send(bytes)])
        }
        var composer = composer
        composer.model = prepared.ask.model
        let reply = Reply(
            ask: prepared.ask, behaviour: behaviour, number: moment.number, created: moment.seconds,
            content: content(request, prepared, behaviour))
        return composer.text(reply)
    }

    /// `/v1/embeddings`, `/v2/models/NAME/infer`.
    private func vectors(
        _ request: WireRequest, _ kind: RequestKind, _ body: JSONValue, _ moment: Moment, _ composer: AnswerComposer
    ) throws(Ask.Fault) -> Answer {
        let place = OpenInferenceReply.Place(path: request.path)
        guard let model = kind == .infer ? place?.model : body["model"]?.stringValue else {
            throw Ask.Fault(message: "you must provide a model", parameter: "model")
        }
        let found = Directives.find(in: model)
        let behaviour = try directed(request, found, moment)
        var composer = composer
        composer.model = model
        var ask = Ask(dialect: kind.dialect)
        ask.model = model
        let echo = echo(request, ask)
        if kind == .infer, let place {
            return composer.whole(try OpenInferenceReply.infer(body, place: place, echo: echo), behaviour)
        }
        return composer.whole(try EmbeddingReply.body(body, echo: echo), behaviour)
    }

    // MARK: Behaviour

    /// The directives of the header count before those of the request, and these before the upstream's own behaviour.
    private func behaviour(
        _ request: WireRequest, _ directives: Substring?, _ moment: Moment
    ) throws(StandInError) -> Behaviour {
        let text = request.header("x-stand-in").map { $0[...] } ?? directives
        let behaviour = try text.map { text throws(StandInError) in try Directives.parse(text) } ?? moment.behaviour
        guard let schedule = behaviour.schedule, !moment.misbehaves(schedule) else { return behaviour }
        return Behaviour()
    }

    /// As `behaviour`; directives that are not understood are the caller's fault.
    private func directed(
        _ request: WireRequest, _ directives: Substring?, _ moment: Moment
    ) throws(Ask.Fault) -> Behaviour {
        do {
            return try behaviour(request, directives, moment)
        } catch {
            throw Ask.Fault(message: error.message)
        }
    }

    // MARK: Echo

    private func content(_ request: WireRequest, _ prepared: PreparedAsk, _ behaviour: Behaviour) -> [UInt8] {
        switch behaviour.mirror {
        case .echo:
            let facts = EchoedHeaders(request)
            return prepared.echoBeginning + Echo.end(credential: facts.credential, headers: facts.headers)
        case .body: return request.body
        case .headers: return EchoedHeaders.mirror(request)
        }
    }

    private func echo(_ request: WireRequest, _ ask: Ask) -> Echo {
        var echo = ask.echo(upstream: name)
        let facts = EchoedHeaders(request)
        echo.credential = facts.credential
        echo.headers = facts.headers
        return echo
    }
}
