import TrelayFormat

/// A problem of libyaml, and what to tell people about it: libyaml's own words are about its insides.
struct YAMLProblem {
    /// In libyaml's words.
    let problem: String
    let context: String
    /// Where libyaml stopped, and where what it was reading had begun.
    let place: Mark
    let start: Mark
    let text: YAMLText

    struct Mark {
        /// Code points from the beginning.
        var index: Int
        var position: SourcePosition
    }

    /// The message, and the place that it speaks of.
    var advice: (message: String, position: SourcePosition) {
        if let message = adviceAtStart { return (message, start.position) }
        return (adviceAtPlace ?? fallback, place.position)
    }

    /// What it is about: a value that goes on where it cannot is itself to be mended, and not what comes behind it.
    var subject: YAMLFailure.Subject {
        guard adviceAtStart == nil else { return .next }
        let line = text.line(place.position.line)
        let before = line.prefix(place.position.column - 1)
        switch problem {
        case "mapping values are not allowed in this context":
            guard !Self.hasColon(before) else { return .latest(line: place.position.line) }
            return .latest(line: text.lineWithText(above: place.position.line)?.number ?? place.position.line)
        case "did not find expected key" where !before.allSatisfy({ $0 == " " }):
            return .latest(line: place.position.line)
        default:
            return .next
        }
    }

    private var fallback: String {
        guard !context.isEmpty else { return problem }
        return "\(problem) \(context) that starts at line \(start.position.line), column \(start.position.column)"
    }

    // MARK: Where it began

    /// What is only seen at the end, and is to be mended at the beginning.
    private var adviceAtStart: String? {
        switch (problem, context) {
        case ("could not find expected ':'", _) where place.index - start.index > Self.maximumKeyLength:
            return Self.longKey
        case ("could not find expected ':'", _):
            return "there is no ':' after this key; write 'key: value', or mend the indentation"
        case ("found unexpected end of stream", "while scanning a quoted scalar"),
            ("found unexpected document indicator", "while scanning a quoted scalar"):
            return "the quotation mark that opens here is never closed; add another at the end of the text"
        case ("did not find expected alphabetic or numeric character", "while scanning an alias"):
            return "'*' begins the name of an alias; put a text that begins with '*' in quotes"
        case ("did not find expected alphabetic or numeric character", "while scanning an anchor"):
            return "'&' begins the name of an anchor; put a text that begins with '&' in quotes"
        case (_, "while scanning a tag"), (_, "while parsing a tag"):
            return "'!' begins a tag; put a text that begins with '!' in quotes"
        case ("found undefined tag handle", _):
            return "the tag's handle is not declared; remove the tag, or quote a text that begins with '!'"
        default:
            return nil
        }
    }

    // MARK: Where it was seen

    private var adviceAtPlace: String? {
        switch problem {
        case "found character that cannot start any token":
            guard let scalar = text.scalar(at: place.index) else { return nil }
            return scalar == "\t" ? Self.tab : "a value cannot begin with '\(scalar)'; quote it"
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return Self.tab
        case "mapping values are not allowed in this context": return unexpectedColon
        case "block sequence entries are not allowed in this context":
            return "a list item cannot begin here; begin a new line with '- ', or write the list as [a, b]"
        case "mapping keys are not allowed in this context":
            return "'? ' cannot stand here; put a text that begins with '?' in quotes"
        case "did not find expected key": return unexpected(in: "mapping", of: "keys")
        case "did not find expected '-' indicator": return unexpected(in: "list", of: "items")
        case "did not find expected ',' or ']'": return openBracket("[", "]")
        case "did not find expected ',' or '}'": return openBracket("{", "}")
        case "did not find expected node content": return "a value is missing here; write one, or '' for an empty text"
        case "did not find expected <document start>":
            return "the document has ended before this; mend the indentation, or remove the rest"
        case "found incompatible YAML document": return "this is not YAML 1.1 or 1.2; remove the line with %YAML"
        default: return adviceInScalar ?? adviceInDirective
        }
    }

    /// Code points: no reader looks further ahead for the colon (YAML 1.2.2, section 7.4.2).
    private static let maximumKeyLength = 1_024
    private static let longKey =
        "':' must follow its key on the same line, within \(maximumKeyLength) characters; shorten the key, or quote a text "
        + "that contains ':'"

    private static let tab = "a tab cannot indent; use spaces"

