/// JSON Patch (RFC 6902): a list of operations that turn one document into another.
///
/// Other than a merge patch it can set null, and change elements of arrays.
public struct JSONPatch: Sendable, Hashable {
    /// One operation (RFC 6902, section 4). Paths point into the document as the operations before have left it.
    public enum Operation: Sendable, Hashable {
        /// Sets a member, or inserts an element before the one at the index; `-` appends.
        case add(path: JSONPointer, value: JSONValue)
        /// Removes a value that is there.
        case remove(path: JSONPointer)
        /// Replaces a value that is there.
        case replace(path: JSONPointer, value: JSONValue)
        /// Removes the value at `from` and adds it at `path`, which must not lie inside it.
        case move(from: JSONPointer, path: JSONPointer)
        /// Adds the value at `from` at `path` too.
        case copy(from: JSONPointer, path: JSONPointer)
        /// Fails unless the value there is equal.
        case test(path: JSONPointer, value: JSONValue)
    }

    public var operations: [Operation]

    public init(_ operations: [Operation] = []) {
        self.operations = operations
    }
}

extension JSONPatch.Operation {
    /// The name of the operation in a patch's text.
    public var name: String {
        switch self {
        case .add: "add"
        case .remove: "remove"
        case .replace: "replace"
        case .move: "move"
        case .copy: "copy"
        case .test: "test"
        }
    }

    /// The place that the operation is about; of a move or a copy, where the value goes.
    public var path: JSONPointer {
        switch self {
        case .add(let path, _), .remove(let path), .replace(let path, _), .move(_, let path), .copy(_, let path),
            .test(let path, _):
            path
        }
    }

    /// The operation as a patch's text has it.
    public var json: JSONValue {
        var object: JSONObject = ["op": .string(name), "path": .string(path.description)]
        switch self {
        case .add(_, let value), .replace(_, let value), .test(_, let value): object.set("value", value)
        case .move(let from, _), .copy(let from, _): object.set("from", .string(from.description))
        case .remove: break
        }
        return .object(object)
    }
}

extension JSONPatch {
    /// The patch as a document of its own (media type `application/json-patch+json`).
    public var json: JSONValue {
        .array(operations.map(\.json))
    }

    /// Reads a patch document. Members that the operation does not define are ignored (RFC 6902, section 4).
    ///
    /// - Throws: what is wrong with the first operation that is; the pointer points into the patch.
    public init(_ json: JSONValue) throws(FormatError) {
        guard case .array(let elements) = json else {
            let message = "a JSON Patch is an array of operations, and this is \(Self.article(json))"
            throw FormatError(code: .unexpectedValue, message: message)
        }
        operations = []
        for (index, element) in elements.enumerated() {
            operations.append(try PatchReader(element, at: JSONPointer.root / index).operation())
        }
    }

    /// What a value is, for a sentence.
    static func article(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .array, .object: "an " + value.typeName
        default: "a " + value.typeName
        }
    }
}

/// Reads one operation.
private struct PatchReader {
    private let value: JSONValue
    private let pointer: JSONPointer

    init(_ value: JSONValue, at pointer: JSONPointer) {
        self.value = value
        self.pointer = pointer
    }

    private enum Name: String, CaseIterable {
        case add, remove, replace, move, copy, test
    }

    private static let names = "add, remove, replace, move, copy or test"

    func operation() throws(FormatError) -> JSONPatch.Operation {
        guard case .object = value else {
            let message = "an operation is an object, and this is \(JSONPatch.article(value))"
            throw FormatError(code: .unexpectedValue, message: message, pointer: pointer)
        }
        let name = try text("op", hint: ", one of \(Self.names)")
        guard let known = Name.allCases.first(where: { UTF8Text.areEqual($0.rawValue, name) }) else {
            let message = "there is no operation \(SyntaxHint.quoted(name)): write \(Self.names)"
            throw FormatError(code: .unexpectedValue, message: message, pointer: pointer / "op")
        }
        let path = try location("path")
        return switch known {
        case .add: .add(path: path, value: try member("value"))
        case .remove: .remove(path: path)
        case .replace: .replace(path: path, value: try member("value"))
        case .move: .move(from: try location("from"), path: path)
        case .copy: .copy(from: try location("from"), path: path)
        case .test: .test(path: path, value: try member("value"))
        }
    }

    private func member(_ key: String, hint: String = "") throws(FormatError) -> JSONValue {
        guard let member = value[key] else {
            let message = "the operation has no \"\(key)\": add it\(hint)"
            throw FormatError(code: .missingMember, message: message, pointer: pointer)
        }
        return member
    }

    private func text(_ key: String, hint: String = "") throws(FormatError) -> String {
        let member = try member(key, hint: hint)
        guard case .string(let text) = member else {
            let message = "\"\(key)\" is a string, and this is \(JSONPatch.article(member))"
            throw FormatError(code: .unexpectedValue, message: message, pointer: pointer / key)
        }
        return text
    }

    private func location(_ key: String) throws(FormatError) -> JSONPointer {
        let text = try text(key)
        guard let location = JSONPointer(text) else {
            let rule =
                text.utf8.first == UInt8(ascii: "/")
                ? "write '~0' for '~' and '~1' for '/' inside of a name"
                : "write it as \(SyntaxHint.quoted("/" + text)), or \"\" for the whole document"
            let message = "\(SyntaxHint.quoted(text)) is not a JSON Pointer: \(rule)"
            throw FormatError(code: .unexpectedValue, message: message, pointer: pointer / key)
        }
        return location
    }
}
