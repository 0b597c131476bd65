import TrelayCore
import TrelayFormat
import TrelayWorker

@testable import TrelayGateway

/// Configurations for tests of routing.
enum Fixture {
    static func configuration(_ resources: [(String, JSONValue)], revision: Int = 7) -> Configuration {
        var map = ResourceMap()
        for (name, value) in resources {
            let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
            map[ResourceKey(kind: parts[0], name: parts[1])] = ResourceEntry(
                value: value, digest: nil, createdRevision: 1, changedRevision: 1, changedBy: "e")
        }
        return Configuration(namespace: "shop", revision: revision, resources: map)
    }

    static func provider(_ type: String = "openai", _ more: JSONValue = [:]) -> JSONValue {
        MergePatch.apply(
            more, to: ["type": .string(type), "baseURL": "http://127.0.0.1:1/v1", "models": ["m1", "m2"]])
    }

    static func table(_ resources: [(String, JSONValue)], revision: Int = 7) throws(RoleRefusal) -> RoutingTable {
        try RoutingTable(configuration(resources, revision: revision))
    }

    static func facts(
        _ model: String = "drafts", path: String = "/v1/chat/completions", key: String = "k",
        headers: [String: String] = [:], latencies: [String: Int] = [:]
    ) -> RequestFacts {
        RequestFacts(path: path, model: model, stickyKey: key, latencies: latencies) { name in
            headers[name.lowercased()]
        }
    }

    /// Two providers and a route that divides between them.
    static func split(_ first: Int, _ second: Int, _ more: JSONValue = [:]) -> [(String, JSONValue)] {
        let route: JSONValue = [
            "match": ["model": "drafts"],
            "targets": [
                ["provider": "a", "model": "m1", "weight": JSONValue(first)],
                ["provider": "b", "model": "m2", "weight": JSONValue(second)],
            ],
        ]
        return [
            ("provider/a", provider()), ("provider/b", provider()), ("route/chat", MergePatch.apply(more, to: route)),
        ]
    }
}
