/// The text of `--help`.
public enum HelpText {
    public static let defaultWidth = 80

    /// - Parameter subcommands: The names below the root. An unknown name ends the way there.
    /// - Parameter width: In columns.
    public static func render(root: Command, subcommands: [String] = [], width: Int = defaultWidth) -> String {
        var node = CommandNode(root: root)
        for name in subcommands {
            guard let child = node.child(named: name) else { break }
            node = child
        }
        return render(node, width: width)
    }

    static func render(_ node: CommandNode, width: Int = defaultWidth) -> String {
        let tables = tables(of: node)
        var columns: [Table.Kind: Int] = [:]
        for (kind, tables) in Dictionary(grouping: tables, by: \.kind) {
            columns[kind] = TextLayout.column(for: tables.flatMap { $0.rows.map(\.label) })
        }
        var sections = [TextLayout.wrap(node.command.summary, width: width)]
        sections.append(usageLines(of: node, width: width))
        sections += TextLayout.blocks(of: node.command.discussion).map { block in
            switch block {
            case .paragraph(let text): TextLayout.wrap(text, width: width)
            case .verbatim(let lines): lines
            }
        }
        sections += tables.map { table in
            ["\(table.title):"] + TextLayout.table(table.rows, column: columns[table.kind, default: 2], width: width)
        }
        sections += exampleSection(of: node, width: width)
        if !node.visibleSubcommands.isEmpty {
            let text = "Run '\(node.title) help COMMAND' for more on a command."
            sections.append(TextLayout.wrap(text, width: width))
        }
        return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    // MARK: Usage

    private static func usageLines(of node: CommandNode, width: Int) -> [String] {
        let first = "Usage: " + node.title
        let words = usageWords(of: node)
        let indent = first.count + 1
        // Words such as `--name VALUE` stay whole.
        var lines: [String] = []
        var line = first
        for word in words {
            if line.count + 1 + word.count > width && line.count > indent {
                lines.append(line)
                line = String(repeating: " ", count: indent - 1)
            }
            line += " " + word
        }
        return lines + [line]
    }

    static func usageWords(of node: CommandNode) -> [String] {
        var words = node.command.options.filter(\.required).map { "--\($0.long) \($0.valueName ?? "")" }
        words.append("[OPTIONS]")
        if node.command.operands.isEmpty && !node.command.subcommands.isEmpty {
            words.append(node.command.run == nil ? "COMMAND" : "[COMMAND]")
        }
        return words + node.command.operands.map(label)
    }

    // MARK: Tables

    private struct Table {
        /// Tables of one kind start their texts in the same column.
        enum Kind { case commands, operands, options, exitCodes }

        var kind: Kind
        var title: String
        var rows: [(label: String, text: String)]
    }

    private static func tables(of node: CommandNode) -> [Table] {
        var tables = commandTables(of: node)
        let operands = node.command.operands.map { operand in
            (label: label(operand), text: sentence(operand.help, notes: notes(choices: operand.choices)))
        }
        tables.append(Table(kind: .operands, title: "Arguments", rows: operands))
        let own = node.command.options + (node.isRoot ? [.help] : [])
        tables.append(Table(kind: .options, title: "Options", rows: own.map(row)))
        let inherited = node.isRoot ? [] : node.inheritedOptions + [.help]
        tables.append(
            Table(kind: .options, title: own.isEmpty ? "Options" : "Common options", rows: inherited.map(row)))
        let codes = node.exitCodes.map { (label: String($0.code), text: $0.meaning) }
        tables.append(Table(kind: .exitCodes, title: "Exit codes", rows: codes))
        return tables.filter { !$0.rows.isEmpty }
    }

    private static func commandTables(of node: CommandNode) -> [Table] {
        var tables: [Table] = []
        for command in node.visibleSubcommands {
            let title = command.group.isEmpty ? "Commands" : command.group
            let row = (label: command.name, text: command.summary)
            if let index = tables.firstIndex(where: { $0.title == title }) {
                tables[index].rows.append(row)
            } else {
                tables.append(Table(kind: .commands, title: title, rows: [row]))
            }
        }
        return tables
    }

    static func label(_ operand: Operand) -> String {
        let name = operand.repeats ? operand.name + "..." : operand.name
        return operand.required ? name : "[\(name)]"
    }

    static func label(_ option: Option) -> String {
        let short = option.short.map { "-\($0), " } ?? "    "
        let value = option.valueName.map { " " + $0 } ?? ""
        return short + "--" + option.long + value
    }

    private static func row(_ option: Option) -> (label: String, text: String) {
        (label(option), sentence(option.help, notes: notes(of: option)))
    }

    static func notes(of option: Option) -> [String] {
        var notes = notes(choices: option.choices)
        if let value = option.default { notes.append("default: \(value)") }
        if let variable = option.environment { notes.append("environment: \(variable)") }
        if option.repeats { notes.append("may be repeated") }
        if option.required { notes.append("required") }
        return notes
    }

    private static func notes(choices: [String]) -> [String] {
        choices.isEmpty ? [] : ["one of: " + choices.joined(separator: ", ")]
    }

    private static func sentence(_ help: String, notes: [String]) -> String {
        ([help] + notes.map { "[\($0)]" }).joined(separator: " ")
    }

    // MARK: Examples

    private static func exampleSection(of node: CommandNode, width: Int) -> [[String]] {
        guard !node.command.examples.isEmpty else { return [] }
        var lines = ["Examples:"]
        for example in node.command.examples {
            lines += TextLayout.wrap(example.explanation, width: width - 2).map { "  " + $0 }
            lines += example.command.split(separator: "\n").map { "    " + $0 }
        }
        return [lines]
    }
}
