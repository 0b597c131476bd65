import TrelayCrypto
import TrelayFormat

extension FormatError.Code {
    /// A value that is JSON, and not what is expected at its place.
    static let unexpectedValue = FormatError.Code(rawValue: "unexpectedValue")
}

/// Reads the fields of an object that this program (of this or another version) wrote.
///
/// Unknown fields are ignored: a newer version may have added them.
struct FieldReader {
    let object: JSONObject
    let pointer: JSONPointer

    init(_ json: JSONValue, at pointer: JSONPointer = .root) throws(FormatError) {
        guard let object = json.objectValue else {
            throw FormatError(
                code: .unexpectedValue, message: "must be an object, is \(describe(json))", pointer: pointer,
                position: nil)
        }
        self.object = object
        self.pointer = pointer
    }

    func error(_ name: String, _ message: String) -> FormatError {
        FormatError(
            code: .unexpectedValue, message: "\"\(name)\" \(message)", pointer: pointer.appending(name), position: nil)
    }

    /// Null and absent are the same here.
    subscript(name: String) -> JSONValue? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    private func required(_ name: String) throws(FormatError) -> JSONValue {
        guard let value = self[name] else { throw error(name, "is missing") }
        return value
    }

    func string(_ name: String) throws(FormatError) -> String {
        guard let text = try required(name).stringValue else { throw error(name, "must be a string") }
        return text
    }

    func optionalString(_ name: String) throws(FormatError) -> String? {
        self[name] == nil ? nil : try string(name)
    }

    func bool(_ name: String, default fallback: Bool) throws(FormatError) -> Bool {
        guard let value = self[name] else { return fallback }
        guard let flag = value.boolValue else { throw error(name, "must be true or false") }
        return flag
    }

    /// A whole number from 0 up.
    func count(_ name: String) throws(FormatError) -> Int {
        guard let number = try required(name).integerValue, number >= 0 else {
            throw error(name, "must be a whole number from 0 up")
        }
        return number
    }

    func optionalCount(_ name: String) throws(FormatError) -> Int? {
        self[name] == nil ? nil : try count(name)
    }

    func int64(_ name: String) throws(FormatError) -> Int64 {
        guard let number = try required(name).exactInteger else { throw error(name, "must be a whole number") }
        return number
    }

    func optionalInt64(_ name: String) throws(FormatError) -> Int64? {
        self[name] == nil ? nil : try int64(name)
    }

    func int32(_ name: String) throws(FormatError) -> Int32 {
        guard let number = Int32(exactly: try int64(name)) else { throw error(name, "is out of range") }
        return number
    }

    func timestamp(_ name: String) throws(FormatError) -> Timestamp {
        Timestamp(milliseconds: try int64(name))
    }

    func digest(_ name: String) throws(FormatError) -> Digest {
        guard let digest = Digest(try string(name)) else { throw error(name, "must be a digest, sha256:…") }
        return digest
    }

    func optionalDigest(_ name: String) throws(FormatError) -> Digest? {
        self[name] == nil ? nil : try digest(name)
    }

    func choice<Choice: RawRepresentable<String>>(_ name: String) throws(FormatError) -> Choice {
        let word = try string(name)
        guard let choice = Choice(rawValue: word) else { throw error(name, "is \(quoted(word)), which is not known") }
        return choice
    }

    /// An object of strings; absent is empty.
    func strings(_ name: String) throws(FormatError) -> [String: String] {
        var strings: [String: String] = [:]
        guard let nested = try optional(name) else { return strings }
        for (key, _) in nested.object { strings[key] = try nested.string(key) }
        return strings
    }

    func optional(_ name: String) throws(FormatError) -> FieldReader? {
        guard let value = self[name] else { return nil }
        return try FieldReader(value, at: pointer.appending(name))
    }

    func nested<Value>(
        _ name: String, _ make: (FieldReader) throws(FormatError) -> Value
    ) throws(FormatError) -> Value? {
        guard let reader = try optional(name) else { return nil }
        return try make(reader)
    }

    func array(_ name: String) throws(FormatError) -> [JSONValue] {
        guard let list = try required(name).arrayValue else { throw error(name, "must be an array") }
        return list
    }

    /// An array of arrays.
    func rows(_ name: String) throws(FormatError) -> [RowReader] {
        var rows: [RowReader] = []
        let list = try array(name)
        rows.reserveCapacity(list.count)
        for (index, element) in list.enumerated() {
            guard let row = element.arrayValue else { throw error(name, "has an element that is not an array") }
            rows.append(RowReader(elements: row, place: pointer.appending(name), row: index))
        }
        return rows
    }
}

/// Reads an object that was written as an array to save space.
struct RowReader {
    let elements: [JSONValue]
    let place: JSONPointer
    let row: Int

    var count: Int { elements.count }

    func error(_ index: Int, _ message: String) -> FormatError {
        FormatError(
            code: .unexpectedValue, message: message, pointer: place.appending(row).appending(index), position: nil)
    }

    func value(_ index: Int) throws(FormatError) -> JSONValue {
        guard index < elements.count else { throw error(index, "is missing") }
        return elements[index]
    }

    func string(_ index: Int) throws(FormatError) -> String {
        guard let text = try value(index).stringValue else { throw error(index, "must be a string") }
        return text
    }

    func count(_ index: Int) throws(FormatError) -> Int {
        guard let number = try value(index).integerValue, number >= 0 else {
            throw error(index, "must be a whole number from 0 up")
        }
        return number
    }

    func int64(_ index: Int) throws(FormatError) -> Int64 {
        guard let number = try value(index).exactInteger else { throw error(index, "must be a whole number") }
        return number
    }

    func int32(_ index: Int) throws(FormatError) -> Int32 {
        guard let number = Int32(exactly: try int64(index)) else { throw error(index, "is out of range") }
        return number
    }

    func digest(_ index: Int) throws(FormatError) -> Digest {
        guard let digest = Digest(try string(index)) else { throw error(index, "must be a digest, sha256:…") }
        return digest
    }
}
