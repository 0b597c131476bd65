extension SchemaEvaluator {
    mutating func execute(
        _ instruction: SchemaInstruction, _ value: UnsafePointer<JSONValue>, _ marks: Int
    ) -> Bool {
        switch instruction {
        case .reject:
            if isRecording { recorder?.addRejection(of: value.pointee) }
            return false
        case .types(let types): return checkTypes(types, value)
        case .constant(let index, let steps): return checkConstant(Int(index), steps, value)
        case .stringEnumeration(let range): return checkStringEnumeration(range, value)
        case .enumeration(let range, let steps): return checkEnumeration(range, steps, value)
        case .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .multipleOf:
            guard case .number(let number) = value.pointee else { return true }
            return checkNumber(instruction, number)
        case .minimumLength, .maximumLength, .pattern, .format:
            guard case .string(let text) = value.pointee else { return true }
            return checkString(instruction, text)
        case .minimumItems, .maximumItems, .uniqueItems, .items, .contains:
            guard case .array(let elements) = value.pointee else { return true }
            return elements.withUnsafeBufferPointer { executeForArray(instruction, $0, marks) }
        case .minimumProperties, .maximumProperties, .members, .propertyNames, .dependentRequired, .dependentSchemas:
            guard case .object(let object) = value.pointee else { return true }
            return object.members.withUnsafeBufferPointer { executeForObject(instruction, object, $0, value, marks) }
        case .allOf(let range): return evaluateAll(range, value, marks)
        case .anyOf(let range): return evaluateAny(range, value, marks)
        case .oneOf(let range): return evaluateOne(range, value, marks)
        case .not(let node): return evaluateNot(node, value)
        case .conditional(let condition, let consequence, let alternative):
            return evaluateConditional(condition, consequence, alternative, value, marks)
        case .reference(let node): return apply(node, to: value, marks, under: ["$ref"])
        case .dynamicReference(let anchor, let fallback):
            let target = anchor < 0 ? fallback : dynamicTarget(anchor: anchor, fallback: fallback)
            return apply(target, to: value, marks, under: ["$dynamicRef"])
        case .unevaluatedItems(let node): return evaluateUnevaluatedItems(node, value, marks)
        case .unevaluatedProperties(let node): return evaluateUnevaluatedProperties(node, value, marks)
        }
    }
}
