/// What is wrong with a schema, where a compiler otherwise ends at the first error.
final class SchemaErrorList {
    /// As many are listed at most, but at least one.
    let maximum: Int
    private(set) var errors: [SchemaError] = []

    init(maximum: Int) {
        self.maximum = max(1, maximum)
    }

    var isFull: Bool { errors.count >= maximum }

    /// Adds an error, unless there is one of its kind at its place already, or the list is full.
    func add(_ error: SchemaError) {
        let isKnown = errors.contains {
            $0.code == error.code && $0.pointer == error.pointer
                && UTF8Text.areEqual($0.documentURI, error.documentURI)
        }
        if !isFull, !isKnown { errors.append(error) }
    }
}
