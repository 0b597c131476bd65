// Conclusions from several constraints together.
extension ConstraintSet {
    mutating func refine(_ versions: SchemaVersions) {
        refineValues()
        refineNumbers()
        if lengths.isEmpty { kinds.remove(.string) }
        if kinds.contains(.array) { refineItems(versions) }
        if kinds.contains(.object) { refineMembers(versions) }
        refineValues()
    }

    private mutating func refineValues() {
        guard let values else { return }
        let possible = values.filter { kinds.contains(ValueKinds(of: $0)) }
        self.values = possible
        kinds = possible.reduce([]) { $0.union(ValueKinds(of: $1)) }
    }

    private mutating func refineNumbers() {
        if !divisors.isEmpty, divisors.contains(where: { $0.rounded(.towardZero) == $0 }) {
            // A multiple of an integer is an integer.
            kinds.remove(.fraction)
        }
        if !kinds.contains(.fraction) {
            range = range.ofIntegers
            divisors.append(1)
        }
        if range.isEmpty { kinds.subtract(.number) }
    }

    private mutating func refineItems(_ versions: SchemaVersions) {
        for rule in itemRules {
            if let index = rule.prefix.firstIndex(where: versions.isRejection) { itemCounts.lower(to: index) }
            if let rest = rule.rest, versions.isRejection(rest) { itemCounts.lower(to: rule.prefix.count) }
        }
        for rule in contained { itemCounts.raise(to: rule.counts.minimum) }
        if itemCounts.isEmpty { kinds.remove(.array) }
    }

    private mutating func refineMembers(_ versions: SchemaVersions) {
        propertyCounts.raise(to: required.count)
        for table in members {
            guard table.patterns.isEmpty, let additional = table.additional, versions.isRejection(additional) else {
                continue
            }
            propertyCounts.lower(to: table.properties.values.count { !versions.isRejection($0) })
        }
        let isImpossible = required.contains { key in memberNodes(key).contains(where: versions.isRejection) }
        if propertyCounts.isEmpty || isImpossible { kinds.remove(.object) }
    }

    /// All values there are, if they can be listed without being named: null, booleans, a few integers.
    var countableValues: [JSONValue]? {
        if let values { return values }
        var values: [JSONValue] = []
        if kinds.contains(.null) { values.append(.null) }
        if kinds.contains(.boolean) { values += [.bool(false), .bool(true)] }
        guard kinds.isSubset(of: [.null, .boolean, .integer]) else { return nil }
        guard kinds.contains(.integer) else { return values }
        return range.integers(atMost: Self.maximumCountable).map { values + $0.map { .number($0) } }
    }

    private static let maximumCountable = 64
}
