// What no other keyword evaluated (JSON Schema core, section 11).
extension SchemaEvaluator {
    /// Runs a schema that must know what its keywords evaluate; the surrounding schema learns it too, if it asks.
    mutating func runTracked(_ range: TableRange, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        withMarks(for: value, mergedInto: marks, keepsFailed: isRecording) { evaluator, region in
            evaluator.run(range, value, region)
        }
    }

    /// Lends a run of marks for the items or members of the value, none of them set. Adds them to the others if the
    /// body says that the value is valid.
    ///
    /// - Parameter keepsFailed: adds them anyway. The value is known to be invalid then, and what was evaluated is not to
    ///   be reported as unevaluated besides.
    mutating func withMarks(
        for value: UnsafePointer<JSONValue>, mergedInto others: Int, keepsFailed: Bool,
        _ body: (inout SchemaEvaluator, Int) -> Bool
    ) -> Bool {
        let count =
            switch value.pointee {
            case .array(let elements): elements.count
            case .object(let object): object.count
            default: 0
            }
        guard count > 0 else { return body(&self, Self.untracked) }
        guard spend(1 + count / 8) else { return false }
        let region = marks.count
        marks.append(contentsOf: repeatElement(false, count: count))
        let isValid = body(&self, region)
        if others >= 0, isValid || keepsFailed {
            for index in 0..<count where marks[region + index] { marks[others + index] = true }
        }
        marks.removeLast(marks.count - region)
        return isValid
    }

    mutating func mark(_ range: Range<Int>) {
        for index in range { marks[index] = true }
    }

    mutating func evaluateUnevaluatedItems(
        _ node: NodeIndex, _ value: UnsafePointer<JSONValue>, _ marks: Int
    ) -> Bool {
        guard marks >= 0, case .array(let elements) = value.pointee else { return true }
        var isValid = true
        for index in elements.indices where !self.marks[marks + index] {
            guard spend(1) else { return false }
            let fits = withUnsafePointer(to: elements[index]) {
                apply(node, to: $0, Self.untracked, under: ["unevaluatedItems"], at: String(index))
            }
            self.marks[marks + index] = true
            if !fits {
                isValid = false
                guard continues else { return false }
            }
        }
        return isValid
    }

    mutating func evaluateUnevaluatedProperties(
        _ node: NodeIndex, _ value: UnsafePointer<JSONValue>, _ marks: Int
    ) -> Bool {
        guard marks >= 0, case .object(let object) = value.pointee else { return true }
        return object.members.withUnsafeBufferPointer { members in
            var isValid = true
            for index in members.indices where !self.marks[marks + index] {
                guard spend(1) else { return false }
                self.marks[marks + index] = true
                if !evaluateUnevaluatedProperty(node, members, index) {
                    isValid = false
                    guard continues else { return false }
                }
            }
            return isValid
        }
    }

    private mutating func evaluateUnevaluatedProperty(
        _ node: NodeIndex, _ members: Members, _ index: Int
    ) -> Bool {
        if isRecording, isRejection(node), let recorder {
            let known = recorder.knownKeys
            guard spend(members.count + known.count) else { return false }
            recorder.addUnknownProperty(
                members[index].key, known: known, present: members.map(\.key), under: "unevaluatedProperties", node)
            return false
        }
        return withValue(members, index) { value, evaluator in
            evaluator.apply(
                node, to: value, Self.untracked, under: ["unevaluatedProperties"], at: members[index].key)
        }
    }

    /// Whether the schema is `false`.
    func isRejection(_ node: NodeIndex) -> Bool {
        let range = tables.pointee.nodes[Int(node)].instructions
        guard range.count > 0, case .reject = tables.pointee.instructions[Int(range.start)] else { return false }
        return true
    }
}
