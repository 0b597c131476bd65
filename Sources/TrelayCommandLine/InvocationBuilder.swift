/// Turns scanned words into an invocation: adds environment and defaults, then checks that all is there and allowed.
struct InvocationBuilder {
    let scanned: ArgumentScanner
    let environment: [String: String]

    private var node: CommandNode { scanned.node }

    func build() throws(UsageError) -> Parsed {
        guard node.command.run != nil else {
            if let word = scanned.operands.first {
                throw error("unknown command \(quoted(word)) for '\(node.title)'")
            }
            let names = node.visibleSubcommands.map(\.name).joined(separator: ", ")
            throw error("'\(node.title)' needs a subcommand: \(names)")
        }
        var settings: [String: Invocation.Setting] = [:]
        for option in node.acceptedOptions {
            settings[option.long] = try setting(of: option)
        }
        try checkOperands()
        return .run(node.command, Invocation(path: node.path, operands: scanned.operands, settings: settings))
    }

    // MARK: Options

    private func setting(of option: Option) throws(UsageError) -> Invocation.Setting? {
        if let values = scanned.given[option.long] {
            for value in values where !option.isFlag {
                try check(value, against: option.choices, of: "option '--\(option.long)'")
            }
            return .init(values: values, source: .commandLine)
        }
        if let variable = option.environment, let value = environment[variable], !value.isEmpty {
            return try setting(of: option, variable: variable, value: value)
        }
        if let value = option.default {
            return .init(values: [value], source: .defaultValue)
        }
        if option.required {
            let instead = option.environment.map { " (or the environment variable \($0))" } ?? ""
            throw error("'\(node.title)' needs the option '--\(option.long) \(option.valueName ?? "")'\(instead)")
        }
        return nil
    }

    private func setting(
        of option: Option, variable: String, value: String
    ) throws(UsageError) -> Invocation.Setting? {
        guard option.isFlag else {
            try check(value, against: option.choices, of: "environment variable \(variable)")
            return .init(values: [value], source: .environment(variable))
        }
        switch value.lowercased() {
        case "1", "true", "yes", "on": return .init(values: [""], source: .environment(variable))
        case "0", "false", "no", "off": return nil
        default: throw error("environment variable \(variable) must be true or false, not \(quoted(value))")
        }
    }

    private func check(_ value: String, against choices: [String], of name: String) throws(UsageError) {
        guard !choices.isEmpty, !choices.contains(where: { sameBytes($0, value) }) else { return }
        throw error(
            "\(name) must be one of \(choices.joined(separator: ", ")), not \(quoted(value))",
            Suggestion.nearest(to: value, among: choices))
    }

    // MARK: Operands

    private func checkOperands() throws(UsageError) {
        let declared = node.command.operands
        let given = scanned.operands
        if given.count < declared.count, declared[given.count].required {
            throw error("'\(node.title)' needs \(declared[given.count].name)")
        }
        if given.count > declared.count, declared.last?.repeats != true {
            throw error("unexpected argument \(quoted(given[declared.count])) for '\(node.title)'")
        }
        guard let last = declared.last else { return }
        for (index, value) in given.enumerated() {
            let operand = index < declared.count ? declared[index] : last
            try check(value, against: operand.choices, of: operand.name)
        }
    }

    private func error(_ message: String, _ suggestion: String? = nil) -> UsageError {
        UsageError(message: message, suggestion: suggestion, commandPath: node.path)
    }
}
