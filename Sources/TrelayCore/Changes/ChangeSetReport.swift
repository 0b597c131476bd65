public import TrelayFormat

/// All that can be told about a change set without the log: not the first fault only, as a fold tells it.
public struct ChangeSetReport: Sendable {
    /// How many changes the document has, readable or not.
    public private(set) var changeCount = 0
    /// In the order of the checks; empty when nothing is wrong that a file alone can tell.
    public private(set) var faults: [Rejection] = []

    /// More than anybody mends in one go.
    public static let maximumFaults = 100
    /// Of one value.
    static let maximumValueFaults = 20

    public var isGood: Bool { faults.isEmpty }

    /// Reads and checks a document. What cannot be read is told and left out; the rest is checked all the same.
    ///
    /// - Parameters:
    ///   - defaults: what the file may leave out; without an id and an author it must have its own.
    ///   - schemas: of the kinds that are not built in. A kind that nothing knows is a fault.
    public init(
        on document: JSONValue, defaults: ChangeSet.Defaults, schemas: GivenSchemas = GivenSchemas(),
        limits: FoldLimits = FoldLimits()
    ) {
        var reader = TolerantReader(document)
        let changeSet = reader.read(defaults)
        faults = reader.faults
        changeCount = document["changes"]?.arrayValue?.count ?? 0
        guard let changeSet else { return }
        var checker = ChangeSetChecker(changeSet, leavingOut: reader.unreadable, limits)
        checker.check(schemas)
        faults = Array((faults + checker.faults).prefix(Self.maximumFaults))
    }
}

/// Reads a change set again and again, each time without what was wrong the last time.
private struct TolerantReader {
    private(set) var faults: [Rejection] = []
    /// The indices of changes that stand for nothing any more.
    private(set) var unreadable: Set<Int> = []
    private var document: JSONValue

    init(_ document: JSONValue) {
        self.document = document
    }

    mutating func read(_ defaults: ChangeSet.Defaults) -> ChangeSet? {
        while faults.count < ChangeSetReport.maximumFaults {
            do throws(Rejection) {
                return try ChangeSet.decode(document, defaults: defaults)
            } catch {
                faults.append(error)
                guard leaveOut(error.pointer.tokens) else { return nil }
            }
        }
        return nil
    }

    /// - Returns: false if the document would stay what it is.
    private mutating func leaveOut(_ path: [String]) -> Bool {
        guard var body = document.objectValue, let member = path.first else { return false }
        if member != "changes" {
            guard body[member] != nil else { return false }
            body[member] = nil
        } else {
            guard path.count > 1, let index = Int(path[1]), var changes = body["changes"]?.arrayValue,
                changes.indices.contains(index), unreadable.insert(index).inserted
            else { return false }
            // The others keep their places, which messages speak of.
            changes[index] = ["op": "delete", "kind": "unreadable", "name": .string("unreadable-change:\(index)")]
            body["changes"] = .array(changes)
        }
        document = .object(body)
        return true
    }
}

/// Checks each change on its own.
private struct ChangeSetChecker {
    private(set) var faults: [Rejection] = []
    private let changeSet: ChangeSet
    private let limits: FoldLimits
    private let unreadable: Set<Int>
    /// Changes whose schema is broken: nothing can be said about the kinds that they make.
    private var brokenSchemas: Set<String> = []

    init(_ changeSet: ChangeSet, leavingOut unreadable: Set<Int>, _ limits: FoldLimits) {
        self.changeSet = changeSet
        self.unreadable = unreadable
        self.limits = limits
    }

    mutating func check(_ schemas: GivenSchemas) {
        do throws(Rejection) {
            try ChangePlan.checkCount(changeSet, limits)
        } catch {
            faults.append(error)
        }
        let catalog = catalog(schemas)
        for (index, change) in changeSet.changes.enumerated() where !unreadable.contains(index) {
            check(change, index, catalog)
            guard faults.count < ChangeSetReport.maximumFaults else { return }
        }
        faults += changeSet.sizeFaults(limits: limits)
    }

    private mutating func check(_ change: Change, _ index: Int, _ catalog: KindCatalog) {
        let kind = change.key.kind
        let entry = catalog.entry(of: kind)
        guard entry != nil || changeSet.brings(kind) else {
            return faults.append(ChangePlan.unknownKind(kind, index, own: catalog.ownKinds))
        }
        let value = change.value ?? .null
        switch change.operation {
        case .put where kind == KindCatalog.schemaKind && brokenSchemas.contains(change.key.name): break
        case .put:
            let found = entry?.faults(in: value, maximum: ChangeSetReport.maximumValueFaults) ?? []
            faults += found.map { $0.rejection(at: ChangePlan.pointer(index, "value")) }
        case .patch where value.objectValue == nil:
            let message = "a patch of a resource must be an object, is \(describe(value))"
            faults.append(Rejection(.schemaInvalid, message, at: ChangePlan.pointer(index, "value")))
        case .patch, .delete: break
        }
    }

    /// The given schemas, and those that the change set puts, as far as they compile.
    private mutating func catalog(_ schemas: GivenSchemas) -> KindCatalog {
        var places: [String: Int] = [:]
        var values = schemas.values
        for (index, change) in changeSet.changes.enumerated()
        where change.operation == .put && change.key.kind == KindCatalog.schemaKind {
            let value = change.value ?? .null
            places[change.key.name] = index
            let found = ResourceKind.schema.faults(in: value, maximum: ChangeSetReport.maximumValueFaults)
            if found.isEmpty { values[change.key.name] = value } else { leaveOut(change.key.name, index, found) }
        }
        guard !places.isEmpty else { return schemas.catalog }
        while true {
            do throws(KindCatalog.SchemaFailure) {
                return try KindCatalog(values)
            } catch {
                guard let name = error.resource, values.removeValue(forKey: name) != nil else {
                    faults.append(error.fault.rejection(at: JSONPointer(tokens: ["changes"])))
                    return schemas.catalog
                }
                leaveOut(name, places[name], [error.fault])
            }
        }
    }

    private mutating func leaveOut(_ name: String, _ index: Int?, _ found: [ValueFault]) {
        brokenSchemas.insert(name)
        let pointer = index.map { ChangePlan.pointer($0, "value") } ?? JSONPointer(tokens: ["changes"])
        faults += found.map { $0.rejection(at: pointer) }
    }
}
