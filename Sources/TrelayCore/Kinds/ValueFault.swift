import TrelayFormat

/// Why a value is not what its kind asks for.
struct ValueFault {
    /// From the value down to the place.
    var pointer: JSONPointer
    var message: String
    var code = RejectionCode.schemaInvalid

    init(_ message: String, at path: [String] = []) {
        pointer = JSONPointer(tokens: path)
        self.message = message
    }

    /// The first fault that the schema finds; nil when there is none.
    ///
    /// - Parameter steps: what is left of a budget; less afterwards.
    init?(_ schema: Schema, _ value: JSONValue, steps: inout Int) {
        guard let first = Self.all(schema, value, maximum: 1, steps: &steps).first else { return nil }
        self = first
    }

    /// What the schema finds, up to `maximum` faults; empty when the value is valid.
    static func all(_ schema: Schema, _ value: JSONValue, maximum: Int) -> [ValueFault] {
        var steps = Schema.defaultMaximumSteps
        return all(schema, value, maximum: maximum, steps: &steps)
    }

    private static func all(
        _ schema: Schema, _ value: JSONValue, maximum: Int, steps: inout Int
    ) -> [ValueFault] {
        switch schema.validate(value, maximumErrors: maximum, steps: &steps) {
        case .valid: []
        case .invalid(let faults): faults.map { ValueFault($0) }
        case .tooExpensive(let budget): [ValueFault(budget)]
        }
    }

    /// A property that is missing is named by the place where it should be.
    private init(_ fault: SchemaFault) {
        pointer = fault.missingProperty.map { fault.instanceLocation.appending($0) } ?? fault.instanceLocation
        message = fault.message
    }

    private init(_ budget: SchemaBudget) {
        self.init(budget.message)
        code = .guardTripped
    }

    func nested(under path: [String]) -> ValueFault {
        var fault = self
        fault.pointer = JSONPointer(tokens: path).appending(pointer)
        return fault
    }

    func rejection(at pointer: JSONPointer) -> Rejection {
        Rejection(code, message, at: pointer.appending(self.pointer))
    }
}
