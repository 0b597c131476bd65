import Testing

@testable import TrelayHTTP

@Suite("HTTP values")
struct ValueTests {
    @Test("Header names compare without case, and keep their order")
    func headers() {
        var headers: HTTPHeaders = ["A": "1", "b": "2"]
        headers.add("a", "3")
        #expect(headers[first: "a"] == "1")
        #expect(headers.all("A") == ["1", "3"])
        headers.set("B", "4")
        #expect(headers.map(\.name) == ["A", "a", "B"])
        headers.remove("a")
        #expect(headers.count == 1)
        #expect(headers[first: "missing"] == nil)
    }

    @Test("A target is taken apart")
    func target() throws {
        let target = try #require(RequestTarget("/a%2Fb+c?x=1&y&=z&x=%F0%9F%98%80+"))
        #expect(target.path == "/a/b+c")
        #expect(target.query.map(\.name) == ["x", "y", "", "x"])
        #expect(target.query.map(\.value) == ["1", "", "z", "😀 "])
        #expect(RequestTarget("*")?.path == "*")
        #expect(RequestTarget("http://h")?.path == "/")
        #expect(RequestTarget("http://h?a=b")?.query.first?.value == "b")
        #expect(RequestTarget("/é") == nil)
        #expect(RequestTarget("") == nil)
    }

    @Test("A queue of chunks gives back what was put in, in pieces of any size", arguments: [1, 3, 7, 100])
    func chunkQueue(pieceBytes: Int) {
        var queue = ChunkQueue()
        var expected: [UInt8] = []
        var taken: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceBytes)
        for round in 0..<50 {
            let chunk = (0..<(round * 7 % 11)).map { UInt8(truncatingIfNeeded: $0 + round) }
            queue.append(chunk)
            expected += chunk
            let count = piece.withUnsafeMutableBytes { queue.take(into: $0) }
            taken += piece[..<count]
            #expect(queue.count == expected.count - taken.count)
        }
        while queue.count > 0 {
            let count = piece.withUnsafeMutableBytes { queue.take(into: $0) }
            taken += piece[..<count]
        }
        #expect(taken == expected)
    }

    @Test("An exchange takes one answer, and wakes only a shard that rests")
    func exchangeState() {
        var state = ExchangeState(limits: HTTPServerConfiguration())
        let tooEarly = state.write([1])
        #expect(!tooEarly.isAccepted)
        guard case .rest = state.decide() else {
            Issue.record("nothing was said yet")
            return
        }
        let wakes = [state.startStream(status: 200, headers: [:]), state.reply(.text(200, "second"))]
        #expect(wakes == [true, false])
        let whileAwake = state.write([1, 2])
        #expect(whileAwake == (true, false))
        var buffer = [UInt8](repeating: 0, count: 8)
        buffer.withUnsafeMutableBytes { buffer in
            guard case .bytes(2, isRelieved: false) = state.take(into: buffer), case .rest = state.take(into: buffer)
            else {
                Issue.record("two bytes were written")
                return
            }
        }
        let whileResting = state.write([3])
        #expect(whileResting == (true, true))
        let ends = [state.end(), state.write([4]).isAccepted]
        #expect(ends == [false, false])
        let closes = [state.close(), state.close()]
        #expect(closes == [true, false])
        #expect(state.pendingBytes == 0)
    }
}
