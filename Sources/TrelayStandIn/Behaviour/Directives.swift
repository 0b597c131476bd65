/// Reads the directives that make the upstream misbehave.
///
/// They stand in the request's header (`x-stand-in: 429,retry-after-ms=20`), or behind `stand-in:` in the model's name
/// or in the last message of the user (`please stand-in:slow-first-byte=500ms,503 now`), because a gateway need not
/// forward headers. Several are divided by commas:
///
///     429  (any status from 400 to 599)   an error of the dialect; 429 tells to come again after 1 s
///     retry-after=S, retry-after-ms=MS, retry-after=none
///     page                                the error's body is HTML
///     slow-first-byte=500ms               before the first byte of the answer
///     slow-chunks=50ms, chunks=N          between the chunks of a stream; how many chunks
///     error-after=N                       a stream: N chunks, then an error event
///     half-frame=N                        a stream: N chunks, half a frame, then the connection closes
///     close-after=N, end-after=N          a stream: N chunks, then it ends without the dialect's own end
///     close, reset, hang                  no answer at all
///     truncate                            half of the body that Content-Length promises
///     malformed                           the body, or a frame of the stream, is no JSON
///     huge=10m                            so much more text (k and m are binary)
///     endless                             never ends
///     finish=length                       another reason to finish
///     echo=body, echo=headers             the text is the request itself
///     fail-first=N, fail-every=K, key=ID  only those requests of the key misbehave; without another failure: 500
enum Directives {
    static let mark = "stand-in:"
    static let maximumBytes = 512

