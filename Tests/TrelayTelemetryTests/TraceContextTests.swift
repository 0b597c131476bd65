import Testing
import TrelayFormat
import TrelaySystem

@testable import TrelayTelemetry

@Suite("Trace context")
struct TraceContextTests {
    static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("A valid header is read and written back as it was")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceparent: Self.parent, tracestate: "b=2, a=1"))
        #expect(context.traceparent == Self.parent)
        #expect(context.tracestate == "b=2,a=1")
        #expect(context.isSampled)
        #expect(Hexadecimal.text(context.traceID) == "0af7651916cd43dd8448eb211c80319c")
        #expect(Hexadecimal.text(context.spanID) == "b7ad6b7169203331")
    }

    @Test(
        "What is not a header of version 00 is no context, whatever the tracestate says",
        arguments: [
            "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "\(Self.parent)-", "\(Self.parent)0",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0é",
            "00-０af7651916cd43dd8448eb211c803-b7ad6b7169203331-01",
        ])
    func invalid(header: String) {
        #expect(TraceContext(traceparent: header, tracestate: "a=1") == nil)
    }

    @Test("A later version is read as far as this one knows, and written as this one")
    func laterVersion() throws {
        let context = try #require(
            TraceContext(traceparent: "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff-more", tracestate: nil))
        #expect(context.traceparent == Self.parent)
    }

    @Test("Flags that this version does not know are not passed on; the random flag is")
    func flags() throws {
        let text = String(Self.parent.dropLast(2))
        #expect(try #require(TraceContext(traceparent: text + "ff", tracestate: nil)).traceparent == text + "03")
        #expect(try #require(TraceContext(traceparent: text + "02", tracestate: nil)).isSampled == false)
    }

    @Test("A child has the trace of its parent and a span of its own")
    func child() throws {
        let parent = try #require(TraceContext(traceparent: Self.parent, tracestate: "a=1"))
        let child = parent.child()
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(child.isSampled && child.tracestate == "a=1")
        #expect(!parent.child(isSampled: false).isSampled)
        #expect(parent.child(isSampled: false).child(isSampled: true).isSampled)
    }

    @Test("A new trace is random and says so")
    func random() throws {
        let context = TraceContext.random()
        #expect(context.traceparent.hasSuffix("-03"))
        #expect(TraceContext.random(isSampled: false).traceparent.hasSuffix("-02"))
        #expect(context != TraceContext.random())
        #expect(TraceContext(traceparent: context.traceparent, tracestate: nil) == context)
    }

    @Test("A tracestate with a malformed member is dropped alone")
    func badState() throws {
        let long = String(repeating: "v", count: 257)
        for state in ["a", "=1", "a=", "A=1", "a=b=c", "a=\u{7F}", "a=é", "a=\(long)", "a=1,b", "a=1;b=2,", "-a=1"] {
            let context = try #require(TraceContext(traceparent: Self.parent, tracestate: state))
            #expect(context.tracestate == nil, "\(state)")
        }
    }

    @Test("A tracestate that is too long loses its long members, then its oldest")
    func longState() throws {
        func passedOn(_ state: String) -> String? {
            TraceContext(traceparent: Self.parent, tracestate: state)?.tracestate
        }
        let many = (1...40).map { "k\($0)=v" }
        #expect(passedOn(many.joined(separator: ",")) == many.prefix(32).joined(separator: ","))
        let long = (1...5).map { "long\($0)=" + String(repeating: "v", count: 250) }
        let mixed = ["a=1"] + long + ["b=2"]
        let kept = ["a=1"] + long.prefix(3) + ["b=2"]
        #expect(passedOn(mixed.joined(separator: ",")) == kept.joined(separator: ","))
        let medium = (1...20).map { "m\($0)=" + String(repeating: "v", count: 100) }
        let bytes = try #require(passedOn(medium.joined(separator: ","))?.utf8.count)
        #expect(bytes <= TraceState.maximumBytes && bytes > TraceState.maximumBytes - 110)
    }

    @Test("Message headers are found in any case, and two parents are none")
    func headers() {
        let parent = (name: "TraceParent", value: Self.parent)
        #expect(
            TraceContext(headers: [parent, (name: "traceSTATE", value: "a=1"), (name: "tracestate", value: "b=2")])?
                .tracestate == "a=1,b=2")
        #expect(TraceContext(headers: [parent, parent]) == nil)
        #expect(TraceContext(headers: [(name: "tracestate", value: "a=1")]) == nil)
    }

    @Test(
        "The W3C's own vectors get their verdicts",
        .enabled(if: HostInformation.environment("TRELAY_CONFORMANCE") != nil, "TRELAY_CONFORMANCE names the suites"))
    func conformance() throws {
        let folder = try #require(HostInformation.environment("TRELAY_CONFORMANCE"))
        let bytes = try DurableFile.read(
            "\(folder)/trace-context/w3c_self_test_vectors.json", maximumBytes: 1_000_000)
        let vectors = try #require(try JSONParser.parse(bytes).arrayValue)
        #expect(vectors.count >= 82)
        for (index, vector) in vectors.enumerated() {
            let headers = (vector["headers"]?.arrayValue ?? []).compactMap { pair -> (name: String, value: String)? in
                guard let fields = pair.arrayValue, fields.count == 2, let name = fields[0].stringValue,
                    let value = fields[1].stringValue
                else { return nil }
                return (name: name, value: value)
            }
            let context = TraceContext(headers: headers)
            #expect((context != nil) == vector["is_traceparent_valid"]?.boolValue, "vector \(index): traceparent")
            let isStateValid = vector["is_tracestate_valid"]?.boolValue ?? false
            #expect((context?.tracestate != nil) == isStateValid, "vector \(index): tracestate")
        }
    }
}
