/// Values as they stand in one-line messages.
enum ValueText {
    /// What the value is, for `found …`: `string "80"`, `number 7`, `array of 3 items`.
    static func describe(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool, .number, .string: "\(value.typeName) \(brief(value))"
        case .array(let elements): "array of " + count(elements.count, "item", "items")
        case .object(let object): "object with " + count(object.count, "property", "properties")
        }
    }

    /// The value itself, shortened if it is long.
    static func brief(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): SyntaxHint.quoted(text)
        case .array(let elements) where !elements.isEmpty: describe(value)
        case .object(let object) where !object.isEmpty: describe(value)
        default: value.canonicalString()
        }
    }

    static func number(_ number: Double) -> String {
        JSONValue.number(number).canonicalString()
    }

    static func count(_ count: Int, _ one: String, _ many: String) -> String {
        count == 1 ? "1 \(one)" : "\(count) \(many)"
    }

    /// `"a", "b" or "c"`, with the rest counted if there are many.
    static func list(_ items: some Collection<String>, or last: String = "or") -> String {
        let shown = Array(items.prefix(maximumListed))
        guard items.count <= maximumListed else {
            return shown.joined(separator: ", ") + " \(last) \(items.count - maximumListed) more"
        }
        guard let final = shown.last, shown.count > 1 else { return shown.first ?? "nothing" }
        return shown.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    private static let maximumListed = 8
}
