/// Changes a document in place: only the containers on the way to the change are touched.
enum PatchTarget {
    enum Edit {
        case add(JSONValue)
        case remove
        case replace(JSONValue)

        var value: JSONValue? {
            switch self {
            case .add(let value), .replace(let value): value
            case .remove: nil
            }
        }
    }

    struct Outcome {
        /// What was there before.
        var former: JSONValue?
        /// Elements or members that made room or moved up.
        var moved = 0
        var addedKeyBytes = 0
        var removedKeyBytes = 0
    }

    /// After an error the document is in no particular state.
    static func perform(
        _ edit: Edit, at path: JSONPointer, in document: inout JSONValue
    ) throws(PatchFailure) -> Outcome {
        guard !path.tokens.isEmpty else {
            let former = document
            document = edit.value ?? .null
            return Outcome(former: former)
        }
        return try perform(edit, path.tokens, at: 0, in: &document)
    }

    /// - Parameter position: of the token that names the part of the value; those before it led to the value.
    private static func perform(
        _ edit: Edit, _ path: [String], at position: Int, in value: inout JSONValue
    ) throws(PatchFailure) -> Outcome {
        let token = path[position]
        let isLast = position == path.count - 1
        switch value {
        case .object(var object):
            // The value lets go of its members: otherwise changing them would copy them.
            value = .null
            defer { value = .object(object) }
            if isLast { return try perform(edit, token, path, in: &object) }
            guard var member = object[token] else { throw noMember(token, path.prefix(position), among: object) }
            object.set(token, .null)
            let outcome = try perform(edit, path, at: position + 1, in: &member)
            object.set(token, member)
            return outcome
        case .array(var elements):
            value = .null
            defer { value = .array(elements) }
            if isLast { return try perform(edit, token, path, in: &elements) }
            let index = try index(token, elements.count, path.prefix(position))
            return try perform(edit, path, at: position + 1, in: &elements[index])
        default:
            throw noContainer(value, path.prefix(position))
        }
    }

    private static func perform(
        _ edit: Edit, _ key: String, _ path: [String], in object: inout JSONObject
    ) throws(PatchFailure) -> Outcome {
        let former = object[key]
        switch edit {
        case .add(let value):
            object.set(key, value)
            guard former == nil else { return Outcome(former: former) }
            return Outcome(moved: object.count, addedKeyBytes: key.utf8.count)
        case .replace(let value):
            guard former != nil else { throw noMember(key, path.dropLast(), among: object) }
            object.set(key, value)
            return Outcome(former: former)
        case .remove:
            guard former != nil else { throw noMember(key, path.dropLast(), among: object) }
            object[key] = nil
            return Outcome(former: former, moved: object.count, removedKeyBytes: key.utf8.count)
        }
    }

    private static func perform(
        _ edit: Edit, _ token: String, _ path: [String], in elements: inout [JSONValue]
    ) throws(PatchFailure) -> Outcome {
        switch edit {
        case .add(let value):
            let index = try index(token, elements.count, allowsEnd: true, path.dropLast())
            elements.insert(value, at: index)
            return Outcome(moved: elements.count - index)
        case .replace(let value):
            let index = try index(token, elements.count, path.dropLast())
            let former = elements[index]
            elements[index] = value
            return Outcome(former: former)
        case .remove:
            let index = try index(token, elements.count, path.dropLast())
            let former = elements.remove(at: index)
            return Outcome(former: former, moved: elements.count - index)
        }
    }
}

// MARK: - Errors

extension PatchTarget {
    /// Why nothing is at the pointer.
    static func missing(_ pointer: JSONPointer, in document: JSONValue) -> PatchFailure {
        var value = document
        for (position, token) in pointer.tokens.enumerated() {
            let path = pointer.tokens.prefix(position)
            switch value {
            case .object(let object):
                guard let member = object[token] else { return noMember(token, path, among: object) }
                value = member
            case .array(let elements):
                do throws(PatchFailure) {
                    value = elements[try index(token, elements.count, path)]
                } catch {
                    return error
                }
            default:
                return noContainer(value, path)
            }
        }
        return PatchFailure(code: .targetNotFound, message: "there is no such value")
    }

    /// - Parameter allowsEnd: whether the index may be that of the place behind the last element.
    private static func index(
        _ token: String, _ count: Int, allowsEnd: Bool = false, _ path: ArraySlice<String>
    ) throws(PatchFailure) -> Int {
        let isEnd = UTF8Text.areEqual(token, JSONPointer.endToken)
        if isEnd, allowsEnd { return count }
        guard let index = JSONPointer.index(of: token) else {
            let reason =
                isEnd ? "means its end, where no value is: write an index" : "is no index of it: write a number"
            let message = "\(place(path)) is an array, and \(SyntaxHint.quoted(token)) \(reason)"
            throw PatchFailure(code: .targetNotFound, message: message)
        }
        guard index < (allowsEnd ? count + 1 : count) else {
            let elements = count == 1 ? "1 element" : "\(count) elements"
            let message = "\(place(path)) is an array of \(elements): index \(index) is beyond its end, count from 0"
            throw PatchFailure(code: .targetNotFound, message: message)
        }
        return index
    }

    private static func noMember(
        _ key: String, _ path: ArraySlice<String>, among object: JSONObject
    ) -> PatchFailure {
        let suggestion = NearMiss.suggestion(for: key, among: object.members.lazy.map(\.key))
        let advice = suggestion.utf8.isEmpty ? ": add it first, or correct the path" : suggestion
        let message = "\(place(path)) has no member \(SyntaxHint.quoted(key))\(advice)"
        return PatchFailure(code: .targetNotFound, message: message)
    }

    private static func noContainer(_ value: JSONValue, _ path: ArraySlice<String>) -> PatchFailure {
        let message = "\(place(path)) is \(JSONPatch.article(value)), which has no parts: correct the path"
        return PatchFailure(code: .targetNotFound, message: message)
    }

    private static func place(_ path: ArraySlice<String>) -> String {
        path.isEmpty ? "the document" : SyntaxHint.quoted(JSONPointer(tokens: Array(path)).description)
    }
}
