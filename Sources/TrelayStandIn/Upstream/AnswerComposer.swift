/// Makes the steps of an answer: the head, the body or the frames, and what the behaviour does to them.
struct AnswerComposer {
    let request: WireRequest
    let kind: RequestKind
    let moment: Answers.Moment
    let name: String
    /// For the statistics.
    var model = ""

    private var requestIdentifier: String { "req_\(moment.number)" }

    // MARK: Errors

    /// An error that is the caller's own.
    func error(_ status: Int, _ message: String, parameter: String? = nil) -> Answer {
        let body = ErrorBody.make(
            kind.dialect, status: status, message: message, parameter: parameter, request: requestIdentifier)
        return Answer(kind: kind, model: model, status: status, steps: [.send(plain(status, body, Behaviour()))])
    }

    private func failure(_ status: Int, _ behaviour: Behaviour) -> Answer {
        let body =
            behaviour.isPage
            ? ErrorBody.page(status: status)
            : ErrorBody.make(kind.dialect, status: status, request: requestIdentifier)
        return Answer(
            kind: kind, model: model, status: status,
            steps: delay(behaviour) + [.send(plain(status, body, behaviour))], misbehaves: true)
    }

    /// What stands in the place of any answer; nil if there is to be one.
    private func instead(_ behaviour: Behaviour) -> Answer? {
        guard let silence = behaviour.silence else { return behaviour.status.map { failure($0, behaviour) } }
        let end: Step =
            switch silence {
            case .close: .close
            case .reset: .reset
            case .hang: .hang
            }
        return Answer(kind: kind, model: model, status: 0, steps: delay(behaviour) + [end], misbehaves: true)
    }

    private func delay(_ behaviour: Behaviour) -> [Step] {
        behaviour.slowFirstByte > .zero ? [.pause(behaviour.slowFirstByte)] : []
    }

    // MARK: Whole answers

    /// What an endless body consists of: JSON allows any number of spaces before a value.
    private static let space = Chunk.wrap(Array(repeating: 0x20, count: 1_024))

    /// A JSON body that is there already.
    func whole(_ body: [UInt8], _ behaviour: Behaviour) -> Answer {
        if behaviour.isPlain {
            return Answer(kind: kind, model: model, status: 200, steps: [.send(plain(200, body, behaviour))])
        }
        if let other = instead(behaviour) { return other }
        let body = behaviour.isMalformed ? Array(body.dropLast(body.count / 2)) : body
        var answer = Answer(
            kind: kind, model: model, status: 200, steps: delay(behaviour), misbehaves: behaviour.fails)
        if behaviour.isEndless {
            answer.steps.append(.send(head(200, isEventStream: false, length: nil, behaviour)))
            answer.steps.append(.repeat(AnswerComposer.space, count: nil, pause: behaviour.slowChunks))
        } else if behaviour.isTruncated {
            let head = head(200, isEventStream: false, length: body.count, behaviour)
            answer.steps += [.send(head + body.prefix(body.count / 2)), .close]
        } else {
            answer.steps.append(.send(plain(200, body, behaviour)))
        }
        return answer
    }

    /// The answer of a language model.
    func text(_ reply: Reply) -> Answer {
        let behaviour = reply.behaviour
        if reply.ask.streams {
            if !behaviour.isPlain, let other = instead(behaviour) { return other }
            return stream(frames(reply), behaviour)
        }
        guard behaviour.fillerBytes > 0 else { return whole(body(reply), behaviour) }
        var longer = reply
        longer.content.append(0x0A)
        longer.content.append(contentsOf: repeatElement(UInt8(ascii: "x"), count: behaviour.fillerBytes))
        return whole(body(longer), behaviour)
    }

    private func body(_ reply: Reply) -> [UInt8] {
        switch kind {
        case .messages: AnthropicReply(reply: reply).body
        default: OpenAIReply(reply: reply, isLegacy: kind == .completions).body
        }
    }

    private func frames(_ reply: Reply) -> Frames {
        switch kind {
        case .messages: AnthropicReply(reply: reply).frames
        default: OpenAIReply(reply: reply, isLegacy: kind == .completions).frames
        }
    }

