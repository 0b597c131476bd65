import TrelayFormat

// All faults of a value, for people who want to mend them at once. The fold needs only the first.
extension KindCatalog.Entry {
    func faults(in value: JSONValue, maximum: Int) -> [ValueFault] {
        let faults = builtIn?.faults(in: value, maximum: maximum) ?? []
        guard let own, faults.count < maximum else { return faults }
        return faults + ValueFault.all(own, value, maximum: maximum - faults.count)
    }
}

extension ResourceKind {
    func faults(in value: JSONValue, maximum: Int) -> [ValueFault] {
        let faults = ValueFault.all(compiledSchema, value, maximum: maximum)
        return faults.isEmpty ? check(value).map { [$0] } ?? [] : faults
    }
}
