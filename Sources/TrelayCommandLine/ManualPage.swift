/// The manual page of a whole tree of commands, in the `man` macros of roff.
public enum ManualPage {
    /// - Parameter version: Stands in the footer; may be empty.
    /// - Parameter date: The date of the page, such as `2025-11-30`; may be empty. An input, so that the same tree
    ///   gives the same page.
    public static func render(root: Command, version: String = "", date: String = "") -> String {
        let node = CommandNode(root: root)
        var page = RoffText()
        page.title(name: root.name, date: date, source: version.isEmpty ? root.name : "\(root.name) \(version)")
        page.macro("SH", ["NAME"])
        page.text("\(root.name) - \(root.summary)")
        page.macro("SH", ["SYNOPSIS"])
        page.synopsis(node)
        page.macro("SH", ["DESCRIPTION"])
        page.discussion(root.discussion.isEmpty ? root.summary : root.discussion)
        page.macro("SH", ["OPTIONS"])
        page.options(root.options + [.help])
        page.commands(node.visibleTree.dropFirst())
        page.environment(of: node)
        page.exitStatus(root.exitCodes)
        page.examples(node.visibleTree.flatMap(\.command.examples))
        return page.output
    }
}

/// Writes roff. All text of the commands goes through `escaped`.
private struct RoffText {
    private(set) var output = ""
    /// Source lines are kept short, as linters of manual pages wish.
    private let width = 72

    /// The date stands as it is: with escaped dashes it would be no date.
    mutating func title(name: String, date: String, source: String) {
        let plainDate = date.filter { $0.isASCII && ($0.isNumber || $0 == "-") }
        let words = [Self.escaped(name.uppercased()), "1", plainDate, Self.escaped(source), "User Commands"]
        let quoted = words.map { $0.isEmpty || $0.contains(" ") ? "\"\($0)\"" : $0 }
        output += ".TH \(quoted.joined(separator: " "))\n"
    }

    mutating func macro(_ name: String, _ arguments: [String] = []) {
        let words = arguments.map { argument in
            argument.contains(" ") || argument.isEmpty ? "\"\(Self.escaped(argument))\"" : Self.escaped(argument)
        }
        output += ([".\(name)"] + words).joined(separator: " ") + "\n"
    }

    mutating func text(_ text: String) {
        for line in TextLayout.wrap(text, width: width) {
            output += Self.protected(Self.escaped(line)) + "\n"
        }
    }

    mutating func verbatim(_ lines: [String]) {
        output += ".PP\n.nf\n"
        for line in lines {
            output += Self.protected(Self.escaped(line)) + "\n"
        }
        output += ".fi\n"
    }

    mutating func discussion(_ text: String) {
        for (index, block) in TextLayout.blocks(of: text).enumerated() {
            switch block {
            case .paragraph(let paragraph):
                if index > 0 { output += ".PP\n" }
                self.text(paragraph)
            case .verbatim(let lines): verbatim(lines)
            }
        }
    }

    mutating func synopsis(_ node: CommandNode) {
        output += "\\fB\(Self.escaped(node.title))\\fR\n"
        text(HelpText.usageWords(of: node).joined(separator: " "))
    }

    mutating func options(_ options: [Option]) {
        for option in options {
            output += ".TP\n\(Self.heading(of: option))\n"
            let notes = HelpText.notes(of: option).map { "(\($0))" }
            text(([Self.sentence(option.help)] + notes).joined(separator: " "))
        }
    }

    mutating func commands(_ nodes: ArraySlice<CommandNode>) {
        guard !nodes.isEmpty else { return }
        macro("SH", ["COMMANDS"])
        for node in nodes {
            macro("SS", [node.title])
            text(Self.sentence(node.command.summary))
            output += ".PP\n"
            synopsis(node)
            if !node.command.discussion.isEmpty {
                output += ".PP\n"
                discussion(node.command.discussion)
            }
            for operand in node.command.operands {
                output += ".TP\n\\fI\(Self.escaped(HelpText.label(operand)))\\fR\n"
                text(Self.sentence(operand.help))
            }
            options(node.command.options)
        }
    }

    mutating func environment(of node: CommandNode) {
        var names: [String] = []
        var meanings: [String: [String]] = [:]
        for node in node.visibleTree {
            for option in node.command.options {
                guard let name = option.environment else { continue }
                if meanings[name] == nil { names.append(name) }
                let meaning = "--\(option.long)"
                if meanings[name]?.contains(meaning) != true { meanings[name, default: []].append(meaning) }
            }
        }
        guard !names.isEmpty else { return }
        macro("SH", ["ENVIRONMENT"])
        for name in names {
            output += ".TP\n\\fB\(Self.escaped(name))\\fR\n"
            text("The value of \(meanings[name, default: []].joined(separator: ", ")) when it is not given.")
        }
    }

    mutating func exitStatus(_ codes: [ExitCode]) {
        guard !codes.isEmpty else { return }
        macro("SH", ["EXIT STATUS"])
        for code in codes {
            output += ".TP\n\\fB\(code.code)\\fR\n"
            text(Self.sentence(code.meaning))
        }
    }

    mutating func examples(_ examples: [Example]) {
        guard !examples.isEmpty else { return }
        macro("SH", ["EXAMPLES"])
        for (index, example) in examples.enumerated() {
            if index > 0 { output += ".PP\n" }
            text(example.explanation.hasSuffix(".") ? example.explanation : example.explanation + ":")
            verbatim(example.command.split(separator: "\n").map { "    " + $0 })
        }
    }

    private static func heading(of option: Option) -> String {
        let short = option.short.map { "\\fB\\-\(escaped(String($0)))\\fR, " } ?? ""
        let value = option.valueName.map { " \\fI\(escaped($0))\\fR" } ?? ""
        return "\(short)\\fB\\-\\-\(escaped(option.long))\\fR\(value)"
    }

    private static func sentence(_ text: String) -> String {
        guard let last = text.last, !".!?:".contains(last) else { return text }
        return text + "."
    }

    /// Escapes what roff would read as its own; what is not ASCII becomes `\[uXXXX]`, which needs no preprocessor.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "\"": result += "\\(dq"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case " "..."~": result.unicodeScalars.append(scalar)
            case "\t": result += " "
            default:
                guard scalar.value >= 0xA0 else { continue }
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
            }
        }
        return result
    }

    /// A line of text that starts with a control character of roff.
    private static func protected(_ line: String) -> String {
        line.first == "." || line.first == "'" ? "\\&" + line : line
    }
}
