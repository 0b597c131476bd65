// Objects (JSON Schema core, sections 10.2.2.4 and 10.3.2; validation, section 6.5).
extension SchemaEvaluator {
    typealias Members = UnsafeBufferPointer<JSONObject.Member>

    mutating func executeForObject(
        _ instruction: SchemaInstruction, _ object: JSONObject, _ members: Members, _ value: UnsafePointer<JSONValue>,
        _ marks: Int
    ) -> Bool {
        switch instruction {
        case .members(let index): return evaluateMembers(tables.pointee.objects.tables[Int(index)], members, marks)
        case .minimumProperties(let minimum):
            return members.count >= minimum
                || fail("minProperties", SchemaMessage.count("at least", minimum, members.count, of: .properties))
        case .maximumProperties(let maximum):
            return members.count <= maximum
                || fail("maxProperties", SchemaMessage.count("at most", maximum, members.count, of: .properties))
        case .propertyNames(let node): return evaluateNames(node, members)
        case .dependentRequired(let range): return checkDependentRequired(range, object)
        case .dependentSchemas(let range): return evaluateDependentSchemas(range, object, value, marks)
        default: return true
        }
    }

    /// Members and rules are sorted alike: one pass over both.
    private mutating func evaluateMembers(_ table: ObjectTable, _ members: Members, _ marks: Int) -> Bool {
        guard spend(members.count) else { return false }
        var isValid = true
        var requiredCount: Int32 = 0
        var search = RuleSearch(table.members, memberCount: members.count)
        for index in members.indices {
            let rule = search.find(members[index].key, in: tables.pointee.objects.members)
            if rule >= 0, tables.pointee.objects.members[rule].isRequired { requiredCount += 1 }
            let node = rule >= 0 ? tables.pointee.objects.members[rule].node : SchemaProgram.absent
            if !evaluateMember(members, index, node, table, marks) {
                isValid = false
                guard continues else { return false }
            }
        }
        // A search that skipped rules may have compared many.
        guard spend(search.skipped) else { return false }
        if requiredCount == table.requiredCount { return isValid }
        return isRecording ? reportMissing(table, members) : false
    }

    @inline(__always)
    private mutating func evaluateMember(
        _ members: Members, _ index: Int, _ node: NodeIndex, _ table: ObjectTable, _ marks: Int
    ) -> Bool {
        var isValid = true
        var isNamed = node != SchemaProgram.absent
        if node > SchemaProgram.accept {
            isValid = withValue(members, index) { value, evaluator in
                evaluator.apply(
                    node, to: value, Self.untracked, under: ["properties", members[index].key], at: members[index].key)
            }
        }
        if table.patterns.count > 0 {
            isValid = evaluatePatterns(members, index, table, isNamed: &isNamed) && isValid
        }
        if !isNamed, table.additional != SchemaProgram.absent {
            isNamed = true
            isValid = evaluateAdditional(members, index, table)
        }
        if isNamed, marks >= 0 { mark(marks + index..<marks + index + 1) }
        return isValid
    }

    private mutating func evaluatePatterns(
        _ members: Members, _ index: Int, _ table: ObjectTable, isNamed: inout Bool
    ) -> Bool {
        var isValid = true
        for rule in table.patterns.indices {
            let rule = tables.pointee.objects.patterns[rule]
            guard matches(Int(rule.pattern), members[index].key) else { continue }
            isNamed = true
            let tables = tables
            let fits = withValue(members, index) { value, evaluator in
                evaluator.apply(
                    rule.node, to: value, Self.untracked,
                    under: ["patternProperties", tables.pointee.values.patternSources[Int(rule.pattern)]],
                    at: members[index].key)
            }
            if !fits {
                isValid = false
                guard continues else { return false }
            }
        }
        return isValid
    }

    private mutating func evaluateAdditional(_ members: Members, _ index: Int, _ table: ObjectTable) -> Bool {
        if isRecording, isRejection(table.additional) {
            guard spend(members.count + Int(table.members.count)) else { return false }
            let known = tables.pointee.objects.members[table.members.indices].map(\.key)
            recorder?.addUnknownProperty(
                members[index].key, known: known, present: members.map(\.key), under: "additionalProperties",
                table.additional)
            return false
        }
        return withValue(members, index) { value, evaluator in
            evaluator.apply(
                table.additional, to: value, Self.untracked, under: ["additionalProperties"], at: members[index].key)
        }
    }

