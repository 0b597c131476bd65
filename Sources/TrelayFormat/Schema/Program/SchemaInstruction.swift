/// The number of a schema in its program.
typealias NodeIndex = Int32

/// A run of entries of one of the program's tables.
struct TableRange: Sendable {
    var start: Int32
    var count: Int32

    static let none = TableRange(start: 0, count: 0)

    var indices: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// One check of a compiled schema: a keyword, or several that need each other. Only plain numbers, so that running it
/// counts no references; what is larger lies in the program's tables.
enum SchemaInstruction: Sendable {
    /// The schema `false`.
    case reject
    case types(TypeSet)
    /// An index into `values`, and the steps that comparing takes.
    case constant(Int32, steps: Int32)
    /// A range of `strings`, in canonical order.
    case stringEnumeration(TableRange)
    /// A range of `values`, and the steps that comparing with containers takes.
    case enumeration(TableRange, steps: Int32)
    case minimum(Double)
    case exclusiveMinimum(Double)
    case maximum(Double)
    case exclusiveMaximum(Double)
    /// An index into `divisors`.
    case multipleOf(Int32)
    case minimumLength(Int)
    case maximumLength(Int)
    /// An index into `patterns`.
    case pattern(Int32)
    case format(StringFormat)
    case minimumItems(Int)
    case maximumItems(Int)
    case uniqueItems
    /// `prefixItems`, a range of `nodeLists`, and `items`.
    case items(prefix: TableRange, rest: NodeIndex)
    case contains(NodeIndex, minimum: Int32, maximum: Int32)
    case minimumProperties(Int)
    case maximumProperties(Int)
    /// `required`, `properties`, `patternProperties` and `additionalProperties`: an index into `objectTables`.
    case members(Int32)
    case propertyNames(NodeIndex)
    /// A range of `requirements`.
    case dependentRequired(TableRange)
    /// A range of `members`.
    case dependentSchemas(TableRange)
    /// Ranges of `nodeLists`.
    case allOf(TableRange)
    case anyOf(TableRange)
    case oneOf(TableRange)
    case not(NodeIndex)
    case conditional(condition: NodeIndex, consequence: NodeIndex, alternative: NodeIndex)
    case reference(NodeIndex)
    /// The number of the anchor's name, and the schema if no outer resource has such a dynamic anchor.
    case dynamicReference(anchor: Int32, fallback: NodeIndex)
    case unevaluatedItems(NodeIndex)
    case unevaluatedProperties(NodeIndex)
}

/// A set of JSON types.
struct TypeSet: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = TypeSet(rawValue: 1)
    static let boolean = TypeSet(rawValue: 2)
    static let integer = TypeSet(rawValue: 4)
    /// Every number, integers included.
    static let number = TypeSet(rawValue: 8)
    static let string = TypeSet(rawValue: 16)
    static let array = TypeSet(rawValue: 32)
    static let object = TypeSet(rawValue: 64)

    /// The types by the names that the specification gives them.
    static let names: [(name: String, type: TypeSet)] = [
        ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
        ("array", .array), ("object", .object),
    ]

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Nothing for a name that is no type.
    init(name: String) {
        self = Self.names.first { UTF8Text.areEqual($0.name, name) }?.type ?? []
    }
}
