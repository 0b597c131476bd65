public import TrelayFormat

/// Writes values as YAML for people: blocks, two spaces deep, with texts of several lines as they are.
///
/// `YAMLParser` gives back an equal value, if its limits allow. Members stand in canonical order; comments and the spelling
/// of a document that the value came from are not in the value, and so not in the text.
public enum YAMLWriter {
    /// The value as a document; ends with a newline.
    public static func text(_ value: JSONValue) -> String {
        var writer = BlockWriter()
        writer.write(value, column: 0)
        return writer.text
    }
}

private struct BlockWriter {
    private(set) var text = ""

    /// Writes at `column`, where the line is already; ends the line.
    mutating func write(_ value: JSONValue, column: Int) {
        switch value {
        case .object(let object) where !object.isEmpty:
            for (index, member) in object.enumerated() {
                if index > 0 { indent(column) }
                writeKey(member.key, column: column)
                writeInside(member.value, column: column)
            }
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                if index > 0 { indent(column) }
                text += "-"
                if element.isBlock {
                    text += " "
                    write(element, column: column + 2)
                } else {
                    writeScalar(element, column: column)
                }
            }
        default:
            text += scalar(value, column: column) + "\n"
        }
    }

    /// Writes what belongs to a key.
    private mutating func writeInside(_ value: JSONValue, column: Int) {
        guard value.isBlock else { return writeScalar(value, column: column) }
        text += "\n"
        indent(column + 2)
        write(value, column: column + 2)
    }

    private mutating func writeScalar(_ value: JSONValue, column: Int) {
        text += " " + scalar(value, column: column) + "\n"
    }

    private mutating func writeKey(_ key: String, column: Int) {
        let spelled = YAMLScalarText.spelled(key)
        guard spelled.utf8.count > YAMLScalarText.maximumSimpleKeyBytes else { return text += spelled + ":" }
        text += "? " + spelled + "\n"
        indent(column)
        text += ":"
    }

    private func scalar(_ value: JSONValue, column: Int) -> String {
        switch value {
        case .string(let string):
            YAMLScalarText.literal(string, column: column + 2) ?? YAMLScalarText.spelled(string)
        default: value.canonicalString()
        }
    }

    private mutating func indent(_ column: Int) {
        text += String(repeating: " ", count: column)
    }
}

extension JSONValue {
    /// Whether it takes lines of its own.
    fileprivate var isBlock: Bool {
        switch self {
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        default: false
        }
    }
}
