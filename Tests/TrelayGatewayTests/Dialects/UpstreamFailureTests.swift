import Testing
import TrelayHTTP

@testable import TrelayGateway

@Suite("Failures of upstreams")
struct UpstreamFailureTests {
    private static func failure(_ status: Int, _ body: String, headers: HTTPHeaders = [:]) -> UpstreamFailure {
        UpstreamFailure(status: status, headers: headers, body: Array(body.utf8), now: Sample.created)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var kind: UpstreamFailure.Kind
        /// Status, type and code of the answer to the caller.
        var answer: (status: Int, type: String, code: String?)
        var isRetriable: Bool

        init(
            _ status: Int, _ body: String, _ kind: UpstreamFailure.Kind, _ answer: (Int, String, String?),
            retriable: Bool
        ) {
            self.status = status
            self.body = body
            self.kind = kind
            self.answer = answer
            isRetriable = retriable
        }

        var testDescription: String { "\(status) \(body)" }
    }

    static let cases: [Case] = [
        Case(
            400, #"{"error":{"message":"m","type":"invalid_request_error","param":"p","code":"c"}}"#, .refused,
            (400, "invalid_request_error", "c"), retriable: false),
        Case(400, "<html>", .refused, (400, "invalid_request_error", nil), retriable: false),
        Case(
            400, #"{"type":"error","error":{"type":"invalid_request_error","message":"m"}}"#, .refused,
            (400, "invalid_request_error", nil), retriable: false),
        Case(
            413, #"{"type":"error","error":{"type":"request_too_large","message":"m"}}"#, .refused,
            (413, "request_too_large", nil), retriable: false),
        Case(422, #"{"detail":"m"}"#, .refused, (422, "invalid_request_error", nil), retriable: false),
        Case(
            401, #"{"error":{"message":"Incorrect API key provided: sk-secret","type":"invalid_request_error"}}"#,
            .badCredential, (502, "server_error", "upstream_authentication_failed"), retriable: false),
        Case(
            403, #"{"type":"error","error":{"type":"permission_error","message":"sk-secret"}}"#, .badCredential,
            (502, "server_error", "upstream_authentication_failed"), retriable: false),
        Case(402, "", .quotaExhausted, (429, "insufficient_quota", "insufficient_quota"), retriable: false),
        Case(
            404, #"{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
            .notFound, (404, "invalid_request_error", "model_not_found"), retriable: false),
        Case(
            429, #"{"error":{"message":"m","type":"tokens","param":null,"code":"rate_limit_exceeded"}}"#, .rateLimited,
            (429, "tokens", "rate_limit_exceeded"), retriable: true),
        Case(
            429, #"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#, .quotaExhausted,
            (429, "insufficient_quota", "insufficient_quota"), retriable: false),
        Case(
            429,
            #"{"type":"error","error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
            .quotaExhausted, (429, "insufficient_quota", "insufficient_quota"), retriable: false),
        Case(429, "", .rateLimited, (429, "requests", "rate_limit_exceeded"), retriable: true),
        Case(
            500, #"{"error":{"message":"m","type":"server_error"}}"#, .serverError,
            (502, "server_error", "upstream_error"), retriable: true),
        Case(502, "Bad Gateway", .serverError, (502, "server_error", "upstream_error"), retriable: true),
        Case(503, "", .overloaded, (503, "server_error", "upstream_overloaded"), retriable: true),
        Case(
            529, #"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#, .overloaded,
            (503, "server_error", "upstream_overloaded"), retriable: true),
        Case(408, "", .serverError, (502, "server_error", "upstream_error"), retriable: true),
        Case(301, "", .redirected, (502, "server_error", "upstream_malformed_answer"), retriable: false),
        Case(600, "", .malformedAnswer, (502, "server_error", "upstream_malformed_answer"), retriable: true),
    ]

    @Test("A status and a body are a kind of failure, and that an answer to the caller", arguments: cases)
    func classification(test: Case) throws {
        let answer = Transcript(try Sample.context(.openAI), status: test.status, Array(test.body.utf8))
        #expect(answer.status == nil && answer.text.isEmpty)
        let failure = try #require(answer.failure)
        #expect(failure.kind == test.kind && failure.status == test.status)
        #expect(failure.isRetriable == test.isRetriable)
        let error = ErrorAnswer(failure, .openAI)
        #expect(error.status == test.answer.status)
        #expect(error.error.type == test.answer.type && error.error.code == test.answer.code)
        let body = try #require(JSONSlice(error.body)?["error"])
        for key: StaticString in ["message", "type", "param", "code"] { #expect(body[key] != nil) }
        #expect(!failure.message.isEmpty && !"\(failure) \(body.text)".contains("sk-secret"))
        #expect(!String(decoding: error.body, as: UTF8.self).contains("sk-secret"))
    }

    @Test("A client's fault reaches the client in the upstream's own bytes, if they have the form")
    func passing() {
        let whole = #"{ "error":{"message":"m","type":"t","param":null,"code":null,"extra":1} }"#
        #expect(ErrorAnswer(Self.failure(400, whole), .openAI).body == Array(whole.utf8))
        let partial = ErrorAnswer(Self.failure(400, #"{"error":{"message":"m","param":"p"}}"#), .openAI)
        #expect(
            String(decoding: partial.body, as: UTF8.self)
                == #"{"error":{"message":"m","type":"invalid_request_error","param":"p","code":null}}"#)
        let inference = #"{"error" : "unknown input 'x'"}"#
        #expect(ErrorAnswer(Self.failure(400, inference), .openInference).body == Array(inference.utf8))
        #expect(
            ErrorAnswer(Self.failure(500, inference), .openInference).body
                == Array(#"{"error":"unknown input 'x'"}"#.utf8))
        #expect(
            ErrorAnswer(Self.failure(404, inference), .openAI).body
                == Array(
                    #"{"error":{"message":"unknown input 'x'","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#
                        .utf8))
    }

    @Test("When to come again is passed on; a quota that is used up says not to")
    func retryAfter() {
        let limited = ErrorAnswer(Self.failure(429, "", headers: ["retry-after-ms": "1500.2"]), .openAI)
        #expect(limited.headers[first: "retry-after"] == "2" && limited.headers[first: "retry-after-ms"] == "1501")
        let overloaded = ErrorAnswer(Self.failure(503, "", headers: ["Retry-After": "7"]), .openAI)
        #expect(
            overloaded.headers[first: "retry-after"] == "7" && overloaded.headers[first: "retry-after-ms"] == "7000")
        let quota = ErrorAnswer(Self.failure(402, "", headers: ["Retry-After": "7"]), .openAI)
        #expect(quota.headers[first: "retry-after"] == nil && quota.headers[first: "x-should-retry"] == "false")
    }

    private static let retryAfterCases: [(HTTPHeaders, Duration?)] = [
        (["retry-after-ms": "250", "retry-after": "9"], .milliseconds(250)), (["retry-after": "2"], .seconds(2)),
        (["retry-after": " 0.5 "], .milliseconds(500)), (["retry-after-ms": "x", "retry-after": "3"], .seconds(3)),
        (["retry-after": "-1"], nil), (["retry-after": "1e300"], .seconds(86_400)), (["retry-after": "nan"], nil),
        (["retry-after": "inf"], nil), (["retry-after": "soon"], nil), ([:], nil),
        // 1700000000 is Tue, 14 Nov 2023 22:13:20 GMT.
        (["retry-after": "Tue, 14 Nov 2023 22:13:50 GMT"], .seconds(30)),
        (["retry-after": "Tue, 14 Nov 2023 22:13:20 GMT"], .zero),
        (["retry-after": "Mon, 13 Nov 2023 22:13:20 GMT"], .zero),
        (["retry-after": "Thu, 29 Feb 2024 00:00:00 GMT"], .seconds(86_400)),
        (["retry-after": "Thu, 99 Feb 2024 00:00:00 GMT"], nil),
    ]

    @Test("retry-after: milliseconds, seconds, dates", arguments: retryAfterCases)
    func retryAfterHeaders(headers: HTTPHeaders, expected: Duration?) {
        #expect(RetryAfter.parse(headers, now: Sample.created) == expected)
    }

    @Test(
        "Dates are counted over leap years",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ])
    func dates(text: String, seconds: Int) {
        #expect(HTTPDate.seconds(text) == seconds)
    }

    @Test("The upstream's own advice about trying again counts")
    func advice() {
        #expect(!Self.failure(500, "", headers: ["x-should-retry": "false"]).isRetriable)
        #expect(Self.failure(400, "", headers: ["x-should-retry": "true"]).isRetriable)
        #expect(Self.failure(500, "", headers: ["x-should-retry": "maybe"]).isRetriable)
    }

    @Test("A rate limit does not make a target unhealthy, an overload and a bad credential do")
    func health() {
        #expect(!UpstreamFailure(.rateLimited, "").countsAgainstHealth)
        #expect(!UpstreamFailure(.refused, "").countsAgainstHealth)
        for kind in [UpstreamFailure.Kind.overloaded, .badCredential, .unreachable, .truncatedStream] {
            #expect(UpstreamFailure(kind, "").countsAgainstHealth)
        }
        #expect(!UpstreamFailure(.refused, "").mayFallBack && !UpstreamFailure(.totalTimedOut, "").mayFallBack)
        #expect(UpstreamFailure(.notFound, "").mayFallBack)
    }

    @Test("Every kind has an answer with an error's status")
    func everyKind() {
        for kind in UpstreamFailure.Kind.allCases {
            let answer = ErrorAnswer(UpstreamFailure(kind, status: 200, "m"), .openAI)
            #expect(400...599 ~= answer.status, "\(kind)")
            #expect(answer.headers[first: "content-type"] == "application/json")
        }
    }

    @Test("Long messages are cut, and an error's body is not kept beyond the limit")
    func longMessages() throws {
        let long = String(repeating: "é", count: 100_000)
        let answer = Transcript(
            try Sample.context(.openAI), status: 500, Array(#"{"error":{"message":"\#(long)"}}"#.utf8))
        let message = try #require(answer.failure?.message)
        #expect(message.utf8.count < 2_100 && message.hasPrefix("éé"))
        var reader = AnswerReader(try Sample.context(.openAI))
        reader.receiveHead(status: 500, headers: [:])
        for _ in 0..<10 { _ = reader.receive([UInt8](repeating: 0x20, count: 100_000)) }
        #expect(reader.body.count == reader.context.maximumErrorBytes)
    }
}

@Suite("Faults of the gateway")
struct GatewayFaultTests {
    @Test("Faults have OpenAI's form, and Open Inference's under /v2")
    func forms() {
        let answer = ErrorAnswer(GatewayFault.modelNotFound("gpt-\"9\""), .openAI)
        #expect(answer.status == 404)
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"error":{"message":"The model 'gpt-\"9\"' does not exist here or no route leads to it: see "#
                + #"/v1/models.","type":"invalid_request_error","param":"model","code":"model_not_found"}}"#)
        let inference = ErrorAnswer(GatewayFault.unknownPath("GET", "/v2/x"), .openInference)
        #expect(
            String(decoding: inference.body, as: UTF8.self) == #"{"error":"Unknown request URL: GET /v2/x."}"#
                && inference.status == 404)
    }

    @Test("405 names the methods, 503 when to come again, 413 the limit")
    func headers() {
        #expect(ErrorAnswer(.methodNotAllowed("GET", allowed: "POST"), .openAI).headers[first: "allow"] == "POST")
        let busy = GatewayFault(.overloaded, status: 503, "busy", retryAfter: .milliseconds(1))
        #expect(ErrorAnswer(busy, .openAI).headers[first: "retry-after"] == "1")
        #expect(busy.type == "server_error")
        #expect(GatewayFault.bodyTooLarge(maximumBytes: 5).status == 413)
    }
}
