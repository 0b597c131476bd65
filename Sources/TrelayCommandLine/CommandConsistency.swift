extension Command {
    /// Mistakes in the declaration of this command and all below it, one sentence each; empty when it is sound.
    ///
    /// The parser does not check them: a test of the program that declares the commands should.
    public func inconsistencies() -> [String] {
        CommandNode(root: self).inconsistencies()
    }
}

extension CommandNode {
    fileprivate func inconsistencies() -> [String] {
        var found: [String] = []
        if command.run == nil && command.subcommands.isEmpty {
            found.append("'\(title)' neither runs nor has subcommands")
        }
        if command.summary.isEmpty || command.summary.contains("\n") {
            found.append("the summary of '\(title)' is not one line")
        }
        found += repeated(command.subcommands.map(\.name)).map { "'\(title)' has the subcommand '\($0)' twice" }
        found += repeated(acceptedOptions.map(\.long)).map { "'\(title)' accepts the option '--\($0)' twice" }
        found += repeated(acceptedOptions.compactMap { $0.short.map(String.init) })
            .map { "'\(title)' accepts the option '-\($0)' twice" }
        found += command.options.flatMap(inconsistencies)
        found += operandInconsistencies()
        return found + command.subcommands.flatMap { child($0).inconsistencies() }
    }

    private func inconsistencies(of option: Option) -> [String] {
        var found: [String] = []
        let name = "the option '--\(option.long)' of '\(title)'"
        if option.long.isEmpty || !option.long.utf8.allSatisfy(isNameByte) {
            found.append("\(name) has a name of other than lower-case letters, digits, dashes")
        }
        if let value = option.default, !option.choices.isEmpty, !option.choices.contains(value) {
            found.append("\(name) has a default that is not among its choices")
        }
        if option.isFlag && (option.default != nil || !option.choices.isEmpty || option.required) {
            found.append("\(name) is a flag, which cannot be required, have a default or choices")
        }
        if option.required && option.default != nil {
            found.append("\(name) is required and yet has a default")
        }
        if option.choices.contains(where: { $0.contains(where: \.isWhitespace) || $0.isEmpty }) {
            found.append("\(name) has a choice that is empty or has a space in it")
        }
        return found
    }

    private func operandInconsistencies() -> [String] {
        var found: [String] = []
        let operands = command.operands
        if operands.dropLast().contains(where: \.repeats) {
            found.append("'\(title)' has a repeating operand that is not the last")
        }
        if let firstOptional = operands.firstIndex(where: { !$0.required }),
            operands[firstOptional...].contains(where: \.required)
        {
            found.append("'\(title)' has a required operand after an optional one")
        }
        return found
    }

    private func repeated(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}
