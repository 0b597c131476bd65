import Testing
import TrelayFormat
import TrelaySystem

@testable import TrelayGateway
@testable import TrelayHTTP

@Suite("Back-pressure through the gateway")
struct BackPressureTests {
    /// Takes one piece and then no more.
    private final class Stubborn: HTTPStreamReceiver {
        let pieces: Shared<Int>
        let pauses: Shared<Int>

        init(pieces: Shared<Int>, pauses: Shared<Int>) {
            self.pieces = pieces
            self.pauses = pauses
        }

        func head(status: Int, headers: HTTPHeaders) {}
        func end(_ result: Result<Void, HTTPError>) {}

        func chunk(_ bytes: UnsafeRawBufferPointer) -> HTTPStreamFlow {
            guard pieces.value == 0 else {
                pauses.change { $0 += 1 }
                return .pause
            }
            pieces.change { $0 += 1 }
            return .accept
        }
    }

    @Test("A caller that stops reading stops the upstream, and what waits for it is bounded")
    func slowCaller() throws {
        let harness = try GatewayHarness()
        try harness.apply([("provider/p", harness.provider("flood")), ("route/r", GatewayHarness.route("p"))])
        let (pieces, pauses) = (Shared(0), Shared(0))
        var request = harness.request(GatewayHarness.chat("hi", ["stream": true]))
        request.maximumResponseBytes = .max
        let number = try harness.caller.shard.call { [request, caller = harness.caller] _ in
            caller.stream(request, to: Stubborn(pieces: pieces, pauses: pauses)).number
        }
        #expect(eventually { pauses.value == 1 })
        // The kernel's buffers and the gateway's fill, and then nothing more is taken from the upstream.
        #expect(eventually { harness.upstream.hasStalled })
        #expect(harness.upstream.written.value < 32 * 1_048_576)
        _ = try harness.caller.shard.call { [caller = harness.caller] loop in
            loop.client(of: caller.owner)?.cancelStream(number ?? 0)
        }
        #expect(eventually { harness.upstream.closed.value == 1 })
        // What was on its way may still be got rid of, but no more than the buffers hold.
        #expect(harness.upstream.written.value < 32 * 1_048_576)
    }
}
