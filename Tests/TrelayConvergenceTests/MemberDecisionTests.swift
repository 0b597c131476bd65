import Testing
import TrelayConvergence
import TrelayCore
import TrelayCrypto

@Suite("The state of a worker")
struct MemberDecisionTests {
    static let projected = SHA256.hash(utf8: "projected")
    static let other = SHA256.hash(utf8: "other")
    static let moment = Timestamp(milliseconds: 5_000)

    /// A worker that is as it should be at revision 7 of 7.
    static func healthy() -> MemberFacts {
        var facts = MemberFacts()
        facts.isSeen = true
        facts.status = .serving
        facts.effectiveRevision = 7
        facts.targetRevision = 7
        facts.knownRevision = 7
        facts.liveDigest = projected
        facts.expectedDigest = projected
        facts.effectiveSince = moment
        facts.lastHeardAt = moment
        return facts
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: MemberState
        var change: @Sendable (inout MemberFacts) -> Void

        init(_ name: String, _ expected: MemberState, _ change: @escaping @Sendable (inout MemberFacts) -> Void) {
            testDescription = name
            self.expected = expected
            self.change = change
        }
    }

    static let rows: [Row] = [
        Row("all is well", .current) { _ in },
        Row("never heard of", .neverSeen) { $0.isSeen = false },
        Row("said goodbye", .retired) { $0.isRetired = true },
        Row("no lease", .silent(since: moment)) { $0.isSilent = true },
        Row("another log", .logDiverged) { $0.status = .logDiverged },
        Row("another digest", .diverged(key: nil, revision: 7)) { $0.liveDigest = other },
        Row("another digest of a known key", .diverged(key: ResourceKey(kind: "route", name: "chat"), revision: 7)) {
            $0.liveDigest = other
            $0.divergedKey = ResourceKey(kind: "route", name: "chat")
        },
        Row("crashed on the next one", .quarantined(revision: 8)) {
            behind(&$0)
            $0.quarantinedRevision = 8
        },
        Row("crashed on one that it has passed", .current) { $0.quarantinedRevision = 6 },
        Row("tries one beyond the crash", .applying(stage: "prepared")) {
            behind(&$0)
            $0.quarantinedRevision = 8
            working(&$0, on: 9)
        },
        Row("refused the next one", .nacked(code: "schemaInvalid", path: "/targets/0/provider")) { refused(&$0) },
        Row("tries one beyond the refused one", .applying(stage: "prepared")) {
            refused(&$0)
            working(&$0, on: 9)
        },
        Row("tries the refused one again", .nacked(code: "schemaInvalid", path: "/targets/0/provider")) {
            refused(&$0)
            working(&$0, on: 8)
        },
        Row("refused one that it has passed", .current) {
            $0.refusal = .schema
            $0.refusedRevision = 6
        },
        Row("lost the broker", .stale(since: moment)) {
            $0.status = .stale
            $0.statusSince = moment
        },
        Row("waits by policy", .held) {
            behind(&$0)
            $0.isHeld = true
        },
        Row("works on it", .applying(stage: "prepared")) {
            behind(&$0)
            working(&$0, on: 8)
        },
        Row("starts", .applying(stage: "starting")) { $0.status = .starting },
        Row("catches up", .applying(stage: "catchingUp")) {
            behind(&$0)
            $0.status = .catchingUp
        },
        Row("is behind", .lagging(revisions: 1, milliseconds: 1_200)) { behind(&$0) },
        Row("reports no digest", .applying(stage: "unverified")) { $0.liveDigest = nil },
        Row("is ahead of what was read here", .applying(stage: "unverified")) {
            $0.effectiveRevision = 8
            $0.expectedDigest = nil
        },
        Row("has nothing to serve yet", .current) {
            $0.effectiveRevision = 0
            $0.targetRevision = 0
            $0.liveDigest = nil
        },
    ]

    static func behind(_ facts: inout MemberFacts) {
        facts.targetRevision = 8
        facts.knownRevision = 8
        facts.lagMilliseconds = 1_200
        facts.oldestMissingAt = moment
    }

    static func refused(_ facts: inout MemberFacts) {
        behind(&facts)
        facts.refusal = .schema
        facts.refusedRevision = 8
        facts.refusedAt = moment
    }

    static func working(_ facts: inout MemberFacts, on revision: Int) {
        facts.stage = "prepared"
        facts.stageRevision = revision
    }

    @Test("Each state follows from its facts", arguments: rows)
    func state(row: Row) {
        var facts = Self.healthy()
        row.change(&facts)
        let decision = facts.decide()
        #expect(decision.state == row.expected)
        #expect(!decision.reason.isEmpty)
    }

    /// What makes each state hold, in the documented order of precedence.
    static let causes: [(MemberState.Name, @Sendable (inout MemberFacts) -> Void)] = [
        (.neverSeen, { $0.isSeen = false }),
        (.retired, { $0.isRetired = true }),
        (.silent, { $0.isSilent = true }),
        (.logDiverged, { $0.status = .logDiverged }),
        (.diverged, { $0.liveDigest = other }),
        (.quarantined, { $0.quarantinedRevision = 8 }),
        (
            .nacked,
            {
                $0.refusal = .schema
                $0.refusedRevision = 8
            }
        ),
        (.stale, { $0.status = .stale }),
        (.held, { $0.isHeld = true }),
        (.applying, { $0.status = .catchingUp }),
        (.lagging, { _ in }),
    ]

    @Test("Of several states that hold, the documented precedence decides", arguments: causes.indices)
    func precedence(index: Int) {
        var facts = Self.healthy()
        Self.behind(&facts)
        // Everything that is less than this state holds as well; causes that share a field are set worst last.
        for cause in Self.causes[index...].reversed() { cause.1(&facts) }
        #expect(facts.decide().state.name == Self.causes[index].0)
        #expect(MemberFacts.precedence[index] == Self.causes[index].0)
    }

    @Test("The order of precedence names every state once")
    func precedenceIsComplete() {
        #expect(Set(MemberFacts.precedence) == Set(MemberState.Name.allCases))
        #expect(MemberFacts.precedence.count == MemberState.Name.allCases.count)
    }
}
