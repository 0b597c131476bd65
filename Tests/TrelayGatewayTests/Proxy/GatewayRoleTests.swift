import Testing
import TrelayCore
import TrelayFormat
import TrelayTelemetry
import TrelayWorker

@testable import TrelayGateway

@Suite("The role gateway")
struct GatewayRoleTests {
    private func role(_ resources: [(String, JSONValue)]) throws -> GatewayRole {
        let role = GatewayRole(namespace: "shop", credentials: NoCredentials())
        let next = Fixture.configuration(resources, revision: 1)
        _ = role.commit(try role.prepare(next, changes: role.live.resources.changes(to: next.resources)))
        return role
    }

    @Test("Commit swaps, and gives back what was there")
    func swap() throws {
        let role = try role(Fixture.split(1, 1))
        #expect(role.live.revision == 1)
        let next = Fixture.configuration(Fixture.split(1, 0), revision: 2)
        let previous = role.commit(try role.prepare(next, changes: role.live.resources.changes(to: next.resources)))
        #expect(role.live.revision == 2 && previous.snapshot.revision == 1)
        _ = role.commit(previous)
        #expect(role.live.revision == 1)
    }

    @Test("The dry run finds nothing to complain of in routes that lead somewhere")
    func probe() throws {
        try role([]).probe()
        try role(Fixture.split(1, 1)).probe()
        try role([
            ("provider/a", Fixture.provider("anthropic")), ("provider/x", Fixture.provider("open-inference")),
            (
                "route/all",
                [
                    "targets": [["provider": "a", "weight": 1]], "fallbacks": [["provider": "x"]],
                    "segments": [["when": ["percent": 50], "targets": [["provider": "x", "weight": 1]]]],
                ]
            ),
        ]).probe()
    }

    @Test("A provider that the snapshot lacks is found by the dry run")
    func missingProvider() throws {
        let configuration = Fixture.configuration(Fixture.split(1, 1))
        let snapshot = GatewaySnapshot(
            configuration: configuration, table: try RoutingTable(configuration), providers: [:], applyTrace: nil,
            created: 0)
        let refusal = #expect(throws: RoleRefusal.self) { try DryRun(snapshot: snapshot).run() }
        #expect(refusal?.code == "danglingReference" && refusal?.path == "/route/chat/targets")
    }

    @Test("A provider of a type that nobody speaks, and a route to nowhere, are refused before anything changes")
    func refusals() throws {
        let unknown = #expect(throws: RoleRefusal.self) {
            try role([("provider/a", ["type": "telepathy", "baseURL": "http://x"])])
        }
        #expect(unknown?.code == "unknownProviderType" && unknown?.path == "/provider/a/type")
        let dangling = #expect(throws: RoleRefusal.self) {
            try role([("route/r", ["targets": [["provider": "nobody", "weight": 1]]])])
        }
        #expect(dangling?.code == "danglingReference")
    }

    @Test("Only an apply span that is recorded is linked to")
    func trace() throws {
        let role = GatewayRole(namespace: "shop", credentials: NoCredentials())
        let next = Fixture.configuration(Fixture.split(1, 1))
        let changes = role.live.resources.changes(to: next.resources)
        let sampled = TraceContext.random()
        #expect(try role.prepare(next, changes: changes, trace: sampled).snapshot.applyTrace == sampled)
        let unsampled = TraceContext.random(isSampled: false)
        #expect(try role.prepare(next, changes: changes, trace: unsampled).snapshot.applyTrace == nil)
    }

    @Test("Credentials show nowhere in what is prepared")
    func secrets() throws {
        let role = try role([("provider/a", Fixture.provider("openai", ["credential": "env:KEY"]))])
        #expect(role.snapshot.providers["a"]?.credential?.value == "secret-env:KEY")
        var dumped = ""
        dump(role.snapshot, to: &dumped)
        dump(role.snapshot.providers, to: &dumped)
        #expect(dumped.contains("env:KEY") && !dumped.contains("secret-env:KEY"))
    }
}
