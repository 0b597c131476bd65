/// Reads the words of a command line from left to right. Whether the result is complete is not its business.
struct ArgumentScanner {
    private(set) var node: CommandNode
    /// Values by the option's long name, in the order of their appearance; a flag has an empty string for each time.
    private(set) var given: [String: [String]] = [:]
    private(set) var operands: [String] = []
    private let version: String?
    private var remaining: ArraySlice<String>

    init(root: Command, version: String?, arguments: [String]) {
        node = CommandNode(root: root)
        self.version = version
        remaining = arguments[...]
    }

    /// Reads all words. Answers early when help or the version is asked for.
    mutating func scan() throws(UsageError) -> Parsed? {
        while let word = remaining.popFirst() {
            if sameBytes(word, "--") {
                operands += remaining
                remaining = []
            } else if word.utf8.starts(with: "--".utf8) {
                if let answer = try readLongOption(word) { return answer }
            } else if word.utf8.first == 0x2D && word.utf8.count > 1 {
                if let answer = try readShortOptions(word) { return answer }
            } else if let answer = try readWord(word) {
                return answer
            }
        }
        return nil
    }

    // MARK: Words

    private mutating func readWord(_ word: String) throws(UsageError) -> Parsed? {
        guard operands.isEmpty, !node.command.subcommands.isEmpty else {
            operands.append(word)
            return nil
        }
        if let child = node.child(named: word) {
            node = child
            return nil
        }
        if sameBytes(word, "help") {
            return try help(on: remaining)
        }
        guard !node.command.operands.isEmpty else {
            throw unknownCommand(word, at: node)
        }
        operands.append(word)
        return nil
    }

    private func help(on words: ArraySlice<String>) throws(UsageError) -> Parsed {
        var topic = node
        for word in words where word.utf8.first != 0x2D {
            guard let child = topic.child(named: word) else {
                throw unknownCommand(word, at: topic)
            }
            topic = child
        }
        return .help(HelpText.render(topic))
    }

    private func unknownCommand(_ word: String, at node: CommandNode) -> UsageError {
        UsageError(
            message: "unknown command \(quoted(word)) for '\(node.title)'",
            suggestion: Suggestion.nearest(to: word, among: node.visibleSubcommands.map(\.name)),
            commandPath: node.path)
    }

    // MARK: Options

    private mutating func readLongOption(_ word: String) throws(UsageError) -> Parsed? {
        let body = word.utf8.dropFirst(2)
        let equals = body.firstIndex(of: 0x3D)
        let name = Substring(body[..<(equals ?? body.endIndex)])
        let attached = equals.map { String(Substring(body[body.index(after: $0)...])) }
        guard let option = node.option(long: name) else {
            if node.isRoot, let version, sameBytes(name, Option.version.long) {
                return .help(version + "\n")
            }
            throw unknownOption(long: String(name))
        }
        if option.isFlag, attached != nil {
            throw error("option '--\(option.long)' takes no value")
        }
        if sameBytes(option.long, Option.help.long) {
            return .help(HelpText.render(node))
        }
        try record(option, written: "--\(option.long)", attached: attached)
        return nil
    }

    /// Reads `-a`, `-abc` (flags), `-bVALUE`, `-b=VALUE` and `-b VALUE`.
    private mutating func readShortOptions(_ word: String) throws(UsageError) -> Parsed? {
        // Scalars, not characters: a combining mark after the letter belongs to the value.
        var letters = word.unicodeScalars.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = node.option(short: letter) else {
                throw unknownOption(short: letter, in: word)
            }
            if sameBytes(option.long, Option.help.long) {
                return .help(HelpText.render(node))
            }
            let written = "-" + String(Character(letter))
            if option.isFlag {
                try record(option, written: written, attached: nil)
                continue
            }
            if letters.first == "=" {
                letters.removeFirst()
            } else if letters.isEmpty {
                try record(option, written: written, attached: nil)
                break
            }
            try record(option, written: written, attached: String(letters))
            break
        }
        return nil
    }

    private mutating func record(_ option: Option, written: String, attached: String?) throws(UsageError) {
        if !option.repeats && given[option.long] != nil {
            throw error("option '--\(option.long)' is given twice")
        }
        var value = option.isFlag ? "" : attached
        if value == nil { value = try nextValue(of: option, written: written) }
        given[option.long, default: []].append(value ?? "")
    }

    private mutating func nextValue(of option: Option, written: String) throws(UsageError) -> String {
        let valueName = option.valueName ?? ""
        guard let value = remaining.first else {
            throw error("option '\(written)' needs a value \(valueName)")
        }
        // A known option in the place of the value is a forgotten value far more often than a value.
        if isKnownOption(value) {
            throw error("option '\(written)' needs a value \(valueName) before \(quoted(value))")
        }
        remaining.removeFirst()
        return value
    }

    private func isKnownOption(_ word: String) -> Bool {
        if word.utf8.starts(with: "--".utf8) {
            let name = word.utf8.dropFirst(2).prefix { $0 != 0x3D }
            return name.isEmpty || node.option(long: Substring(name)) != nil
        }
        let scalars = Array(word.unicodeScalars)
        return scalars.count == 2 && scalars[0] == "-" && node.option(short: scalars[1]) != nil
    }

    // MARK: Errors

    private func unknownOption(long name: String) -> UsageError {
        if let owner = node.descendant(withOption: name) {
            return error(
                "option '--\(name)' belongs after the subcommand, as in '\(owner.title) --\(name)'")
        }
        let names = node.acceptedOptions.map(\.long)
        let suggestion = Suggestion.nearest(to: name, among: names).map { "--" + $0 }
        return error("unknown option \(quoted("--" + name)) for '\(node.title)'", suggestion)
    }

    private func unknownOption(short letter: Unicode.Scalar, in word: String) -> UsageError {
        let name = "-" + String(Character(letter))
        // `-port` is a long option with a dash too few.
        let long = word.utf8.dropFirst().prefix { $0 != 0x3D }
        let suggestion = node.option(long: Substring(long)).map { "--" + $0.long }
        let place = sameBytes(name, word) ? "" : " in \(quoted(word))"
        return error("unknown option \(quoted(name))\(place) for '\(node.title)'", suggestion)
    }

    private func error(_ message: String, _ suggestion: String? = nil) -> UsageError {
        UsageError(message: message, suggestion: suggestion, commandPath: node.path)
    }
}
