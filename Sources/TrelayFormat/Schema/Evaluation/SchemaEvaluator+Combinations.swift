// Schemas that are applied to the same value (JSON Schema core, section 10.2).
extension SchemaEvaluator {
    mutating func evaluateAll(_ range: TableRange, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        var isValid = true
        for index in range.indices {
            let path = index - Int(range.start)
            if !apply(tables.pointee.nodeLists[index], to: value, marks, under: ["allOf", String(path)]) {
                isValid = false
                guard continues else { return false }
            }
        }
        return isValid
    }

    mutating func evaluateAny(_ range: TableRange, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        var isValid = false
        for index in range.indices where evaluateBranch(tables.pointee.nodeLists[index], value, marks) {
            isValid = true
            // The others matter only for what they evaluate.
            if marks < 0 { return true }
        }
        return isValid || (isRecording && reportAlternatives("anyOf", range, value, marks))
    }

    mutating func evaluateOne(_ range: TableRange, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        var first: Int?
        for index in range.indices where evaluateBranch(tables.pointee.nodeLists[index], value, marks) {
            guard let other = first else {
                first = index
                continue
            }
            return fail(
                "oneOf", SchemaMessage.several(other - Int(range.start), index - Int(range.start), of: range.count))
        }
        return first != nil || (isRecording && reportAlternatives("oneOf", range, value, marks))
    }

    mutating func evaluateNot(_ node: NodeIndex, _ value: UnsafePointer<JSONValue>) -> Bool {
        !evaluateQuietly(node, value, Self.untracked) || fail("not", SchemaMessage.forbidden(value.pointee))
    }

    mutating func evaluateConditional(
        _ condition: NodeIndex, _ consequence: NodeIndex, _ alternative: NodeIndex, _ value: UnsafePointer<JSONValue>,
        _ marks: Int
    ) -> Bool {
        if consequence == SchemaProgram.accept, alternative == SchemaProgram.accept, marks < 0 { return true }
        return evaluateBranch(condition, value, marks)
            ? apply(consequence, to: value, marks, under: ["then"])
            : apply(alternative, to: value, marks, under: ["else"])
    }

    /// Evaluates a schema that may fail without any harm: what it evaluated counts only if it does not.
    private mutating func evaluateBranch(
        _ node: NodeIndex, _ value: UnsafePointer<JSONValue>, _ marks: Int
    ) -> Bool {
        guard marks >= 0 else { return evaluateQuietly(node, value, Self.untracked) }
        return withMarks(for: value, mergedInto: marks, keepsFailed: false) { evaluator, region in
            evaluator.evaluateQuietly(node, value, region)
        }
    }

    /// Says why no alternative fits: what those say that come near.
    ///
    /// - Returns: false.
    private mutating func reportAlternatives(
        _ keyword: String, _ range: TableRange, _ value: UnsafePointer<JSONValue>, _ marks: Int
    ) -> Bool {
        guard exhausted == nil, let recorder else { return false }
        var report = recorder.beginAlternatives(keyword, count: Int(range.count))
        for index in range.indices where !recorder.isFull {
            let path = [keyword, String(index - Int(range.start))]
            // The marks stay, so that nothing that an alternative knows is reported as unevaluated as well.
            _ = apply(tables.pointee.nodeLists[index], to: value, marks, under: path)
            recorder.endAlternative(&report)
        }
        recorder.endAlternatives(report)
        return false
    }
}
