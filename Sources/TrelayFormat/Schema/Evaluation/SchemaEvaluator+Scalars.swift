// Types, choices, numbers and strings (JSON Schema validation, sections 6.1 to 6.3).
extension SchemaEvaluator {
    mutating func checkTypes(_ types: TypeSet, _ value: UnsafePointer<JSONValue>) -> Bool {
        let isAllowed =
            switch value.pointee {
            case .null: types.contains(.null)
            case .bool: types.contains(.boolean)
            case .number(let number):
                types.contains(.number) || types.contains(.integer) && number == number.rounded(.towardZero)
            case .string: types.contains(.string)
            case .array: types.contains(.array)
            case .object: types.contains(.object)
            }
        return isAllowed || fail("type", typeDiffers: true, SchemaMessage.type(types, value.pointee))
    }

    mutating func checkConstant(_ index: Int, _ steps: Int32, _ value: UnsafePointer<JSONValue>) -> Bool {
        guard spend(comparisonSteps(value, steps)) else { return false }
        return tables.pointee.values.constants[index] == value.pointee
            || fail("const", SchemaMessage.constant(tables.pointee.values.constants[index], value.pointee))
    }

    mutating func checkStringEnumeration(_ range: TableRange, _ value: UnsafePointer<JSONValue>) -> Bool {
        var isString = false
        if case .string(let text) = value.pointee {
            if contains(text, range) { return true }
            isString = true
        }
        return fail(
            "enum", typeDiffers: !isString,
            SchemaMessage.enumeration(
                tables.pointee.values.strings[range.indices].map { .string($0) }, value.pointee))
    }

    /// Whether the sorted range of strings contains the text.
    private mutating func contains(_ text: String, _ range: TableRange) -> Bool {
        guard spend(text.utf8.count / 16) else { return false }
        var low = Int(range.start)
        var high = low + Int(range.count)
        let end = high
        if range.count <= Self.linearSearchCount {
            for index in low..<high where UTF8Text.areEqual(tables.pointee.values.strings[index], text) { return true }
            return false
        }
        while low < high {
            let middle = (low + high) / 2
            if UTF8Text.precedes(tables.pointee.values.strings[middle], text) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < end && UTF8Text.areEqual(tables.pointee.values.strings[low], text)
    }

    /// Up to this many strings, comparing lengths first finds one sooner than halving does.
    private static let linearSearchCount = 8

    mutating func checkEnumeration(_ range: TableRange, _ steps: Int32, _ value: UnsafePointer<JSONValue>) -> Bool {
        guard spend(comparisonSteps(value, steps)) else { return false }
        for index in range.indices where tables.pointee.values.constants[index] == value.pointee { return true }
        return fail(
            "enum", SchemaMessage.enumeration(Array(tables.pointee.values.constants[range.indices]), value.pointee))
    }

    /// Numbers and the like are compared at once, whatever they are compared with.
    private func comparisonSteps(_ value: UnsafePointer<JSONValue>, _ steps: Int32) -> Int {
        switch value.pointee {
        case .array, .object: Int(steps)
        case .string(let text): 1 + Int(steps) / 16 + text.utf8.count / 16
        default: 1 + Int(steps) / 16
        }
    }

    mutating func checkNumber(_ instruction: SchemaInstruction, _ number: Double) -> Bool {
        switch instruction {
        case .minimum(let bound):
            number >= bound || fail("minimum", SchemaMessage.bound("at least", bound, number))
        case .exclusiveMinimum(let bound):
            number > bound || fail("exclusiveMinimum", SchemaMessage.bound("more than", bound, number))
        case .maximum(let bound):
            number <= bound || fail("maximum", SchemaMessage.bound("at most", bound, number))
        case .exclusiveMaximum(let bound):
            number < bound || fail("exclusiveMaximum", SchemaMessage.bound("less than", bound, number))
        case .multipleOf(let index):
            tables.pointee.values.divisors[Int(index)].divides(number)
                || fail(
                    "multipleOf",
                    SchemaMessage.bound("a multiple of", tables.pointee.values.divisors[Int(index)].value, number))
        default: true
        }
    }

    mutating func checkString(_ instruction: SchemaInstruction, _ text: String) -> Bool {
        switch instruction {
        case .minimumLength(let minimum):
            // A code point has at most four bytes and at least one.
            let bytes = text.utf8.count
            if bytes / 4 >= minimum { return true }
            guard spend(bytes / 32) else { return false }
            if bytes >= minimum, Self.codePointCount(text) >= minimum { return true }
            return fail("minLength", SchemaMessage.length("at least", minimum, Self.codePointCount(text)))
        case .maximumLength(let maximum):
            if text.utf8.count <= maximum { return true }
            guard spend(text.utf8.count / 32) else { return false }
            if Self.codePointCount(text) <= maximum { return true }
            return fail("maxLength", SchemaMessage.length("at most", maximum, Self.codePointCount(text)))
        case .pattern(let index):
            guard matches(Int(index), text) else {
                return fail(
                    "pattern",
                    SchemaMessage.pattern(
                        tables.pointee.values.patternSources[Int(index)], text, expected: recorder?.expectation))
            }
            return true
        case .format(let format):
            guard spend(format == .regex ? Self.regexSteps(text) : text.utf8.count / 16) else { return false }
            return format.accepts(text) || fail("format", SchemaMessage.format(format, text))
        default: return true
        }
    }

    mutating func matches(_ pattern: Int, _ text: String) -> Bool {
        let pattern = tables.pointee.values.patterns[pattern]
        // Also an empty text has its price: the automaton has to be set up.
        let (cost, overflow) = (text.utf8.count + 1).multipliedReportingOverflow(by: pattern.stepsPerByte)
        guard spend(overflow ? .max : 1 + cost / 8) else { return false }
        return pattern.matches(text)
    }

    /// A regular expression as a value is compiled, which is bounded, but no small work.
    private static func regexSteps(_ text: String) -> Int { min(1_000 + 200 * text.utf8.count, 20_000) }

    private static func codePointCount(_ text: String) -> Int {
        let bytes = text.utf8.span
        var count = 0
        // Every byte but those that continue a code point.
        for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }
}
