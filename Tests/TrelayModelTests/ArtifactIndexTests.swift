import Testing
import TrelayCrypto
import TrelayHTTP

@testable import TrelayModel

@Suite("What a cache holds, and what has to go")
struct ArtifactIndexTests {
    @Test("Room is made by what was not used for the longest time")
    func order() {
        var index = ArtifactIndex(quotaBytes: 100)
        for name in ["a", "b", "c"] { index.found(name, bytes: 30) }
        index.use("a")
        index.release("a")
        #expect(index.reserve("d", bytes: 40) == ["b"])
        #expect(index.names == ["a", "c", "d"] && index.usedBytes == 100)
        #expect(index.reserve("e", bytes: 60) == ["c", "a"])
        #expect(index.names == ["d", "e"] && index.usedBytes == 100)
    }

    @Test("What is in use stays, and if that is not enough nothing changes")
    func inUse() {
        var index = ArtifactIndex(quotaBytes: 100)
        for name in ["a", "b"] { index.found(name, bytes: 40) }
        index.use("a")
        #expect(index.reserve("c", bytes: 70) == nil)
        #expect(index.names == ["a", "b"] && index.usedBytes == 80)
        #expect(index.reserve("c", bytes: 60) == ["b"])
        index.release("a")
        index.release("a")
        #expect(index.users(of: "a") == 0)
    }

    @Test("A reservation that grows counts once, and one that cannot fit is refused")
    func grows() {
        var index = ArtifactIndex(quotaBytes: 100)
        index.use("a")
        #expect(index.reserve("a", bytes: 10) == [])
        #expect(index.reserve("a", bytes: 90) == [])
        #expect(index.usedBytes == 90)
        #expect(index.reserve("a", bytes: .max) == nil)
        #expect(index.reserve("b", bytes: 11) == nil)
        index.resize("a", bytes: 0)
        index.release("a")
        #expect(index.names == [] && index.usedBytes == 0)
    }
}

@Suite("Answers of a server that is asked for a part")
struct RangedAnswerTests {
    private func answer(
        _ status: Int, _ range: String? = nil, _ bytes: Int = 0
    ) -> Result<RangedAnswer, ModelError> {
        var headers = HTTPHeaders()
        if let range { headers.set("Content-Range", range) }
        let response = HTTPResponse(status: status, headers: headers, body: [UInt8](repeating: 1, count: bytes))
        return Result { () throws(ModelError) in try RangedAnswer(response, asked: 10..<20) }
    }

    private func code(_ result: Result<RangedAnswer, ModelError>) -> String? {
        if case .failure(let error) = result { error.code.rawValue } else { nil }
    }

    @Test("Parts, the whole and the end")
    func answers() throws {
        #expect(try answer(206, "bytes 10-19/100", 10).get() == .part([UInt8](repeating: 1, count: 10), total: 100))
        #expect(try answer(206, "bytes 10-12/13", 3).get() == .part([1, 1, 1], total: 13))
        #expect(try answer(206, "bytes 10-12/*", 3).get() == .part([1, 1, 1], total: nil))
        #expect(try answer(200, nil, 2).get() == .whole([1, 1]))
        #expect(try answer(416, "bytes */10").get() == .end(total: 10))
        #expect(try answer(416).get() == .end(total: nil))
    }

    @Test(
        "Answers that do not fit the question or themselves",
        arguments: [
            (nil, 10), ("bytes", 10), ("bytes 0-9/100", 10), ("bytes 10-20/100", 11), ("bytes 12-19/100", 8),
            ("bytes 10-19/100", 11), ("bytes 10-19/15", 10), ("bytes 19-10/100", 10), ("items 10-19/100", 10),
            ("bytes 10-19/-1", 10), ("bytes 10-9223372036854775807/100", 10), ("bytes -1-19/100", 10),
        ] as [(String?, Int)])
    func broken(range: String?, count: Int) {
        #expect(code(answer(206, range, count)) == "artifactServerBroken")
    }

    @Test(
        "Statuses have codes",
        arguments: [
            (301, "artifactRedirected"), (307, "artifactRedirected"), (404, "artifactMissing"),
            (410, "artifactMissing"), (401, "artifactServerRefused"), (403, "artifactServerRefused"),
            (500, "artifactServerFailed"), (503, "artifactServerFailed"), (429, "artifactServerFailed"),
            (204, "artifactServerRefused"),
        ])
    func statuses(status: Int, expected: String) {
        #expect(code(answer(status)) == expected)
    }

    @Test("A part that is shorter than it says was cut off")
    func short() {
        #expect(code(answer(206, "bytes 10-19/100", 9)) == "artifactTruncated")
    }

    @Test("Messages do not show what may be a secret in a URI")
    func shownURI() {
        let digest = Digest.zero
        let uri = "https://user:password@host:8443/models/a.ubj?signature=secret#x"
        #expect(ArtifactReference(uri: uri, sha256: digest).shownURI == "https://host:8443/models/a.ubj")
        #expect(ArtifactReference(uri: "file:///a/b", sha256: digest).shownURI == "file:///a/b")
    }
}
