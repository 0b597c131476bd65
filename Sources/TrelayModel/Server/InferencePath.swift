/// What a path of the Open Inference Protocol (version 2, REST) asks for.
enum InferencePath: Hashable {
    case server
    case serverLive
    case serverReady
    case model(name: String, version: String?)
    case modelReady(name: String, version: String?)
    case infer(name: String, version: String?)

    /// Nil if the protocol has no such path. Names may have slashes, so what stands behind them is looked for from the
    /// end.
    init?(_ path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        if parts.last == "", parts.count > 1 { parts.removeLast() }
        guard parts.first == "v2" else { return nil }
        switch parts.dropFirst() {
        case []: self = .server
        case ["health", "live"]: self = .serverLive
        case ["health", "ready"]: self = .serverReady
        case let rest where rest.first == "models" && rest.count > 1: self.init(model: Array(rest.dropFirst()))
        default: return nil
        }
    }

    private init?(model parts: [String]) {
        var parts = parts
        let verb = parts.count > 1 && ["infer", "ready"].contains(parts.last) ? parts.removeLast() : nil
        var version: String?
        if parts.count > 2, parts[parts.count - 2] == "versions" {
            version = parts.last
            parts.removeLast(2)
        }
        let name = parts.joined(separator: "/")
        guard !name.isEmpty, version != "" else { return nil }
        switch verb {
        case "infer": self = .infer(name: name, version: version)
        case "ready": self = .modelReady(name: name, version: version)
        default: self = .model(name: name, version: version)
        }
    }

    var method: String {
        if case .infer = self { "POST" } else { "GET" }
    }

    /// With names in braces, for spans.
    var template: String {
        switch self {
        case .server: "/v2"
        case .serverLive: "/v2/health/live"
        case .serverReady: "/v2/health/ready"
        case .model(_, let version): "/v2/models/{model}" + Self.part(version)
        case .modelReady(_, let version): "/v2/models/{model}" + Self.part(version) + "/ready"
        case .infer(_, let version): "/v2/models/{model}" + Self.part(version) + "/infer"
        }
    }

    private static func part(_ version: String?) -> String {
        version == nil ? "" : "/versions/{version}"
    }
}