    // MARK: Streams

    private func stream(_ frames: Frames, _ behaviour: Behaviour) -> Answer {
        var answer = Answer(
            kind: kind, model: model, status: 200, steps: delay(behaviour), isStream: true,
            misbehaves: behaviour.fails)
        let head = head(200, isEventStream: true, length: nil, behaviour)
        // As real servers do: the first event comes with the header.
        let opening = frames.opening.map(Chunk.wrap)
        answer.steps.append(.send(head + (opening.first ?? [])))
        answer.steps += opening.dropFirst().map { .send($0) }
        if let cut = behaviour.cut {
            addContent(Array(frames.content.prefix(cut.after)), behaviour, to: &answer)
            answer.steps += end(cut, frames)
            return answer
        }
        addContent(frames.content, behaviour, to: &answer)
        if behaviour.isMalformed { answer.steps.append(.send(Chunk.wrap(Array("data: {\"id\":\n\n".utf8)))) }
        if behaviour.isTruncated {
            answer.steps.append(.close)
            return answer
        }
        addFiller(frames, behaviour, to: &answer)
        answer.steps += frames.closing.dropLast().map { .send(Chunk.wrap($0)) }
        answer.steps.append(.send((frames.closing.last.map(Chunk.wrap) ?? []) + Chunk.last))
        return answer
    }

    private func addContent(_ content: [[UInt8]], _ behaviour: Behaviour, to answer: inout Answer) {
        for frame in content {
            if behaviour.slowChunks > .zero { answer.steps.append(.pause(behaviour.slowChunks)) }
            answer.steps.append(.send(Chunk.wrap(frame)))
        }
    }

    private func addFiller(_ frames: Frames, _ behaviour: Behaviour, to answer: inout Answer) {
        let count = behaviour.isEndless ? nil : (behaviour.fillerBytes + Filler.chunkBytes - 1) / Filler.chunkBytes
        guard count != 0 else { return }
        answer.steps.append(.repeat(Chunk.wrap(frames.filler), count: count, pause: behaviour.slowChunks))
    }

    private func end(_ cut: Behaviour.Cut, _ frames: Frames) -> [Step] {
        switch cut {
        case .error: return [.send(Chunk.wrap(frames.failure) + Chunk.last)]
        case .end: return [.send(Chunk.last)]
        case .close: return [.close]
        case .halfFrame(let after):
            let frame = after < frames.content.count ? frames.content[after] : frames.filler
            return [.send(Chunk.wrap(Array(frame.prefix(frame.count / 2)))), .close]
        }
    }

    // MARK: HTTP

    private func plain(_ status: Int, _ body: [UInt8], _ behaviour: Behaviour) -> [UInt8] {
        head(status, isEventStream: false, length: body.count, behaviour) + body
    }

    private func head(_ status: Int, isEventStream: Bool, length: Int?, _ behaviour: Behaviour) -> [UInt8] {
        var head = ResponseHead(status: status)
        head.field("Content-Type", contentType(status, isEventStream, behaviour))
        if kind.dialect == .anthropic {
            head.field("request-id", requestIdentifier)
        } else {
            head.field("x-request-id", requestIdentifier)
        }
        if let milliseconds = behaviour.retryAfterMilliseconds {
            head.field("retry-after", (milliseconds + 999) / 1_000)
            if milliseconds % 1_000 != 0 { head.field("retry-after-ms", milliseconds) }
        }
        head.field("x-stand-in-name", AnswerComposer.headerName(name))
        if let length { head.field("Content-Length", length) } else { head.raw("Transfer-Encoding: chunked\r\n") }
        if !request.keepsAlive { head.raw("Connection: close\r\n") }
        head.end()
        return head.bytes
    }

    /// An upstream's name as a header can carry it.
    static func headerName(_ name: String) -> String {
        name.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? name : "stand-in"
    }

    private func contentType(_ status: Int, _ isEventStream: Bool, _ behaviour: Behaviour) -> String {
        if isEventStream { return "text/event-stream; charset=utf-8" }
        return status >= 400 && behaviour.isPage ? "text/html" : "application/json"
    }
}
