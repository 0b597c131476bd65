/// The words of faults: what was expected and what was found.
enum SchemaMessage {
    enum Parts {
        case items
        case properties
    }

    static func type(_ types: TypeSet, _ value: JSONValue) -> String {
        let names = TypeSet.names.filter { types.contains($0.type) }.map(\.name)
        let hint =
            switch value {
            case .string(let text) where !types.isDisjoint(with: [.number, .integer, .boolean, .null]):
                wouldFit(text, types) ? ": remove the quotes" : ""
            case .bool, .number: types == .string ? ": put it in quotes" : ""
            case .null: ": fill it in, or remove it"
            default: ""
            }
        return "expected \(ValueText.list(names)), found \(ValueText.describe(value))\(hint)"
    }

    /// Whether the text in a string would be a value of the type if it had no quotes.
    private static func wouldFit(_ text: String, _ types: TypeSet) -> Bool {
        guard text.utf8.count <= 32 else { return false }
        switch try? JSONParser.parse(text) {
        case .number(let number):
            return types.contains(.number) || types.contains(.integer) && number == number.rounded(.towardZero)
        case .bool: return types.contains(.boolean)
        case .null: return types.contains(.null)
        default: return false
        }
    }

    static func constant(_ expected: JSONValue, _ value: JSONValue) -> String {
        "expected \(ValueText.brief(expected)), found \(ValueText.brief(value))"
    }

    static func enumeration(_ choices: [JSONValue], _ value: JSONValue) -> String {
        let found = ValueText.brief(value)
        var suggestion = ""
        if case .string(let text) = value {
            suggestion = NearMiss.suggestion(for: text, among: choices.compactMap(\.stringValue))
        }
        guard choices.count != 1 else { return "expected \(ValueText.brief(choices[0])), found \(found)\(suggestion)" }
        return "expected one of \(ValueText.list(choices.lazy.map(ValueText.brief))), found \(found)\(suggestion)"
    }

    static func bound(_ relation: String, _ bound: Double, _ number: Double) -> String {
        "expected \(relation) \(ValueText.number(bound)), found \(ValueText.number(number))"
    }

    static func length(_ relation: String, _ bound: Int, _ length: Int) -> String {
        "expected \(relation) \(ValueText.count(bound, "character", "characters")), found \(length)"
    }

    static func count(_ relation: String, _ bound: Int, _ count: Int, of parts: Parts) -> String {
        let bound =
            switch parts {
            case .items: ValueText.count(bound, "item", "items")
            case .properties: ValueText.count(bound, "property", "properties")
            }
        return "expected \(relation) \(bound), found \(count)"
    }

    static func pattern(_ expression: String, _ text: String, expected title: String?) -> String {
        let expected = title ?? "a string that matches \(SyntaxHint.quoted(expression))"
        return "expected \(expected), found \(SyntaxHint.quoted(text))"
    }

    static func format(_ format: StringFormat, _ text: String) -> String {
        "expected \(format.explanation), found \(SyntaxHint.quoted(text))"
    }

    static func containsNone(_ count: Int) -> String {
        count == 0
            ? "expected at least 1 item that fits, found an empty array"
            : "expected at least 1 item that fits, found none among \(ValueText.count(count, "item", "items"))"
    }

    static func contains(_ relation: String, _ bound: Int, _ count: Int) -> String {
        "expected \(relation) \(ValueText.count(bound, "item that fits", "items that fit")), found \(count)"
    }

    static func repeated(_ first: Int, _ second: Int, _ item: JSONValue) -> String {
        "expected different items, found \(ValueText.brief(item)) both at \(first) and at \(second): remove one"
    }

    static func missing(_ key: String, unknown: [String]) -> String {
        let nearest = NearMiss.nearest(to: key, among: unknown)
        let hint = nearest.map { ": is \(SyntaxHint.quoted($0)) meant to be it?" } ?? ""
        return "the property \(SyntaxHint.quoted(key)) is missing\(hint)"
    }

    static func dependent(_ key: String, on other: String) -> String {
        "the property \(SyntaxHint.quoted(key)) is missing: \(SyntaxHint.quoted(other)) requires it"
    }

    static func unknownProperty(_ key: String, known: [String], present: [String]) -> String {
        let present = Set(present.map(UTF8Key.init))
        let absent = known.filter { !present.contains(UTF8Key($0)) }
        let suggestion = NearMiss.suggestion(for: key, among: absent)
        var hint = suggestion
        if suggestion.utf8.isEmpty, !known.isEmpty {
            hint = ": known are \(ValueText.list(known.lazy.map(SyntaxHint.quoted), or: "and"))"
        }
        return "unknown property \(SyntaxHint.quoted(key))\(hint)"
    }

    static func several(_ first: Int, _ second: Int, of count: Int32) -> String {
        "expected to fit exactly one of \(count) alternatives, but fits both number \(first) and number "
            + "\(second), counted from 0"
    }

    static func forbidden(_ value: JSONValue) -> String {
        "this value is excluded: use another; found \(ValueText.describe(value))"
    }

    static func rejected(_ value: JSONValue) -> String {
        "no value is allowed here: remove it; found \(ValueText.describe(value))"
    }
}
