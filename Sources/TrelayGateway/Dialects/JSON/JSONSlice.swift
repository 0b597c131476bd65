/// A value of a JSON text, looked at where it lies: members and elements come in the order in which they were written,
/// and every part can be passed on byte for byte.
///
/// The text need not have been checked. What turns out not to be JSON reads as nil; nothing traps.
struct JSONSlice: Sendable {
    let bytes: [UInt8]
    /// The value without whitespace around it; never empty.
    let range: Range<Int>

    /// The value that the text is, with whitespace around it at most.
    init?(_ bytes: [UInt8]) {
        self.init(bytes, in: 0..<bytes.count)
    }

    /// The value that this part of the text is, with whitespace around it at most.
    init?(_ bytes: [UInt8], in range: Range<Int>) {
        let span = bytes.span
        let limits = range.clamped(to: 0..<span.count)
        let start = JSONScanner.skipWhitespace(span, from: limits.lowerBound, to: limits.upperBound)
        guard let end = JSONScanner.endOfValue(span, from: start, to: limits.upperBound),
            JSONScanner.skipWhitespace(span, from: end, to: limits.upperBound) == limits.upperBound
        else { return nil }
        self.bytes = bytes
        self.range = start..<end
    }

    private init(_ bytes: [UInt8], exactly range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// The value's own bytes.
    var text: ArraySlice<UInt8> { bytes[range] }

    private var first: UInt8 { bytes[range.lowerBound] }
    var isObject: Bool { first == UInt8(ascii: "{") }
    var isArray: Bool { first == UInt8(ascii: "[") }
    var isString: Bool { first == UInt8(ascii: "\"") }
    var isNull: Bool { text.elementsEqual("null".utf8) }

    /// The name of the type as JSON's specifications write it.
    var typeName: String {
        switch first {
        case UInt8(ascii: "{"): "an object"
        case UInt8(ascii: "["): "an array"
        case UInt8(ascii: "\""): "a string"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): "a boolean"
        case UInt8(ascii: "n"): "null"
        default: "a number"
        }
    }

    var bool: Bool? {
        if text.elementsEqual("true".utf8) { return true }
        return text.elementsEqual("false".utf8) ? false : nil
    }

    /// A number that is an integer, however it is written.
    var integer: Int? {
        guard !isString else { return nil }
        let digits = String(decoding: text, as: UTF8.self)
        return Int(digits) ?? Double(digits).flatMap { Int(exactly: $0) }
    }

    var double: Double? {
        isString ? nil : Double(String(decoding: text, as: UTF8.self))
    }

    /// The bytes of a string between its quotes, escapes and all.
    var stringContent: ArraySlice<UInt8>? {
        isString ? bytes[(range.lowerBound + 1)..<(range.upperBound - 1)] : nil
    }

    /// A string, its escapes resolved.
    var string: String? {
        stringContent.map { JSONEscapes.resolved($0) }
    }

    /// Whether it is a string with these bytes.
    func equals(_ word: StaticString) -> Bool {
        guard let content = stringContent else { return false }
        if content.contains(UInt8(ascii: "\\")) {
            return JSONEscapes.resolved(content).utf8.elementsEqual(word.description.utf8)
        }
        guard content.count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { content.elementsEqual($0) }
    }
}

// MARK: - Parts

extension JSONSlice {
    struct Member: Sendable {
        /// The key with its quotes.
        let key: JSONSlice
        let value: JSONSlice
    }

    /// Calls `body` for each member in order, until it says false.
    ///
    /// - Returns: whether this is an object whose members could all be delimited, as far as they were asked for.
    @discardableResult
    func forEachMember(_ body: (Member) -> Bool) -> Bool {
        guard isObject else { return false }
        let span = bytes.span
        let end = range.upperBound - 1
        var index = JSONScanner.skipWhitespace(span, from: range.lowerBound + 1, to: end)
        if index == end { return true }
        while index < end, span[index] == UInt8(ascii: "\"") {
            guard let keyEnd = JSONScanner.endOfString(span, from: index, to: end) else { return false }
            let key = JSONSlice(bytes, exactly: index..<keyEnd)
            index = JSONScanner.skipWhitespace(span, from: keyEnd, to: end)
            guard index < end, span[index] == UInt8(ascii: ":") else { return false }
            index = JSONScanner.skipWhitespace(span, from: index + 1, to: end)
            guard let valueEnd = JSONScanner.endOfValue(span, from: index, to: end) else { return false }
            guard body(Member(key: key, value: JSONSlice(bytes, exactly: index..<valueEnd))) else { return true }
            index = JSONScanner.skipWhitespace(span, from: valueEnd, to: end)
            if index == end { return true }
            guard span[index] == UInt8(ascii: ",") else { return false }
            index = JSONScanner.skipWhitespace(span, from: index + 1, to: end)
        }
        return false
    }

    /// Calls `body` for each element in order, until it says false.
    ///
    /// - Returns: whether this is an array whose elements could all be delimited, as far as they were asked for.
    @discardableResult
    func forEachElement(_ body: (JSONSlice) -> Bool) -> Bool {
        guard isArray else { return false }
        let span = bytes.span
        let end = range.upperBound - 1
        var index = JSONScanner.skipWhitespace(span, from: range.lowerBound + 1, to: end)
        if index == end { return true }
        while index < end {
            guard let valueEnd = JSONScanner.endOfValue(span, from: index, to: end) else { return false }
            guard body(JSONSlice(bytes, exactly: index..<valueEnd)) else { return true }
            index = JSONScanner.skipWhitespace(span, from: valueEnd, to: end)
            if index == end { return true }
            guard span[index] == UInt8(ascii: ",") else { return false }
            index = JSONScanner.skipWhitespace(span, from: index + 1, to: end)
        }
        return false
    }

    /// The elements; nil if this is not an array.
    var elements: [JSONSlice]? {
        var elements: [JSONSlice] = []
        let isWhole = forEachElement {
            elements.append($0)
            return true
        }
        return isWhole ? elements : nil
    }

    /// The member with this key, the last one if there are several; nil if there is none.
    subscript(_ key: StaticString) -> JSONSlice? {
        var found: JSONSlice?
        forEachMember { member in
            if member.key.equals(key) { found = member.value }
            return true
        }
        return found
    }

    /// The member with this key, unless it is null.
    func present(_ key: StaticString) -> JSONSlice? {
        self[key].flatMap { $0.isNull ? nil : $0 }
    }
}