    /// The directives in a text of other things; nil if there are none.
    static func find(in text: String) -> Substring? {
        // Almost no text has them: look for the mark's first byte before comparing strings.
        var rest = text[...].utf8
        while let start = rest.firstIndex(of: UInt8(ascii: "s")) {
            rest = rest[start...]
            if rest.starts(with: mark.utf8) {
                let directives = rest.dropFirst(mark.utf8.count).prefix(while: isPart).prefix(maximumBytes)
                return Substring(directives)
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "=,.-_".utf8.contains(byte)
        }
    }

    static func parse(_ text: Substring) throws(StandInError) -> Behaviour {
        var behaviour = Behaviour()
        var tellsWhen = false
        for part in text.split(separator: ",") {
            let word = part.split(separator: "=", maxSplits: 1)
            guard let name = word.first.map(trimmed), !name.isEmpty else { continue }
            let value = word.count == 2 ? trimmed(word[1]) : nil
            if name == "retry-after" || name == "retry-after-ms" {
                behaviour.retryAfterMilliseconds = try retryAfter(name, value)
                tellsWhen = true
            } else if try !take(name, value, into: &behaviour) {
                throw unknown(String(part))
            }
        }
        if behaviour.schedule != nil {
            if behaviour.schedule?.key.isEmpty == true { behaviour.schedule?.key = String(text) }
            if !behaviour.fails { behaviour.status = 500 }
        }
        if behaviour.status == 429 && !tellsWhen { behaviour.retryAfterMilliseconds = 1_000 }
        return behaviour
    }

    private static func trimmed(_ text: Substring) -> String {
        // A full stop behind the directives ends a sentence, not the last of them.
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " || $0 == "." }.reversed())
    }

    private static func take(
        _ name: String, _ value: String?, into behaviour: inout Behaviour
    ) throws(StandInError) -> Bool {
        if let status = Int(name) {
            guard (400...599).contains(status), value == nil else { return false }
            behaviour.status = status
            return true
        }
        if try takeFlag(name, value, into: &behaviour) { return true }
        if try takeStream(name, value, into: &behaviour) { return true }
        return try takeOther(name, value, into: &behaviour)
    }

    private static func takeFlag(
        _ name: String, _ value: String?, into behaviour: inout Behaviour
    ) throws(StandInError) -> Bool {
        guard value == nil else { return false }
        switch name {
        case "page": behaviour.isPage = true
        case "close": behaviour.silence = .close
        case "reset": behaviour.silence = .reset
        case "hang": behaviour.silence = .hang
        case "truncate": behaviour.isTruncated = true
        case "malformed": behaviour.isMalformed = true
        case "endless": behaviour.isEndless = true
        default: return false
        }
        return true
    }

    private static func takeStream(
        _ name: String, _ value: String?, into behaviour: inout Behaviour
    ) throws(StandInError) -> Bool {
        switch name {
        case "slow-first-byte": behaviour.slowFirstByte = try duration(name, value)
        case "slow-chunks": behaviour.slowChunks = try duration(name, value)
        case "chunks": behaviour.chunks = try count(name, value, 1...Behaviour.maximumChunks)
        case "error-after": behaviour.cut = .error(after: try count(name, value))
        case "half-frame": behaviour.cut = .halfFrame(after: try count(name, value ?? "1"))
        case "close-after": behaviour.cut = .close(after: try count(name, value))
        case "end-after": behaviour.cut = .end(after: try count(name, value))
        default: return false
        }
        if let cut = behaviour.cut { behaviour.chunks = max(behaviour.chunks, cut.after + 1) }
        return true
    }

    private static func takeOther(
        _ name: String, _ value: String?, into behaviour: inout Behaviour
    ) throws(StandInError) -> Bool {
        switch (name, value) {
        case ("huge", _): behaviour.fillerBytes = try bytes(name, value)
        case ("finish", "stop"), ("finish", "length"), ("finish", "tool_calls"), ("finish", "content_filter"):
            behaviour.finish = value
        case ("echo", "body"): behaviour.mirror = .body
        case ("echo", "headers"): behaviour.mirror = .headers
        case ("fail-first", _):
            let rule = Behaviour.Schedule.Rule.first(try count(name, value))
            behaviour.schedule = .init(rule: rule, key: behaviour.schedule?.key ?? "")
        case ("fail-every", _):
            let rule = Behaviour.Schedule.Rule.every(try count(name, value, 1...1_000_000))
            behaviour.schedule = .init(rule: rule, key: behaviour.schedule?.key ?? "")
        case ("key", .some(let key)):
            behaviour.schedule = .init(rule: behaviour.schedule?.rule ?? .every(1), key: key)
        default: return false
        }
        return true
    }

    // MARK: Values

    private static func retryAfter(_ name: String, _ value: String?) throws(StandInError) -> Int? {
        if value == "none" { return nil }
        let number = try count(name, value, 0...3_600_000)
        return name == "retry-after" ? number * 1_000 : number
    }

    private static func count(
        _ name: String, _ value: String?, _ range: ClosedRange<Int> = 0...99_999
    ) throws(StandInError) -> Int {
        guard let number = value.flatMap({ Int($0) }), range.contains(number) else {
            throw unknown("\(name)=\(value ?? "")")
        }
        return number
    }

    /// `500ms`, `2s`; at most an hour.
    private static func duration(_ name: String, _ value: String?) throws(StandInError) -> Duration {
        let text = value ?? ""
        if text.hasSuffix("ms") { return .milliseconds(try count(name, String(text.dropLast(2)), 0...3_600_000)) }
        if text.hasSuffix("s") { return .seconds(try count(name, String(text.dropLast()), 0...3_600)) }
        throw unknown("\(name)=\(text)")
    }

    /// `100`, `64k`, `10m`.
    private static func bytes(_ name: String, _ value: String?) throws(StandInError) -> Int {
        let text = value ?? ""
        let factor = text.hasSuffix("k") ? 1_024 : text.hasSuffix("m") ? 1_048_576 : 1
        let digits = factor == 1 ? text : String(text.dropLast())
        return try count(name, digits, 0...(Behaviour.maximumFillerBytes / factor)) * factor
    }

    private static func unknown(_ directive: String) -> StandInError {
        StandInError(
            code: .unknownDirective,
            message: "the stand-in knows no directive '\(directive)': see trelay stand-in upstream --help")
    }
}

extension Behaviour {
    /// Whether there is something in it that an answer can fail by.
    var fails: Bool {
        status != nil || silence != nil || cut != nil || isTruncated || isMalformed || isEndless
            || slowFirstByte > .zero || slowChunks > .zero || fillerBytes > 0
    }
}
