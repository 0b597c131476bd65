import TrelayFormat

/// Where a value is not what its kind asks for.
struct FieldFault {
    /// From the value down to the place.
    var path: [String]
    var message: String

    init(_ message: String, at path: [String] = []) {
        self.message = message
        self.path = path
    }

    func nested(under token: String) -> FieldFault {
        FieldFault(message, at: [token] + path)
    }
}

/// The fields of an object, declared. Fields that the table does not name are refused, unless they start with `x-`:
/// those are the users' own.
struct FieldTable: Sendable {
    struct Field: Sendable {
        let name: String
        let isRequired: Bool
        let rule: FieldRule

        static func required(_ name: String, _ rule: FieldRule) -> Field {
            Field(name: name, isRequired: true, rule: rule)
        }

        static func optional(_ name: String, _ rule: FieldRule) -> Field {
            Field(name: name, isRequired: false, rule: rule)
        }
    }

    let fields: [Field]
    private let requiredCount: Int

    init(_ fields: Field...) {
        self.fields = fields
        requiredCount = fields.count { $0.isRequired }
    }

    /// The first fault, in the canonical order of the object; missing fields come last.
    func fault(in value: JSONValue) -> FieldFault? {
        guard let object = value.objectValue else { return FieldFault("must be an object, is \(describe(value))") }
        var found = 0
        for (name, element) in object {
            guard let index = index(of: name) else {
                if name.utf8.starts(with: "x-".utf8) { continue }
                return FieldFault(unknown(name), at: [name])
            }
            if element.isNull {
                return FieldFault("must not be null; give a value or leave the field out", at: [name])
            }
            if let fault = fields[index].rule.fault(in: element) { return fault.nested(under: name) }
            if fields[index].isRequired { found += 1 }
        }
        return found == requiredCount ? nil : missing(object)
    }

    private func index(of name: String) -> Int? {
        for index in fields.indices where fields[index].name == name { return index }
        return nil
    }

    private func missing(_ object: JSONObject) -> FieldFault? {
        for field in fields where field.isRequired && object[field.name] == nil {
            return FieldFault("\"\(field.name)\" is missing; add it", at: [field.name])
        }
        return nil
    }

    private func unknown(_ name: String) -> String {
        let suggestion = Suggestion.phrase(for: name, among: fields.map(\.name))
        return
            "unknown field \(quoted(name))\(suggestion.isEmpty ? "; fields of your own start with \"x-\"" : suggestion)"
    }
}

/// What the value of one field must look like.
indirect enum FieldRule: Sendable {
    case any
    case text
    case choice([String])
    case integer(ClosedRange<Int>)
    case anyObject
    case object(FieldTable)
    case array(FieldRule, minimum: Int)
    /// A JSON Schema: an object, or true or false.
    case schema
    /// A text with a form of its own.
    case form(TextForm)

    func fault(in value: JSONValue) -> FieldFault? {
        switch self {
        case .any: return nil
        case .text: return textFault(value)
        case .choice(let words): return choiceFault(value, words)
        case .integer(let range): return integerFault(value, range)
        case .anyObject:
            return value.objectValue == nil ? FieldFault("must be an object, is \(describe(value))") : nil
        case .object(let table): return table.fault(in: value)
        case .array(let rule, let minimum): return arrayFault(value, rule, minimum)
        case .schema:
            return value.objectValue == nil && value.boolValue == nil
                ? FieldFault("must be a JSON Schema (an object, true or false), is \(describe(value))") : nil
        case .form(let form):
            guard let text = value.stringValue else { return FieldFault("must be a string, is \(describe(value))") }
            if form.matches(text) { return nil }
            let found = form.mayHoldSecret(text) ? "" : ", is \(quoted(text))"
            return FieldFault("must be \(form.expectation)\(found)")
        }
    }

    private func textFault(_ value: JSONValue) -> FieldFault? {
        guard let text = value.stringValue else { return FieldFault("must be a string, is \(describe(value))") }
        return text.isEmpty ? FieldFault("is empty; fill it in or leave the field out") : nil
    }

    private func choiceFault(_ value: JSONValue, _ words: [String]) -> FieldFault? {
        guard let text = value.stringValue, words.contains(text) else {
            let suggestion = value.stringValue.map { Suggestion.phrase(for: $0, among: words) } ?? ""
            return FieldFault("must be \(alternatives(words)), is \(describe(value))\(suggestion)")
        }
        return nil
    }

    private func integerFault(_ value: JSONValue, _ range: ClosedRange<Int>) -> FieldFault? {
        guard let number = value.integerValue, range.contains(number) else {
            return FieldFault(
                "must be a whole number from \(range.lowerBound) to \(range.upperBound), is \(describe(value))")
        }
        return nil
    }

    private func arrayFault(_ value: JSONValue, _ rule: FieldRule, _ minimum: Int) -> FieldFault? {
        guard let elements = value.arrayValue else { return FieldFault("must be an array, is \(describe(value))") }
        if elements.count < minimum {
            return FieldFault("needs at least \(minimum) element\(minimum == 1 ? "" : "s"), has \(elements.count)")
        }
        for (index, element) in elements.enumerated() {
            if let fault = rule.fault(in: element) { return fault.nested(under: String(index)) }
        }
        return nil
    }
}
