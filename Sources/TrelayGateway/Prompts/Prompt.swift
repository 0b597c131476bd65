import TrelayCore
import TrelayFormat
import TrelayWorker

/// A prompt of the configuration, compiled once.
final class Prompt: Sendable {
    enum Place: String, Sendable {
        case before, after
    }

    let name: String
    let version: String
    let template: PromptTemplate
    /// Before the caller's messages unless the prompt says otherwise.
    let place: Place
    /// The role of the message: `system`, unless the prompt says `user`.
    let role: String

    /// Variables that have a value whatever the request gives.
    private static let builtIn = ["model", "route"]

    /// - Throws: a refusal if the template has places that are none, or that the prompt's `variables` do not name.
    init(_ key: ResourceKey, _ value: JSONValue) throws(RoleRefusal) {
        name = key.name
        version = value["version"]?.stringValue ?? ""
        place = value["inject"]?.stringValue.flatMap { Place(rawValue: $0) } ?? .before
        role = value["role"]?.stringValue ?? "system"
        do throws(PromptTemplate.Fault) {
            template = try PromptTemplate(value["template"]?.stringValue ?? "")
        } catch {
            throw RoleRefusal(
                code: "templateInvalid", path: "/prompt/\(key.name)/template", message: "the template \(error.message)")
        }
        if let declared = value["variables"]?.arrayValue {
            try check(template.variables, declared.compactMap(\.stringValue))
        }
    }

    /// A prompt that declares its variables means those and no others: `{{prodcut}}` would fail every request.
    private func check(_ used: [String], _ declared: [String]) throws(RoleRefusal) {
        guard let stranger = used.first(where: { !declared.contains($0) && !Self.builtIn.contains($0) }) else { return }
        throw RoleRefusal(
            code: "undeclaredVariable", path: "/prompt/\(name)/template",
            message: "the template has '{{\(stranger)}}', which is not among the prompt's variables: "
                + "\(declared.prefix(20).joined(separator: ", ")); correct it or declare it")
    }

    /// What it adds to a request: one message, before or after those of the caller.
    ///
    /// A variable's value is the request's header `x-trelay-var-NAME`, else the member NAME of the body's `metadata` (what
    /// is no string there counts with its JSON text, and null as nothing); else `model` is the caller's model and `route`
    /// the route's name. A value may be empty, but it must be there.
    ///
    /// - Parameter header: the value of a header of the request, by its name in any case.
    /// - Throws: the names of variables that the request does not give.
    func insertion(
        model: String, route: String, metadata: JSONValue?, header: (String) -> String?
    ) throws(MissingVariables) -> MessageInsertion {
        let text = try template.rendered { name in
            if let value = header("x-trelay-var-" + name) { return value }
            switch metadata?[name] {
            case .some(.string(let text)): return text
            case .some(.null), .none: break
            case .some(let value): return value.canonicalString()
            }
            return name == "model" ? model : name == "route" ? route : nil
        }
        let message: JSONValue = ["role": .string(role), "content": .string(text)]
        return place == .before ? MessageInsertion(before: [message]) : MessageInsertion(after: [message])
    }

    /// What a caller is told whose request does not fill it in: 400.
    func fault(_ variables: MissingVariables) -> GatewayFault {
        guard variables.names.isEmpty else {
            return GatewayFault(
                .missingParameter,
                "The prompt '\(name)' of this model's route needs \(Self.list(variables.names)): send each as the header "
                    + "x-trelay-var-NAME or as a member of 'metadata'.", param: "metadata")
        }
        return GatewayFault(
            .invalidValue,
            "The prompt '\(name)' of this model's route would have more than \(PromptTemplate.maximumRenderedBytes) bytes "
                + "with this \(Self.list(variables.tooLong)): send less.", param: "metadata")
    }

    private static let maximumNamesToldOf = 20

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(maximumNamesToldOf).joined(separator: ", ")
        return names.count > maximumNamesToldOf ? "\(shown) and \(names.count - maximumNamesToldOf) more" : shown
    }
}
