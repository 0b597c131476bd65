import Testing
import TrelayCore
import TrelayCrypto
import TrelayFormat
import TrelayHTTP
import TrelaySystem
import TrelayTelemetry

@testable import TrelayWorker

@Suite("Management endpoint", .timeLimit(.minutes(3)))
struct EndpointTests {
    /// An endpoint on a server of its own, whose configuration the test changes.
    private final class Bench: Sendable {
        let live: Box<Configuration?>
        /// Told how often the live configuration was read, before it is.
        let onRead = Box<(@Sendable (Int) -> Void)?>(nil)
        let feed: ConfigurationFeed
        let server: HTTPServer
        let client: HTTPClient
        private let reads = Box(0)

        init(maximumWaiting: Int = 8, initial: Configuration? = EndpointTests.configuration(1)) throws {
            let live = Box(initial)
            let (reads, onRead) = (reads, onRead)
            self.live = live
            feed = ConfigurationFeed(maximumWaiting: maximumWaiting) {
                let number = reads.change { reads in
                    reads += 1
                    return reads
                }
                onRead.value?(number)
                return live.value
            }
            let settings = World().settings(try Scratch())
            let endpoint = ManagementEndpoint(
                status: WorkerStatus {}, metrics: WorkerMetrics(settings: settings, tracer: Tracer(exporter: nil)),
                feed: feed, settings: settings)
            server = try HTTPServer(HTTPServerConfiguration(), handler: endpoint)
            client = try HTTPClient()
        }

        func close() {
            feed.close()
            client.close()
            server.stop(deadline: .zero)
        }

        func swap(to revision: Int) {
            live.change { $0 = EndpointTests.configuration(revision) }
            feed.publish()
        }

        func get(_ path: String, headers: HTTPHeaders = [:], method: String = "GET") throws -> HTTPResponse {
            var request = HTTPClientRequest(
                method: method, url: "http://127.0.0.1:\(server.port)\(path)", headers: headers)
            request.totalTimeout = patience
            return try client.sendAndWait(request)
        }

        /// Asks and does not wait for the answer.
        func begin(_ path: String) -> Asked {
            let answer = Box<Result<HTTPResponse, HTTPError>?>(nil)
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)\(path)")
            request.totalTimeout = patience
            let call = client.send(request) { result in answer.change { $0 = result } }
            return Asked(answer: answer, call: call)
        }

