// Arrays (JSON Schema core, section 10.3.1; validation, section 6.4).
extension SchemaEvaluator {
    mutating func executeForArray(
        _ instruction: SchemaInstruction, _ elements: UnsafeBufferPointer<JSONValue>, _ marks: Int
    ) -> Bool {
        switch instruction {
        case .minimumItems(let minimum):
            return elements.count >= minimum
                || fail("minItems", SchemaMessage.count("at least", minimum, elements.count, of: .items))
        case .maximumItems(let maximum):
            return elements.count <= maximum
                || fail("maxItems", SchemaMessage.count("at most", maximum, elements.count, of: .items))
        case .uniqueItems: return checkUniqueItems(elements)
        case .items(let prefix, let rest): return evaluateItems(prefix, rest, elements, marks)
        case .contains(let node, let minimum, let maximum):
            return evaluateContains(node, Int(minimum), Int(maximum), elements, marks)
        default: return true
        }
    }

    private mutating func evaluateItems(
        _ prefix: TableRange, _ rest: NodeIndex, _ elements: UnsafeBufferPointer<JSONValue>, _ marks: Int
    ) -> Bool {
        var isValid = true
        let prefixCount = min(Int(prefix.count), elements.count)
        guard spend((marks >= 0 ? elements.count : prefixCount) / 16) else { return false }
        for index in 0..<prefixCount {
            let node = tables.pointee.nodeLists[Int(prefix.start) + index]
            let fits = apply(
                node, to: pointer(elements, index), Self.untracked, under: ["prefixItems", String(index)],
                at: String(index))
            if !fits {
                isValid = false
                guard continues else { return false }
            }
        }
        if marks >= 0 {
            mark(marks..<marks + (rest == SchemaProgram.absent ? prefixCount : elements.count))
        }
        guard rest > SchemaProgram.accept else { return isValid }
        for index in prefixCount..<elements.count {
            if !apply(rest, to: pointer(elements, index), Self.untracked, under: ["items"], at: String(index)) {
                isValid = false
                guard continues else { return false }
            }
        }
        return isValid
    }

    private mutating func evaluateContains(
        _ node: NodeIndex, _ minimum: Int, _ maximum: Int, _ elements: UnsafeBufferPointer<JSONValue>, _ marks: Int
    ) -> Bool {
        var count = 0
        for index in elements.indices {
            guard spend(1) else { return false }
            if evaluateQuietly(node, pointer(elements, index), Self.untracked) {
                count += 1
                if marks >= 0 { mark(marks + index..<marks + index + 1) }
            }
            // Enough is known, unless somebody asks which ones fit.
            if marks < 0, !isRecording, count > maximum || count >= minimum && maximum == Int(Int32.max) { break }
        }
        if count < minimum {
            return minimum == 1
                ? fail("contains", SchemaMessage.containsNone(elements.count))
                : fail("minContains", SchemaMessage.contains("at least", minimum, count))
        }
        return count <= maximum || fail("maxContains", SchemaMessage.contains("at most", maximum, count))
    }

    private mutating func checkUniqueItems(_ elements: UnsafeBufferPointer<JSONValue>) -> Bool {
        guard let (first, second) = repeatedItems(elements) else { return true }
        return fail("uniqueItems", SchemaMessage.repeated(first, second, elements[first]))
    }

    /// Two equal items.
    private mutating func repeatedItems(_ elements: UnsafeBufferPointer<JSONValue>) -> (Int, Int)? {
        // Paid before, by a formula: how often a sort compares is the standard library's business, and a verdict at the
        // edge of the budget must not depend on it.
        let rounds =
            elements.count <= Self.pairwiseCount ? elements.count : Int.bitWidth - elements.count.leadingZeroBitCount
        let (cost, overflow) = ValueOrder.weight(elements).multipliedReportingOverflow(by: rounds)
        guard spend(overflow ? .max : cost / 2) else { return nil }
        guard elements.count > Self.pairwiseCount else {
            for second in elements.indices {
                for first in 0..<second where elements[first] == elements[second] { return (first, second) }
            }
            return nil
        }
        // Sorted, equal items are neighbours. A table of hashes would be faster, but not for items that are chosen to
        // collide.
        let sorted = elements.indices.sorted { ValueOrder.compare(elements[$0], elements[$1]) < 0 }
        for index in sorted.indices.dropFirst() where elements[sorted[index - 1]] == elements[sorted[index]] {
            return (min(sorted[index - 1], sorted[index]), max(sorted[index - 1], sorted[index]))
        }
        return nil
    }

    /// Up to this many items, comparing all with all is fastest.
    private static let pairwiseCount = 12

    /// The place of an item that is there.
    @inline(__always)
    private func pointer(_ elements: UnsafeBufferPointer<JSONValue>, _ index: Int) -> UnsafePointer<JSONValue> {
        // The buffer is not empty, as it has this item.
        UnsafePointer(elements.baseAddress.unsafelyUnwrapped + index)
    }
}
