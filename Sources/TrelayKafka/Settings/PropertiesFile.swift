extension KafkaSettings {
    /// Reads a Java-style `.properties` file, as the tools of Kafka's users take it: `key=value` per line (`:` and
    /// blank separate too), comments with `#` or `!`, `\` at the end of a line continues it, and the escapes `\t`,
    /// `\n`, `\r`, `\f`, `\\`, `\uXXXX`. A later line wins over an earlier one with the same key.
    ///
    /// Nothing is translated: the names are librdkafka's.
    ///
    /// - Parameter path: stands in error messages.
    /// - Throws: `invalidArgument` with `path:line`.
    public static func parseProperties(_ text: String, path: String) throws(KafkaError) -> [String: String] {
        var properties: [String: String] = [:]
        var lines = LogicalLines(text)
        while let (number, line) = lines.next() {
            do {
                let (key, value) = try PropertyLine.parse(line)
                properties[key] = value
            } catch {
                throw KafkaError(code: .invalidArgument, message: "\(path):\(number): \(error.message)")
            }
        }
        return properties
    }

    /// The text of a properties file that `parseProperties` reads back. (Blanks at the end of a value are lost: it trims
    /// them.)
    public static func formatProperties(_ properties: [String: String]) -> String {
        properties.sorted { $0.key < $1.key }.map { "\(escaped($0.key))=\(escaped($0.value))\n" }.joined()
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\u{0C}": result.append(contentsOf: "\\f".unicodeScalars)
            case "\\", " ", "=", ":", "#", "!":
                result.append("\\")
                result.append(scalar)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// Joins continued lines; leaves out blank ones and comments.
private struct LogicalLines {
    private var lines: [Substring.UnicodeScalarView]
    private var index = 0

    init(_ text: String) {
        // Scalars, because "\r\n" is one Character.
        lines = text.unicodeScalars.split(omittingEmptySubsequences: false) { $0 == "\n" }.map { $0 }
    }

    mutating func next() -> (number: Int, scalars: [Unicode.Scalar])? {
        while index < lines.count {
            let number = index + 1
            var line = natural()
            guard let first = line.first, first != "#", first != "!" else { continue }
            while continues(line), index < lines.count {
                line.removeLast()
                line += natural()
            }
            if continues(line) { line.removeLast() }
            return (number, line)
        }
        return nil
    }

    /// One line of the file without leading blanks and the carriage return.
    private mutating func natural() -> [Unicode.Scalar] {
        var line = Array(lines[index].drop { $0 == " " || $0 == "\t" || $0 == "\u{0C}" })
        index += 1
        if line.last == "\r" { line.removeLast() }
        return line
    }

    /// An odd number of backslashes at the end.
    private func continues(_ line: [Unicode.Scalar]) -> Bool {
        line.reversed().prefix { $0 == "\\" }.count % 2 == 1
    }
}

private enum PropertyLine {
    struct Problem: Error { var message: String }

    static func parse(_ line: [Unicode.Scalar]) throws(Problem) -> (key: String, value: String) {
        var end = 0
        while end < line.count, !isSeparator(line[end]) { end += line[end] == "\\" ? 2 : 1 }
        end = min(end, line.count)
        let key = try unescape(line[..<end])
        guard !key.isEmpty else { throw Problem(message: "a property without a name") }
        var rest = line[end...].drop(while: isBlank)
        let hasSign = rest.first == "=" || rest.first == ":"
        if hasSign { rest = rest.dropFirst().drop(while: isBlank) }
        guard hasSign || !rest.isEmpty else {
            throw Problem(message: "'\(key)' has no value: write '\(key)=value'")
        }
        return (key, try unescape(rest).trimmingTrailingBlanks())
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\u{0C}"
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "=" || scalar == ":" || isBlank(scalar)
    }

    private static func unescape(_ scalars: ArraySlice<Unicode.Scalar>) throws(Problem) -> String {
        var text = String.UnicodeScalarView()
        var rest = scalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let escaped = rest.popFirst() else {
                text.append(scalar)
                continue
            }
            switch escaped {
            case "t": text.append("\t")
            case "n": text.append("\n")
            case "r": text.append("\r")
            case "f": text.append("\u{0C}")
            case "u":
                let digits = String(String.UnicodeScalarView(rest.prefix(4)))
                guard digits.utf8.count == 4, let number = UInt32(digits, radix: 16), let unit = Unicode.Scalar(number)
                else { throw Problem(message: "'\\u\(digits)' is not four hexadecimal digits of a character") }
                rest = rest.dropFirst(4)
                text.append(unit)
            default: text.append(escaped)
            }
        }
        return String(text)
    }
}

extension String {
    /// Java keeps trailing blanks; in a path or password pasted into a file they are never meant.
    fileprivate func trimmingTrailingBlanks() -> String {
        var copy = self
        while copy.last == " " || copy.last == "\t" { copy.removeLast() }
        return copy
    }
}
