import Testing
import TrelayFormat

@testable import TrelayStandIn

@Suite("The stand-in's small parts")
struct PureTests {
    // MARK: Echo

    @Test("An echo is read as it was written, whatever is in it")
    func echo() throws {
        var echo = Echo(upstream: "ea\"st", dialect: "openai", model: "m\\1")
        echo.roles = ["system", "user"]
        echo.system = EchoText("line\none\ttwo \u{1} é 🦉")
        echo.user = EchoText(String(repeating: "ü", count: 300))
        echo.tool = EchoText("")
        echo.credential = Echo.credentialDigest("sk-secret")
        echo.headers = ["traceparent": "00-1-2-03", "x-trelay-key": "k"]
        echo.parameters = ["temperature": 0.25, "user": "u\"", "store": true, "seed": nil]
        #expect(Echo(echo.text) == echo)
        #expect(!echo.text.contains("\n"))
        #expect(!echo.text.contains("sk-secret"))
        #expect(Echo(echo.text + "\nxxxx") == echo, "filler behind it is not looked at")
    }

    @Test("A long text is told by its digest and length, a short one whole")
    func echoText() {
        let short = String(repeating: "a", count: 512)
        #expect(EchoText(short) == .whole(short))
        let long = EchoText(short + "a")
        guard case .digest(let digest, bytes: 513) = long else {
            Issue.record("\(long)")
            return
        }
        #expect(digest.utf8.count == 12)
        #expect(long != EchoText(short + "b"))
    }

    @Test("What is no echo is none", arguments: ["", "hello", "{}", "{\"stand_in\":1}", "[1]"])
    func noEcho(text: String) {
        #expect(Echo(text) == nil)
    }

    // MARK: Script

    @Test("A script gives its steps in order, and an end")
    func script() {
        var script = Script([.send([1]), .pause(.seconds(1)), .send([2])])
        #expect(script.next() == .send([1]))
        #expect(script.next() == .pause(.seconds(1)))
        #expect(script.next() == .send([2]))
        #expect(script.next() == .finished)
        #expect(script.next() == .finished)
    }

    @Test("A repetition pauses between its parts, not around them, and ends if it has an end")
    func repetition() {
        var script = Script([.repeat([7], count: 2, pause: .milliseconds(5)), .close])
        #expect(script.next() == .send([7]))
        #expect(script.next() == .pause(.milliseconds(5)))
        #expect(script.next() == .send([7]))
        #expect(script.next() == .close)
        var endless = Script([.repeat([7], count: nil, pause: .zero)])
        #expect((0..<1_000).allSatisfy { _ in endless.next() == .send([7]) })
        var none = Script([.repeat([7], count: 0, pause: .zero)])
        #expect(none.next() == .finished)
    }

    // MARK: Schedule

    @Test("The first so many misbehave, or each so manieth, each key for itself")
    func schedules() {
        var counts = ScheduleCounts()
        func ask(_ rule: Behaviour.Schedule.Rule, _ key: String) -> Bool {
            counts.misbehaves(.init(rule: rule, key: key))
        }
        #expect((0..<4).map { _ in ask(.first(2), "a") } == [true, true, false, false])
        #expect((0..<6).map { _ in ask(.every(3), "b") } == [false, false, true, false, false, true])
        #expect(ask(.first(2), "c"))
        counts.reset()
        #expect(ask(.first(2), "a"))
    }

    // MARK: JSON, base64

    @Test("Strings are escaped as JSON wants it")
    func escapes() throws {
        let text = "a\"b\\c\n\r\t\u{0}\u{1F}\u{7F}é🦉"
        var json = JSONText()
        json.string(text)
        #expect(try JSONParser.parse(json.bytes) == .string(text))
    }

    @Test(
        "Base64 is that of RFC 4648, section 10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
    }

    @Test("A text is divided into exactly as many parts as wanted, between characters", arguments: [1, 2, 3, 7, 50])
    func parts(count: Int) throws {
        var behaviour = Behaviour()
        behaviour.chunks = count
        let text = "é🦉aé🦉aé🦉aé🦉aé🦉a"
        let reply = Reply(ask: Ask(dialect: .openAI), behaviour: behaviour, number: 1, created: 1, content: [])
        let parts = reply.parts(of: Array(text.utf8))
        #expect(parts.count == count)
        #expect(parts.allSatisfy { !$0.isEmpty })
        #expect(parts.joined().drop(while: { _ in false }).hasPrefix(text))
        #expect(parts.joined().dropFirst(text.count).allSatisfy { $0 == " " })
    }

    // MARK: Events

    @Test("Events are read when they are complete, with either end of line")
    func events() {
        let stream = EventStream(Array("event: a\r\ndata: 1\r\n\r\n: comment\ndata:2\n\ndata: [DONE]\n\n".utf8))
        #expect(stream.events.map { String(decoding: $0, as: UTF8.self) } == ["1", "2", "[DONE]"])
        #expect(stream.isDone)
        #expect(!EventStream(Array("data: 1\n\ndata: [DONE]\n".utf8)).isDone)
        #expect(!EventStream([]).isDone)
    }
}
