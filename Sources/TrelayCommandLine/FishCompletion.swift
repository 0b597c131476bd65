/// The script for fish 3 and later.
struct FishCompletion {
    let nodes: [CompletionNode]
    let names: ScriptNames

    private var walk: String { "_" + names.function + "_location" }
    private var at: String { "_" + names.function + "_at" }
    private var helping: String { "_" + names.function + "_helping" }

    func script() -> String {
        """
        # fish completion for \(names.program)

        # Prints the path of the command before the cursor; ` help` at its end when a topic of help follows.
        function \(walk)
            set -l location '\(names.program)'
            set -l topics
            set -l pending
            for word in (commandline -opc)[2..-1]
                if test -n "$pending"
                    set pending
                    continue
                end
                switch "$location $word"
        \(nodes.flatMap(valueCases).asScript)\(nodes.flatMap(subcommandCases).asScript)\
        \(nodes.flatMap(helpCases).asScript)        end
            end
            echo "$location$topics"
        end

        function \(at)
            test (\(walk)) = "$argv[1]"
        end

        function \(helping)
            test (\(walk)) = "$argv[1] help"
        end

        complete -c \(names.program) -f
        \(nodes.flatMap(completions).asScript)
        """
    }

    private func valueCases(of node: CompletionNode) -> [String] {
        let spellings = node.valueOptions.flatMap(CompletionNode.spellings).map { quoted(node.path + " " + $0) }
        guard !spellings.isEmpty else { return [] }
        return ["            case \(spellings.joined(separator: " "))", "                set pending 1"]
    }

    private func subcommandCases(of node: CompletionNode) -> [String] {
        let paths = node.subcommands.map { quoted(node.path + " " + $0.name) }
        guard !paths.isEmpty else { return [] }
        return ["            case \(paths.joined(separator: " "))", "                set location \"$location $word\""]
    }

    private func helpCases(of node: CompletionNode) -> [String] {
        guard !node.subcommands.isEmpty else { return [] }
        return ["            case \(quoted(node.path + " help"))", "                set topics ' help'"]
    }

    private func completions(of node: CompletionNode) -> [String] {
        let here = "complete -c \(names.program) -n \(quoted("\(at) \(quoted(node.path))"))"
        let topics = "complete -c \(names.program) -n \(quoted("\(helping) \(quoted(node.path))"))"
        var lines: [String] = []
        for command in node.subcommands {
            let line = "-a \(quoted(command.name)) -d \(quoted(command.summary))"
            lines += ["\(here) \(line)", "\(topics) \(line)"]
        }
        if !node.operandChoices.isEmpty {
            lines.append("\(here) -a \(quoted(node.operandChoices.joined(separator: " ")))")
        }
        if node.operandsCompleteFiles { lines.append("\(here) -F") }
        return lines + node.options.map { "\(here) \(arguments(of: $0))" }
    }

    private func arguments(of option: Option) -> String {
        var words = ["-l \(option.long)"]
        if let short = option.short { words.append("-s \(short)") }
        if !option.isFlag { words.append("-r") }
        if option.completesFiles { words.append("-F") }
        if !option.choices.isEmpty { words.append("-a \(quoted(option.choices.joined(separator: " ")))") }
        return (words + ["-d \(quoted(option.help))"]).joined(separator: " ")
    }

    /// Within single quotes fish reads `\\` and `\'`.
    private func quoted(_ text: String) -> String {
        "'" + text.flatMap { $0 == "\\" || $0 == "'" ? "\\\($0)" : "\($0)" } + "'"
    }
}
