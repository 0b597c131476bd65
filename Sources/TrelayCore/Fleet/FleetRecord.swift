import TrelayFormat

/// What acks and leases have in common as records.
enum FleetRecord {
    /// The body of a record, if it is an event of that type.
    static func body(of record: Record, type: String) throws(FormatError) -> JSONValue {
        guard record.headers.text("ce_type") == type else {
            throw unexpected("header ce_type is not \"\(type)\"")
        }
        guard let value = record.value else { throw unexpected("the value is null") }
        return try JSONParser.parse(value)
    }

    static func json(of labels: [String: String]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in labels { object.set(name, .string(value)) }
        return .object(object)
    }

    private static func unexpected(_ message: String) -> FormatError {
        FormatError(code: .unexpectedValue, message: message, pointer: .root, position: nil)
    }
}
