// The vocabularies for validation and for formats (JSON Schema validation, sections 6 and 7).
extension SchemaCompiler {
    func numberBounds(_ source: SchemaSource) -> [SchemaInstruction] {
        let makers: [(String, (Double) -> SchemaInstruction)] = [
            ("minimum", { .minimum($0) }), ("exclusiveMinimum", { .exclusiveMinimum($0) }),
            ("maximum", { .maximum($0) }), ("exclusiveMaximum", { .exclusiveMaximum($0) }),
        ]
        return makers.compactMap { keyword, make in source.object[keyword]?.numberValue.map(make) }
    }

    func sizeBounds(_ source: SchemaSource) -> [SchemaInstruction] {
        let makers: [(String, (Int) -> SchemaInstruction)] = [
            ("minLength", { .minimumLength($0) }), ("maxLength", { .maximumLength($0) }),
            ("minItems", { .minimumItems($0) }), ("maxItems", { .maximumItems($0) }),
            ("minProperties", { .minimumProperties($0) }), ("maxProperties", { .maximumProperties($0) }),
        ]
        return makers.compactMap { keyword, make in source.count(keyword).map(make) }
    }

    mutating func compileAssertions(_ source: SchemaSource, into instructions: inout [SchemaInstruction]) {
        let object = source.object
        switch object["type"] {
        case .string(let name): instructions.append(.types(TypeSet(name: name)))
        case .array(let names):
            let types = names.map { TypeSet(name: $0.stringValue ?? "") }
            instructions.append(.types(types.reduce([]) { $0.union($1) }))
        default: break
        }
        if let constant = object["const"] {
            program.values.append(constant)
            instructions.append(
                .constant(Int32(program.values.count - 1), steps: Int32(clamping: constant.comparisonSteps)))
        }
        if let choices = object["enum"]?.arrayValue { instructions.append(enumeration(choices)) }
        instructions += numberBounds(source)
        if let divisor = object["multipleOf"]?.numberValue, divisor > 0, divisor.isFinite {
            program.divisors.append(Divisor(divisor))
            instructions.append(.multipleOf(Int32(program.divisors.count - 1)))
        }
        instructions += sizeBounds(source)
        if object["uniqueItems"]?.boolValue == true { instructions.append(.uniqueItems) }
        if let dependencies = object["dependentRequired"]?.objectValue {
            instructions.append(dependentRequired(dependencies))
        }
    }

    private mutating func enumeration(_ choices: [JSONValue]) -> SchemaInstruction {
        let strings = choices.compactMap(\.stringValue)
        guard strings.count == choices.count else {
            let start = Int32(program.values.count)
            program.values += choices
            let steps = choices.reduce(0) { $0 + $1.comparisonSteps }
            return .enumeration(
                TableRange(start: start, count: Int32(choices.count)), steps: Int32(clamping: steps))
        }
        return .stringEnumeration(sorted(strings))
    }

    private mutating func dependentRequired(_ dependencies: JSONObject) -> SchemaInstruction {
        let requirements = dependencies.map { member in
            Requirement(key: member.key, required: sorted((member.value.arrayValue ?? []).compactMap(\.stringValue)))
        }
        let start = Int32(program.requirements.count)
        program.requirements += requirements
        return .dependentRequired(TableRange(start: start, count: Int32(requirements.count)))
    }

    /// Adds the strings in canonical order.
    private mutating func sorted(_ strings: [String]) -> TableRange {
        let start = Int32(program.strings.count)
        program.strings += strings.sorted(by: UTF8Text.precedes)
        return TableRange(start: start, count: Int32(strings.count))
    }

    mutating func compilePattern(
        _ source: SchemaSource, into instructions: inout [SchemaInstruction]
    ) throws(SchemaError) {
        guard let text = source.object["pattern"]?.stringValue else { return }
        instructions.append(.pattern(try pattern(text, at: source.place.appending(["pattern"]))))
    }

    func compileFormat(_ source: SchemaSource, into instructions: inout [SchemaInstruction]) {
        let isAsserted =
            source.vocabularies.contains(.formatAssertion)
            || assertsFormats && source.vocabularies.contains(.formatAnnotation)
        guard isAsserted, let name = source.object["format"]?.stringValue, let format = StringFormat(name: name) else {
            return
        }
        instructions.append(.format(format))
    }
}

extension SchemaSource {
    /// A size that a keyword gives; one that no array or string can have counts as the greatest there is.
    func count(_ keyword: String) -> Int? {
        object[keyword]?.numberValue.map { Int(exactly: $0.rounded(.up)) ?? .max }
    }
}

extension JSONValue {
    /// How many steps comparing a value with this one takes at most.
    fileprivate var comparisonSteps: Int {
        switch self {
        case .null, .bool, .number: 1
        case .string(let text): 1 + text.utf8.count / 16
        case .array(let elements): elements.reduce(1) { $0 + $1.comparisonSteps }
        case .object(let object): object.members.reduce(1) { $0 + 1 + $1.value.comparisonSteps }
        }
    }
}
