import Foundation

/// What Foundation does with the same document. The one file that imports it.
struct FoundationTwin {
    private let data: Data
    private let decoder = JSONDecoder()
    private let encoder = JSONEncoder()
    private let route: Route

    init(_ bytes: [UInt8]) throws {
        data = Data(bytes)
        route = try decoder.decode(Route.self, from: data)
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    }

    /// - Returns: the number of targets.
    func decode() throws -> Int {
        try decoder.decode(Route.self, from: data).targets.count
    }

    /// - Returns: the number of members.
    func deserialize() throws -> Int {
        (try JSONSerialization.jsonObject(with: data) as? NSDictionary)?.count ?? 0
    }

    /// Compact, with sorted keys: the nearest that Foundation has to a canonical form.
    ///
    /// - Returns: the number of bytes.
    func encode() throws -> Int {
        try encoder.encode(route).count
    }

    /// The members of `BenchmarkDocument`.
    private struct Route: Codable {
        struct Match: Codable {
            var model: String
            var path: String
        }

        struct Target: Codable {
            var provider: String
            var model: String
            var weight: Int
            var share: Double?
        }

        enum CodingKeys: String, CodingKey {
            case match
            case targets
            case retries
            case timeoutMilliseconds
            case notes = "x-notes"
        }

        var match: Match
        var targets: [Target]
        var retries: Int?
        var timeoutMilliseconds: Int?
        var notes: String?
    }
}