    private var adviceInScalar: String? {
        switch problem {
        case "found unknown escape character":
            let scalar = text.scalar(at: place.index + 1).map { YAMLWording.singleLine(String(Character($0))) } ?? ""
            return
                "there is no escape '\\\(scalar)' in double quotes; write '\\\\' for a backslash, or use single quotes"
        case "did not find expected hexdecimal number":
            return
                "'\\x', '\\u' and '\\U' are followed by 2, 4 and 8 hexadecimal digits; add what is missing, or write "
                + "'\\\\' for a backslash"
        case "found invalid Unicode character escape code":
            return "this escape is no character; write the character itself, or one '\\U' escape for the whole of it"
        case "did not find expected comment or line break":
            return "behind '|' or '>' nothing can stand but '+', '-' and a digit; begin the text on the next line"
        case "found an indentation indicator equal to 0":
            return "the digit behind '|' or '>' is from 1 to 9; leave it out"
        case "found unexpected ':'": return "':' is not allowed here; put a text with ':' in quotes"
        case "found unexpected document indicator":
            return "a line that begins with '---' or '...' ends the document; indent it, or close the text before it"
        default: return nil
        }
    }

    private var adviceInDirective: String? {
        switch context {
        case "while scanning a directive", "while scanning a %YAML directive", "while scanning a %TAG directive",
            "while parsing a %TAG directive":
            "a line that begins with '%' is a directive, and this is none; remove it, or put the text in quotes"
        default: problem.hasPrefix("found duplicate %") ? "the directive stands twice; remove one" : nil
        }
    }

    // MARK: Lines

    private var unexpectedColon: String {
        let line = text.line(place.position.line)
        let before = line.prefix(place.position.column - 1)
        if Self.hasColon(before) { return "a text with ': ' in it must be in quotes; quote the whole value" }
        guard let (number, above) = text.lineWithText(above: place.position.line) else {
            return "':' is not allowed here; quote a text that contains ': ', or mend the indentation"
        }
        if Self.indentation(of: line) > Self.indentation(of: above), Self.hasColon(above) {
            return "this line is indented like a part of line \(number), which has a value already; "
                + "line them up, or quote a text that contains ': '"
        }
        return "line \(number) is no 'key: value', so no key can follow it; write a space after its ':', or mend the "
            + "indentation"
    }

    /// Something in a block that can have nothing but keys or items there.
    private func unexpected(in block: String, of parts: String) -> String {
        let line = text.line(place.position.line)
        let before = line.prefix(place.position.column - 1)
        let scalar = text.scalar(at: place.index)
        switch scalar {
        case "]", "}": return "'\(scalar == "]" ? "]" : "}")' closes nothing; remove it, or put the text in quotes"
        case ":": return "a key is missing before ':'; write one, or put the text in quotes"
        case "&", "*", "!":
            let sign = scalar.map { String(Character($0)) } ?? ""
            return "'\(sign)' cannot stand here; remove it, or put a text that begins with it in quotes"
        default: break
        }
        guard before.allSatisfy({ $0 == " " }) else {
            return "the value ends before this; put all of it in quotes, or remove the rest of the line"
        }
        let isItem = line.dropFirst(before.count).starts(with: ["-", " "])
        let begin = "the \(block) that begins at line \(start.position.line)"
        if block == "mapping", isItem, before.count == start.position.column - 1 {
            return "a list item stands among the keys of \(begin); remove the '-', or give the list a key of its own"
        }
        let (here, there) = (Self.spaces(before.count), Self.spaces(start.position.column - 1))
        guard here != there else {
            return "this line is no part of \(begin); write it like its other \(parts), or mend the indentation"
        }
        return "this line begins with \(here), which fits no line above; \(begin) has \(there) before its \(parts)"
    }

    private func openBracket(_ opening: String, _ closing: String) -> String {
        guard text.distanceFromSeparator(to: place.index) <= Self.maximumKeyLength else { return Self.longKey }
        return "',' or '\(closing)' is missing before this; the '\(opening)' at line \(start.position.line), column "
            + "\(start.position.column) is still open"
    }

    private static func spaces(_ count: Int) -> String {
        switch count {
        case 0: "no spaces"
        case 1: "1 space"
        default: "\(count) spaces"
        }
    }

    private static func indentation(of line: some Collection<Unicode.Scalar>) -> Int {
        line.prefix { $0 == " " }.count
    }

    /// Whether the text has a colon that ends a key.
    private static func hasColon(_ line: some Collection<Unicode.Scalar>) -> Bool {
        zip(line, line.dropFirst()).contains { $0 == ":" && $1 == " " } || line.reversed().first == ":"
    }
}
