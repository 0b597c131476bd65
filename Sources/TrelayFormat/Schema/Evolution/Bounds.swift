/// A bound of numbers.
struct NumberBound: Hashable, Sendable {
    var value: Double
    var isExclusive: Bool

    /// Whether every number at or above this bound is at or above the other.
    func isWithinLower(_ other: NumberBound) -> Bool {
        value > other.value || value == other.value && (isExclusive || !other.isExclusive)
    }

    func isWithinUpper(_ other: NumberBound) -> Bool {
        value < other.value || value == other.value && (isExclusive || !other.isExclusive)
    }

    /// The same bound as a lower one of integers only. Where doubles have no fractions it may let more through.
    var ofIntegersAbove: NumberBound {
        NumberBound(value: isExclusive ? value.rounded(.down) + 1 : value.rounded(.up), isExclusive: false)
    }

    var ofIntegersBelow: NumberBound {
        NumberBound(value: isExclusive ? value.rounded(.up) - 1 : value.rounded(.down), isExclusive: false)
    }
}

/// How large something may be: at least and at most.
struct SizeRange: Hashable, Sendable {
    var minimum = 0
    var maximum = Int.max

    var isEmpty: Bool { minimum > maximum }

    func isDisjoint(from other: SizeRange) -> Bool {
        minimum > other.maximum || other.minimum > maximum
    }

    mutating func raise(to minimum: Int) {
        self.minimum = max(self.minimum, minimum)
    }

    mutating func lower(to maximum: Int) {
        self.maximum = min(self.maximum, maximum)
    }
}

/// The numbers between two bounds.
struct NumberRange: Hashable, Sendable {
    var lower: NumberBound?
    var upper: NumberBound?

    var isEmpty: Bool {
        guard let lower, let upper else { return false }
        return lower.value > upper.value
            || lower.value == upper.value && (lower.isExclusive || upper.isExclusive)
    }

    mutating func raise(to bound: NumberBound) {
        guard let lower, lower.isWithinLower(bound) else {
            lower = bound
            return
        }
    }

    mutating func lower(to bound: NumberBound) {
        guard let upper, upper.isWithinUpper(bound) else {
            upper = bound
            return
        }
    }

    func isDisjoint(from other: NumberRange) -> Bool {
        var both = self
        if let bound = other.lower { both.raise(to: bound) }
        if let bound = other.upper { both.lower(to: bound) }
        return both.isEmpty
    }

    /// Both bounds moved to the nearest integers.
    var ofIntegers: NumberRange {
        NumberRange(lower: lower?.ofIntegersAbove, upper: upper?.ofIntegersBelow)
    }

    /// Every integer between the bounds; nil if those are many.
    func integers(atMost limit: Int) -> [Double]? {
        let range = ofIntegers
        guard let lower = range.lower?.value, let upper = range.upper?.value,
            lower.magnitude <= Double(JSONValue.greatestInteger), upper.magnitude <= Double(JSONValue.greatestInteger),
            upper - lower < Double(limit)
        else { return nil }
        return lower > upper ? [] : Array(stride(from: lower, through: upper, by: 1))
    }
}