    private mutating func reportMissing(_ table: ObjectTable, _ members: Members) -> Bool {
        let present = Set(members.map { UTF8Key($0.key) })
        let rules = tables.pointee.objects.members[table.members.indices]
        let known = Set(rules.filter { $0.node != SchemaProgram.absent }.map { UTF8Key($0.key) })
        let unknown = members.map(\.key).filter { !known.contains(UTF8Key($0)) }
        for rule in rules where rule.isRequired && !present.contains(UTF8Key(rule.key)) {
            guard continues else { return false }
            recorder?.add(["required"], SchemaMessage.missing(rule.key, unknown: unknown), missing: rule.key)
        }
        return false
    }

    private mutating func evaluateNames(_ node: NodeIndex, _ members: Members) -> Bool {
        var isValid = true
        guard spend(members.count) else { return false }
        for index in members.indices {
            let name = JSONValue.string(members[index].key)
            let fits = withUnsafePointer(to: name) {
                apply(node, to: $0, Self.untracked, under: ["propertyNames"], at: members[index].key)
            }
            if !fits {
                isValid = false
                guard continues else { return false }
            }
        }
        return isValid
    }

    private mutating func checkDependentRequired(_ range: TableRange, _ object: JSONObject) -> Bool {
        var isValid = true
        guard spend(Int(range.count)) else { return false }
        for index in range.indices where object[tables.pointee.objects.requirements[index].key] != nil {
            let requirement = tables.pointee.objects.requirements[index]
            guard spend(Int(requirement.required.count)) else { return false }
            for key in tables.pointee.values.strings[requirement.required.indices] where object[key] == nil {
                isValid = false
                if isRecording {
                    recorder?.add(
                        ["dependentRequired", requirement.key], SchemaMessage.dependent(key, on: requirement.key))
                }
                guard continues else { return false }
            }
        }
        return isValid
    }

    private mutating func evaluateDependentSchemas(
        _ range: TableRange, _ object: JSONObject, _ value: UnsafePointer<JSONValue>, _ marks: Int
    ) -> Bool {
        var isValid = true
        guard spend(Int(range.count)) else { return false }
        for index in range.indices where object[tables.pointee.objects.members[index].key] != nil {
            let (key, node) = (tables.pointee.objects.members[index].key, tables.pointee.objects.members[index].node)
            if !apply(node, to: value, marks, under: ["dependentSchemas", key]) {
                isValid = false
                guard continues else { return false }
            }
        }
        return isValid
    }

    /// Lends the value of a member in place.
    @inline(__always)
    mutating func withValue(
        _ members: Members, _ index: Int, _ body: (UnsafePointer<JSONValue>, inout SchemaEvaluator) -> Bool
    ) -> Bool {
        withUnsafePointer(to: members[index].value) { body($0, &self) }
    }
}

/// Finds the rules for keys that come in canonical order.
struct RuleSearch {
    private var next: Int
    private let end: Int
    /// Far more rules than members: halving beats going through them.
    private let isSparse: Bool
    private(set) var skipped = 0

    init(_ range: TableRange, memberCount: Int) {
        next = Int(range.start)
        end = next + Int(range.count)
        isSparse = Int(range.count) / 16 > memberCount
    }

    /// The index of the rule for the key, which comes after those that were asked for before; -1 if there is none.
    @inline(__always)
    mutating func find(_ key: String, in rules: UnsafeBufferPointer<MemberRule>) -> Int {
        if isSparse { skip(to: key, in: rules) }
        while next < end {
            if UTF8Text.areEqual(rules[next].key, key) {
                next += 1
                return next - 1
            }
            guard UTF8Text.precedes(rules[next].key, key) else { return -1 }
            next += 1
            skipped += 1
        }
        return -1
    }

    private mutating func skip(to key: String, in rules: UnsafeBufferPointer<MemberRule>) {
        var low = next
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if UTF8Text.precedes(rules[middle].key, key) { low = middle + 1 } else { high = middle }
        }
        next = low
    }
}
