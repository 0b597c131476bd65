extension JSONPatch {
    /// A small patch that turns one value into the other: `difference(from: a, to: b).apply(to: a) == b`.
    ///
    /// Members and elements are added, removed and replaced one by one, or the array or object around them is replaced
    /// whole where that is shorter. Elements are aligned as `ValueDifference` does, with the same bound on work. No values
    /// are moved or copied.
    ///
    /// Where the operations would be more, or cost more steps, than `Limits.default` allows, larger parts are replaced. Of
    /// its other limits, a document that almost has their size can pass them in between.
    public static func difference(from old: JSONValue, to new: JSONValue) -> JSONPatch {
        var builder = PatchBuilder()
        builder.compare(old, new)
        return JSONPatch(builder.operations)
    }
}

private struct PatchBuilder {
    private(set) var operations: [JSONPatch.Operation] = []
    /// About how many bytes the operations have as JSON.
    private var cost = 0
    private var path: [String] = []
    private var pathBytes = 0
    /// Elements and members that make room or move up when the operations are applied, at most.
    private var moved = 0
    private var budget = ChangeBudget()

    /// The bytes of an operation besides its path and value.
    private static let operationCost = 30

    mutating func compare(_ old: JSONValue, _ new: JSONValue) {
        guard old != new else { return }
        let start = (count: operations.count, cost: cost, moved: moved)
        switch (old, new) {
        case (.object(let old), .object(let new)): compare(old, new)
        case (.array(let old), .array(let new)): compare(old, new)
        default: return add(.replace(path: pointer, value: new), new)
        }
        let parts = cost - start.cost
        let whole = operationCost + Self.size(of: new, notAbove: parts)
        let limits = JSONPatch.Limits.default
        let isTooMuch =
            operations.count - start.count > limits.maximumOperations
            || (moved - start.moved) / 16 > limits.maximumSteps / 2
        guard whole < parts || isTooMuch else { return }
        operations.removeLast(operations.count - start.count)
        (cost, moved) = (start.cost, start.moved)
        add(.replace(path: pointer, value: new), new)
    }

    private var pointer: JSONPointer { JSONPointer(tokens: path) }

    private var operationCost: Int { Self.operationCost + pathBytes }

    private mutating func add(_ operation: JSONPatch.Operation, _ value: JSONValue? = nil) {
        operations.append(operation)
        cost += operationCost + (value.map { Self.size(of: $0, notAbove: .max) } ?? 0)
    }

    private mutating func compare(_ old: JSONObject, _ new: JSONObject) {
        let count = max(old.count, new.count)
        for (key, old, new) in MemberPairs(old, new) {
            if old == nil || new == nil { moved += count }
            inside(key) { builder in
                switch (old, new) {
                case (let old?, let new?): builder.compare(old, new)
                case (nil, let new?): builder.add(.add(path: builder.pointer, value: new), new)
                case (_, nil): builder.add(.remove(path: builder.pointer))
                }
            }
        }
    }

    private mutating func compare(_ old: [JSONValue], _ new: [JSONValue]) {
        let count = max(old.count, new.count)
        // The index in the array as the operations so far have left it.
        var index = 0
        for step in ArrayAlignment.steps(old, new, &budget) {
            inside(String(index)) { builder in
                switch step {
                case .equal: break
                case .changed(let oldIndex, let newIndex): builder.compare(old[oldIndex], new[newIndex])
                case .removed: builder.add(.remove(path: builder.pointer))
                case .added(let newIndex):
                    builder.add(.add(path: builder.pointer, value: new[newIndex]), new[newIndex])
                }
            }
            switch step {
            case .equal, .changed: index += 1
            case .removed: moved += count
            case .added:
                moved += count
                index += 1
            }
        }
    }

    private mutating func inside(_ token: String, _ body: (inout PatchBuilder) -> Void) {
        path.append(token)
        pathBytes += token.utf8.count + 1
        body(&self)
        path.removeLast()
        pathBytes -= token.utf8.count + 1
    }

    /// About how many bytes a value has as JSON; counting ends when the limit is passed.
    private static func size(of value: JSONValue, notAbove limit: Int) -> Int {
        var size = 0
        switch value {
        case .null, .bool: size = 5
        case .number: size = 8
        case .string(let string): size = string.utf8.count + 2
        case .array(let elements):
            size = 2
            for element in elements where size <= limit { size += 1 + Self.size(of: element, notAbove: limit - size) }
        case .object(let object):
            size = 2
            for member in object.members where size <= limit {
                size += 4 + member.key.utf8.count + Self.size(of: member.value, notAbove: limit - size)
            }
        }
        return size
    }
}
