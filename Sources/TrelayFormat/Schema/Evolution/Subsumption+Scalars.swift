// Numbers and strings (JSON Schema validation, sections 6.2 and 6.3; formats, section 7).
extension Subsumption {
    mutating func holdsNumber(
        _ instruction: SchemaInstruction, _ set: ConstraintSet, _ target: VersionedNode
    ) -> Bool {
        switch instruction {
        case .minimum(let value): return holdsLower(NumberBound(value: value, isExclusive: false), set, target)
        case .exclusiveMinimum(let value): return holdsLower(NumberBound(value: value, isExclusive: true), set, target)
        case .maximum(let value): return holdsUpper(NumberBound(value: value, isExclusive: false), set, target)
        case .exclusiveMaximum(let value): return holdsUpper(NumberBound(value: value, isExclusive: true), set, target)
        case .multipleOf(let index):
            let divisor = versions.programs[target.version.rawValue].divisors[Int(index)]
            if set.divisors.contains(where: { divisor.dividesMultiples(of: $0) }) { return true }
            let known = set.divisors.max().map(ValueText.number)
            return fail(
                ["multipleOf"], at: target,
                Wording.change("multipleOf", known, ValueText.number(divisor.value), target.version))
        default: return true
        }
    }

    private mutating func holdsLower(_ bound: NumberBound, _ set: ConstraintSet, _ target: VersionedNode) -> Bool {
        if let lower = set.range.lower, lower.isWithinLower(bound) { return true }
        return fail(bound, known: set.range.lower, ["minimum", "exclusiveMinimum"], target)
    }

    private mutating func holdsUpper(_ bound: NumberBound, _ set: ConstraintSet, _ target: VersionedNode) -> Bool {
        if let upper = set.range.upper, upper.isWithinUpper(bound) { return true }
        return fail(bound, known: set.range.upper, ["maximum", "exclusiveMaximum"], target)
    }

    /// - Parameter keywords: that of an inclusive bound and that of an exclusive one.
    private mutating func fail(
        _ bound: NumberBound, known: NumberBound?, _ keywords: [String], _ target: VersionedNode
    ) -> Bool {
        let keyword = keywords[bound.isExclusive ? 1 : 0]
        let value = ValueText.number(bound.value)
        guard let known, known.isExclusive != bound.isExclusive else {
            let known = known.map { ValueText.number($0.value) }
            return fail([keyword], at: target, Wording.change(keyword, known, value, target.version))
        }
        let other = keywords[known.isExclusive ? 1 : 0] + " " + ValueText.number(known.value)
        return fail([keyword], at: target, Wording.replacement(other, "\(keyword) \(value)", target.version))
    }

    mutating func holdsString(
        _ instruction: SchemaInstruction, _ set: ConstraintSet, _ target: VersionedNode
    ) -> Bool {
        switch instruction {
        case .minimumLength(let size): return holdsMinimum(size, of: set.lengths, "minLength", target)
        case .maximumLength(let size): return holdsMaximum(size, of: set.lengths, "maxLength", target)
        case .pattern(let index):
            let source = versions.programs[target.version.rawValue].patternSources[Int(index)]
            if set.patterns.contains(UTF8Key(source)) { return true }
            return fail(
                ["pattern"], at: target,
                Wording.pattern(set.patterns.map(\.text).sorted(by: UTF8Text.precedes), source, target.version))
        case .format(let format):
            if set.formats.contains(format) { return true }
            let known = set.formats.map(\.name).sorted(by: UTF8Text.precedes)
            return fail(
                ["format"], at: target, Wording.change("format", known.first, format.name, target.version))
        default: return true
        }
    }

    mutating func holdsMinimum(
        _ size: Int, of sizes: SizeRange, _ keyword: String, _ target: VersionedNode
    ) -> Bool {
        let known = sizes.minimum > 0 ? String(sizes.minimum) : nil
        return sizes.minimum >= size
            || fail([keyword], at: target, Wording.change(keyword, known, String(size), target.version))
    }

    mutating func holdsMaximum(
        _ size: Int, of sizes: SizeRange, _ keyword: String, _ target: VersionedNode
    ) -> Bool {
        let known = sizes.maximum < .max ? String(sizes.maximum) : nil
        return sizes.maximum <= size
            || fail([keyword], at: target, Wording.change(keyword, known, String(size), target.version))
    }
}

extension Divisor {
    /// Whether every multiple of the number is a multiple of this one, as `divides` sees it.
    ///
    /// Integers divide integers exactly, everything else is divided as decimal numbers, which beyond 2^53 are not quite
    /// the same. So one integral divisor does not speak for a fractional one, unless that divides all integers.
    fileprivate func dividesMultiples(of number: Double) -> Bool {
        guard divides(number) else { return false }
        let isIntegral = [value, number].map { Int64(exactly: $0) != nil }
        return isIntegral[0] == isIntegral[1] || divides(1)
    }
}
