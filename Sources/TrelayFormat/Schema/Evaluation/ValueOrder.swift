/// A total order of values that are not NaN, for finding equal ones: two are equal if neither comes first.
enum ValueOrder {
    /// What it costs at most to compare each of the values with one other, in steps of an evaluation.
    static func weight(_ values: UnsafeBufferPointer<JSONValue>) -> Int {
        values.reduce(0) { $0 + weight($1) }
    }

    /// As deep as values are parsed.
    private static func weight(_ value: JSONValue) -> Int {
        switch value {
        case .string(let text): 1 + text.utf8.count / 16
        case .array(let elements): elements.reduce(1) { $0 + weight($1) }
        case .object(let object): object.members.reduce(1) { $0 + 1 + $1.key.utf8.count / 16 + weight($1.value) }
        default: 1
        }
    }

    /// Negative if the left comes first, positive if the right does, zero if they are equal.
    static func compare(_ left: JSONValue, _ right: JSONValue) -> Int {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): (left ? 1 : 0) - (right ? 1 : 0)
        case (.number(let left), .number(let right)): left < right ? -1 : left > right ? 1 : 0
        case (.string(let left), .string(let right)): compare(left, right)
        case (.array(let left), .array(let right)): compare(left, right)
        case (.object(let left), .object(let right)): compare(left, right)
        default: rank(left) - rank(right)
        }
    }

    private static func rank(_ value: JSONValue) -> Int {
        switch value {
        case .null: 0
        case .bool: 1
        case .number: 2
        case .string: 3
        case .array: 4
        case .object: 5
        }
    }

    private static func compare(_ left: String, _ right: String) -> Int {
        UTF8Text.areEqual(left, right) ? 0 : UTF8Text.precedes(left, right) ? -1 : 1
    }

    private static func compare(_ left: [JSONValue], _ right: [JSONValue]) -> Int {
        guard left.count == right.count else { return left.count < right.count ? -1 : 1 }
        for index in left.indices {
            let order = compare(left[index], right[index])
            if order != 0 { return order }
        }
        return 0
    }

    private static func compare(_ left: JSONObject, _ right: JSONObject) -> Int {
        guard left.count == right.count else { return left.count < right.count ? -1 : 1 }
        for (left, right) in zip(left.members, right.members) {
            let keys = compare(left.key, right.key)
            let order = keys != 0 ? keys : compare(left.value, right.value)
            if order != 0 { return order }
        }
        return 0
    }
}
