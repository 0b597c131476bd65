/// Kinds of JSON values that have nothing in common, unlike the types: integers are numbers too.
struct ValueKinds: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let null = ValueKinds(rawValue: 1)
    static let boolean = ValueKinds(rawValue: 2)
    static let integer = ValueKinds(rawValue: 4)
    /// Numbers that are not integral.
    static let fraction = ValueKinds(rawValue: 8)
    static let string = ValueKinds(rawValue: 16)
    static let array = ValueKinds(rawValue: 32)
    static let object = ValueKinds(rawValue: 64)

    static let number: ValueKinds = [.integer, .fraction]
    static let all = ValueKinds(rawValue: 127)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ types: TypeSet) {
        // The bits are the same, but for numbers, which are integers as well.
        self.init(rawValue: types.rawValue)
        if types.contains(.number) { insert(.integer) }
    }

    init(of value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .number(let number): self = number == number.rounded(.towardZero) ? .integer : .fraction
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }

    /// Parts that can be looked at one by one: the types, and of numbers alone the integers and the others.
    var pieces: [ValueKinds] {
        let types: [ValueKinds] = [.null, .boolean, .number, .string, .array, .object]
        let parts = types.map(intersection).filter { !$0.isEmpty }
        guard parts.count == 1, self == .number else { return parts }
        return [.integer, .fraction]
    }

    /// `string or null`, for sentences.
    var text: String {
        if self == .all { return "any" }
        var names: [String] = []
        for (name, type) in TypeSet.names where type != .number {
            if type == .integer, contains(.fraction) { continue }
            if contains(ValueKinds(type)) { names.append(name) }
        }
        if contains(.fraction) { names.append("number") }
        return ValueText.list(names)
    }
}