        func waits(_ count: Int) -> Bool { eventually { feed.waitingCount == count } }
    }

    private struct Asked {
        let answer: Box<Result<HTTPResponse, HTTPError>?>
        let call: HTTPCall

        func response() throws -> HTTPResponse {
            let isThere = eventually { answer.value != nil }
            return try #require(isThere ? answer.value : nil).get()
        }
    }

    private static func configuration(_ revision: Int) -> Configuration {
        let value: JSONValue = ["version": JSONValue.string("\(revision)"), "template": "Be brief."]
        var resources = ResourceMap()
        resources[ResourceKey(kind: "prompt", name: "p")] = ResourceEntry(
            value: value, digest: value.digest(), createdRevision: 1, changedRevision: revision, changedBy: "e")
        return Configuration(namespace: "shop", revision: revision, resources: resources)
    }

    private static func digest(_ revision: Int) -> String { configuration(revision).digest().description }

    private func withBench(_ bench: Bench, _ body: (Bench) throws -> Void) throws {
        defer { bench.close() }
        try body(bench)
    }

    @Test("The effective configuration is served with its stamp")
    func plain() throws {
        try withBench(try Bench()) { bench in
            let answer = try bench.get("/v1/config")
            #expect(answer.status == 200)
            #expect(answer.headers[first: "etag"] == "\"\(Self.digest(1))\"")
            #expect(answer.headers[first: "x-trelay-revision"] == "1")
            #expect(answer.headers[first: "x-trelay-digest"] == Self.digest(1))
            #expect(try JSONParser.parse(answer.body) == Self.configuration(1).json())
            let head = try bench.get("/v1/config", method: "HEAD")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
        }
    }

    @Test("Before anything is effective there is no configuration, rather than an empty one")
    func nothingYet() throws {
        try withBench(try Bench(initial: nil)) { bench in
            let answer = try bench.get("/v1/config")
            #expect(answer.status == 503)
            #expect(answer.headers[first: "retry-after"] == "1")
            let stream = bench.begin("/v1/config/stream")
            #expect(bench.waits(1))
            bench.swap(to: 3)
            bench.feed.close()
            #expect(Self.events(try stream.response()) == [Self.digest(3)])
        }
    }

    @Test(
        "A client that has it already is told so",
        arguments: [
            "\"DIGEST\"", "W/\"DIGEST\"", "\"sha256:other\", \"DIGEST\"",
        ])
    func notModified(tag: String) throws {
        try withBench(try Bench()) { bench in
            let tag = tag.split(separator: "DIGEST", omittingEmptySubsequences: false).joined(separator: Self.digest(1))
            let answer = try bench.get("/v1/config", headers: ["If-None-Match": tag])
            #expect(answer.status == 304)
            #expect(answer.body.isEmpty)
            #expect(try bench.get("/v1/config?digest=\(Self.digest(1))").status == 304)
            #expect(try bench.get("/v1/config", headers: ["If-None-Match": "\"\(Self.digest(2))\""]).status == 200)
        }
    }

    @Test("A long poll is answered at the next change, at once if there was one, and with 304 when its time is up")
    func longPoll() throws {
        try withBench(try Bench()) { bench in
            let waiting = bench.begin("/v1/config?digest=\(Self.digest(1))&wait=30s")
            #expect(bench.waits(1))
            bench.swap(to: 2)
            let answer = try waiting.response()
            #expect(answer.status == 200)
            #expect(answer.headers[first: "x-trelay-digest"] == Self.digest(2))
            #expect(bench.feed.waitingCount == 0)

            #expect(try bench.get("/v1/config?digest=\(Self.digest(1))&wait=30").status == 200)

            let short = bench.begin("/v1/config?digest=\(Self.digest(2))&wait=1")
            #expect(bench.waits(1))
            #expect(
                eventually {
                    bench.feed.sweep()
                    return short.answer.value != nil
                })
            #expect(try short.response().status == 304)
        }
    }

    @Test("A swap between the look and the waiting is not missed")
    func swapInBetween() throws {
        try withBench(try Bench()) { bench in
            // The first read is the look; before the second one the configuration changes, and nobody publishes that.
            bench.onRead.change { [live = bench.live] in
                $0 = { number in if number == 2 { live.change { $0 = EndpointTests.configuration(2) } } }
            }
            let answer = try bench.get("/v1/config?digest=\(Self.digest(1))&wait=30")
            #expect(answer.status == 200)
            #expect(answer.headers[first: "x-trelay-digest"] == Self.digest(2))
        }
    }

    @Test("A publication that changes nothing wakes nobody")
    func sameDigest() throws {
        try withBench(try Bench()) { bench throws in
            let waiting = bench.begin("/v1/config?digest=\(Self.digest(1))&wait=30")
            #expect(bench.waits(1))
            bench.feed.publish()
            #expect(bench.feed.waitingCount == 1)
            bench.swap(to: 2)
            #expect(try waiting.response().status == 200)
        }
    }

    @Test("The stream has an event for what serves and one for each change, in order")
    func stream() throws {
        try withBench(try Bench()) { bench in
            let byPath = bench.begin("/v1/config/stream")
            #expect(bench.waits(1))
            for revision in 2...5 { bench.swap(to: revision) }
            bench.feed.publish()
            bench.feed.close()
            let answer = try byPath.response()
            #expect(answer.status == 200)
            #expect(answer.headers[first: "content-type"] == "text/event-stream")
            #expect(Self.events(answer) == (1...5).map(Self.digest))
            #expect(String(decoding: answer.body, as: UTF8.self).contains("\nevent: config\ndata: {\"digest\":"))
        }
    }

    @Test("Asking for events by Accept gives the same stream, and HEAD ends at once")
    func streamByAccept() throws {
        try withBench(try Bench()) { bench in
            let head = try bench.get("/v1/config", headers: ["Accept": "text/event-stream"], method: "HEAD")
            #expect(head.status == 200)
            #expect(head.headers[first: "content-type"] == "text/event-stream")
            #expect(bench.feed.waitingCount == 0)
        }
    }

    @Test("While another thread swaps, the last event of every stream is the last configuration")
    func lastWord() throws {
        try withBench(try Bench(maximumWaiting: 100)) { bench in
            let swapping = try OSThread(name: "swapping") { for revision in 2...300 { bench.swap(to: revision) } }
            let streams = (1...20).map { _ in bench.begin("/v1/config/stream") }
            #expect(bench.waits(20))
            swapping.join()
            bench.feed.close()
            for stream in streams {
                #expect(Self.events(try stream.response()).last == Self.digest(300))
            }
        }
    }

    @Test("Waiting clients are bounded, and one that goes away makes room")
    func bounded() throws {
        try withBench(try Bench(maximumWaiting: 3)) { bench throws in
            let path = "/v1/config?digest=\(Self.digest(1))&wait=60"
            let waiting = (1...3).map { _ in bench.begin(path) }
            #expect(bench.waits(3))
            #expect(try bench.get(path).status == 503)
            #expect(try bench.get("/v1/config/stream").status == 503)
            #expect(try bench.get("/v1/config").status == 200)
            waiting[0].call.cancel()
            #expect(bench.waits(2))
            let stream = bench.begin("/v1/config/stream")
            #expect(bench.waits(3))
            bench.feed.close()
            #expect(try stream.response().status == 200)
            #expect(try waiting[1].response().status == 304)
        }
    }

    @Test("At the end nobody waits any more")
    func closing() throws {
        try withBench(try Bench()) { bench throws in
            let waiting = bench.begin("/v1/config?digest=\(Self.digest(1))&wait=60")
            #expect(bench.waits(1))
            bench.feed.close()
            #expect(try waiting.response().status == 304)
            #expect(try bench.get("/v1/config?digest=\(Self.digest(1))&wait=60").status == 503)
            #expect(try bench.get("/v1/config").status == 200)
        }
    }

    @Test(
        "A wait that is not a number of seconds is refused, not taken for none",
        arguments: [
            "x", "-1", "1.5", "3601", "30ms", "",
        ])
    func badWait(wait: String) throws {
        try withBench(try Bench()) { bench in
            let answer = try bench.get("/v1/config?digest=\(Self.digest(1))&wait=\(wait)")
            #expect(answer.status == 400)
        }
    }

    @Test("What is not there is told with what is, and only reading is allowed")
    func otherRequests() throws {
        try withBench(try Bench()) { bench in
            let unknown = try bench.get("/config")
            #expect(unknown.status == 404)
            #expect(String(decoding: unknown.body, as: UTF8.self).contains("/v1/config"))
            let post = try bench.get("/v1/config", method: "POST")
            #expect(post.status == 405)
            #expect(post.headers[first: "allow"] == "GET, HEAD")
        }
    }

    @Test("A swap that is taken back is told to those who saw it")
    func swapBack() throws {
        let world = World()
        try world.publishRetries(1)
        let role = ScriptedRole()
        try world.withWorker(try Scratch(), role: role) { worker in
            let first = try #require(try world.acks(1).first?.digest)
            let seen = Box<Box<Result<HTTPResponse, HTTPError>?>?>(nil)
            let isParked = Box(false)
            role.failProbe()
            role.onProbe { live in
                // While the bad state serves, a client reads it and waits for the next.
                let asked = try? worker.begin("/v1/config?digest=\(live.digest())&wait=60")
                seen.change { $0 = asked }
                // One answer later on the same thread it is most likely waiting; if it is late, it is answered at once.
                isParked.change { $0 = (try? worker.get("/livez").status) == 200 }
            }
            try world.publishRetries(2)
            _ = try world.acks(2)
            #expect(isParked.value)
            let asked = try #require(seen.value)
            #expect(eventually { asked.value != nil })
            let answer = try #require(asked.value).get()
            #expect(answer.headers[first: "x-trelay-digest"] == first.description)
        }
    }

    /// The ids of the events of a stream.
    private static func events(_ response: HTTPResponse) -> [String] {
        String(decoding: response.body, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.hasPrefix("id: ") ? String(line.dropFirst(4)) : nil
        }
    }
}
