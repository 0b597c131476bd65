public import TrelayFormat

/// A kind of resource: what its values look like, and what they refer to.
public final class ResourceKind: Sendable {
    /// A reference from a value to another resource.
    struct Reference {
        /// From the value down to the place.
        var path: [String]
        var target: ResourceKey
    }

    public let name: String
    /// One line for people.
    public let summary: String
    let fields: FieldTable
    /// What the table cannot say. Called only for values that satisfy the table.
    let check: @Sendable (JSONValue) -> FieldFault?
    /// The references of a value, in the order of the document.
    let references: @Sendable (JSONValue) -> [Reference]
    /// Whether `references` can be anything but empty.
    let hasReferences: Bool

    init(
        name: String, summary: String, fields: FieldTable,
        check: @escaping @Sendable (JSONValue) -> FieldFault? = { _ in nil },
        references: (@Sendable (JSONValue) -> [Reference])? = nil
    ) {
        self.name = name
        self.summary = summary
        self.fields = fields
        self.check = check
        self.references = references ?? { _ in [] }
        hasReferences = references != nil
    }

    /// Every kind, by name.
    public static let all: [ResourceKind] = [model, prompt, provider, route]

    /// The names of every kind, in order.
    public static let names: [String] = all.map(\.name)

    public static func named(_ name: String) -> ResourceKind? {
        for index in all.indices where all[index].name == name { return all[index] }
        return nil
    }

    /// Why a value is not a legal one of this kind; nil when it is.
    ///
    /// - Parameter pointer: the place of the value, which the rejection's pointer starts with.
    public func rejection(of value: JSONValue, at pointer: JSONPointer) -> Rejection? {
        fault(in: value).map { rejection($0, at: pointer) }
    }

    func fault(in value: JSONValue) -> FieldFault? {
        fields.fault(in: value) ?? check(value)
    }

    func rejection(_ fault: FieldFault, at pointer: JSONPointer) -> Rejection {
        Rejection(.schemaInvalid, fault.message, at: fault.path.reduce(pointer) { $0.appending($1) })
    }
}
