import TrelayCore
import TrelayFormat
import TrelayWorker

/// A provider as routes need it. Immutable, made once for each configuration. The credential is a reference here.
final class RoutingProvider: Sendable {
    let name: String
    /// The provider's `type`: `openai`, `anthropic`, `open-inference`.
    let type: String
    let baseURL: String
    let models: [String]
    let credentialReference: String?
    let timeouts: RouteTimeouts
    /// What `max_tokens` is for a caller that names none, where the upstream wants one.
    let defaultMaximumTokens: Int?
    /// Failures in a row after which the provider rests.
    let failuresBeforeRest: Int
    private let prices: [String: Price]

    private struct Price {
        var perMillionTokens: Double
        var currency: String
    }

    static let defaultFailuresBeforeRest = 5
    /// What a price without a currency is in.
    static let defaultCurrency = "USD"

    /// - Throws: a refusal if its address is none.
    init(_ key: ResourceKey, _ value: JSONValue) throws(RoleRefusal) {
        name = key.name
        type = value["type"]?.stringValue ?? ""
        baseURL = value["baseURL"]?.stringValue ?? ""
        guard WebAddress.isValid(baseURL) else {
            // The address is not repeated: it may have a password in it, which is why it is none.
            throw RoleRefusal(
                code: "invalidBaseURL", path: "/provider/\(key.name)/baseURL",
                message:
                    "the address must be http:// or https:// with a host and at most a port from 1 to 65535, without "
                    + "a user, a password or spaces")
        }
        models = value["models"]?.arrayValue?.compactMap(\.stringValue) ?? []
        credentialReference = value["credential"]?.stringValue
        timeouts = RouteTimeouts(value)
        defaultMaximumTokens = value["defaultMaximumTokens"]?.integerValue
        failuresBeforeRest = value["health"]?["failures"]?.integerValue ?? Self.defaultFailuresBeforeRest
        var prices: [String: Price] = [:]
        for (model, price) in value["prices"]?.objectValue ?? JSONObject() {
            let input = price["inputPerMillionTokens"]?.numberValue
            let output = price["outputPerMillionTokens"]?.numberValue
            // A price that says nothing is none, and not a gift.
            guard input != nil || output != nil else { continue }
            prices[model] = Price(
                perMillionTokens: (input ?? 0) + (output ?? 0),
                currency: price["currency"]?.stringValue ?? Self.defaultCurrency)
        }
        self.prices = prices
    }

    /// What a million tokens in and a million out cost; infinite for a model whose price nobody has told.
    func price(of model: String) -> Double { prices[model]?.perMillionTokens ?? .infinity }

    /// The currencies of a model's prices; of all models for nil.
    func currencies(of model: String?) -> [String] {
        guard let model else { return prices.values.map(\.currency) }
        return prices[model].map { [$0.currency] } ?? []
    }
}
