import TrelayCommandLine
import TrelayCore
import TrelayFormat
import TrelayGateway

/// A request as the options of `trelay explain` describe it.
struct ExplainedRequest {
    static let defaultPath = "/v1/chat/completions"

    let model: String
    let path: String
    let key: String
    let headers: [String: String]

    init(_ invocation: Invocation) throws {
        guard let model = invocation.string("model") else {
            throw invocation.usageError("name the caller's model with --model, or a FILE with an explanation")
        }
        self.model = model
        path = invocation.string("path") ?? Self.defaultPath
        key = invocation.string("key") ?? ""
        var headers: [String: String] = [:]
        for text in invocation.strings("header") {
            let parts = text.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw invocation.usageError("--header '\(text)': write it as NAME=VALUE")
            }
            headers[String(Substring(parts[0]))] = String(Substring(parts[1]))
        }
        self.headers = headers
    }
}

/// An explanation in a file: what a gateway answers to `x-trelay-explain: 1`, or what `trelay explain -o json` prints.
struct ExplanationFile {
    /// As messages name it.
    let name: String
    let explanation: JSONValue
    let namespace: String
    let revision: Int

    init(_ path: String) throws {
        let file: DocumentFile
        do throws(FileFault) {
            file = try DocumentFile(path: path, form: .json, limits: .default)
        } catch {
            throw error.error
        }
        name = file.name
        // A replay prints it beside other things.
        explanation = file.value["explanation"] ?? file.value
        guard GatewayExplainer.isExplanation(explanation), let revision = explanation["revision"]?.integerValue,
            revision >= 0, let namespace = explanation["namespace"]?.stringValue, Names.isValidNamespace(namespace)
        else {
            throw CommandError(
                "\(file.name): is no explanation of this version; get one with the header x-trelay-explain: 1, or with "
                    + "trelay explain -o json")
        }
        self.revision = revision
        self.namespace = namespace
    }
}

/// An explanation for people.
enum ExplanationText {
    static func lines(_ explanation: JSONValue) -> [String] {
        let request = explanation["request"]
        var lines = [
            "revision  \(text(explanation["revision"]))  \(text(explanation["digest"]))",
            "request   \(text(request?["model"])) at \(text(request?["path"]))",
            "route     \(text(explanation["route"]))"
                + (explanation["segment"]?.isNull == false ? ", segment \(text(explanation["segment"]))" : ""),
            "target    \(target(explanation))",
        ]
        let candidates = explanation["candidates"]?.arrayValue ?? []
        if candidates.count > 1 { lines.append("among     \(list(candidates.map { candidate($0) }))") }
        let chain = (explanation["chain"]?.arrayValue ?? []).dropFirst().map { text($0) }
        if !chain.isEmpty { lines.append("then      \(list(chain))") }
        if let prompt = explanation["prompt"], !prompt.isNull {
            lines.append("prompt    \(text(prompt["name"])) version \(text(prompt["version"]))")
        }
        return lines
    }

    private static let maximumListed = 20

    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(maximumListed).joined(separator: ", ")
        return items.count > maximumListed ? "\(shown) and \(items.count - maximumListed) more" : shown
    }

    private static func target(_ explanation: JSONValue) -> String {
        let target = explanation["target"]
        return "\(text(target?["provider"]))/\(text(target?["model"])), \(text(explanation["policy"])), weight "
            + text(target?["weight"])
    }

    /// With what counted for the policy.
    private static func candidate(_ value: JSONValue) -> String {
        let name = text(value["target"])
        if let price = value["price"] { return "\(name) (\(price.isNull ? "no price" : text(price)))" }
        if let time = value["microseconds"] {
            return "\(name) (\(time.isNull ? "not measured" : "\(text(time)) us"))"
        }
        return "\(name) (\(text(value["weight"])))"
    }

    private static func text(_ value: JSONValue?) -> String {
        guard let value, !value.isNull else { return "-" }
        return value.stringValue ?? value.canonicalString()
    }
}
