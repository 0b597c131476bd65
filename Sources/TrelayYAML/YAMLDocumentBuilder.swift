import TrelayFormat

/// Builds documents from events, within the limits. It keeps its own stack: nesting in the input is never recursion.
struct YAMLDocumentBuilder {
    /// What a value costs with all that is in it.
    private struct Cost {
        var values = 0
        var bytes = 0
        /// Containers from the value down to its deepest one.
        var height = 0
    }

    private struct Container {
        let isMapping: Bool
        let pointer: JSONPointer
        let anchor: String?
        var elements: [JSONValue] = []
        var members: [(String, JSONValue)] = []
        /// The bytes of all keys so far.
        var keys: Set<[UInt8]> = []
        /// The key that waits for its value.
        var key: String?
        var cost = Cost(values: 1, bytes: 0, height: 1)

        /// Members wait in an array until all are there: to sort once costs less than to insert each in its place.
        func finished() -> JSONValue {
            isMapping ? .object(JSONObject(members)) : .array(elements)
        }
    }

    private struct Anchored {
        var value: JSONValue
        var cost: Cost
    }

    private let limits: ParseLimits
    private let maximumDepth: Int
    private var containers: [Container] = []
    private var anchors: [String: Anchored] = [:]
    private var sourceMap = SourceMap()
    private var root = JSONValue.null
    /// The value that ended last and the line on which it did; a block ends with the last value in it.
    private(set) var latest: (pointer: JSONPointer, line: Int)?
    /// Over all documents, aliases expanded.
    private var values = 0
    private var expandedBytes = 0

    init(limits: ParseLimits) {
        self.limits = limits
        maximumDepth = min(limits.maximumDepth, ParseLimits.greatestDepth)
    }

    /// Where the next event belongs: the value of the pending key, the next element, or the container itself.
    var pointer: JSONPointer {
        guard let container = containers.last else { return .root }
        if !container.isMapping { return container.pointer.appending(container.elements.count) }
        return container.key.map { container.pointer.appending($0) } ?? container.pointer
    }

    /// Takes an event within a document.
    mutating func receive(_ event: YAMLEvent) throws(FormatError) {
        switch event.kind {
        case .scalar(let scalar):
            if expectsKey {
                try setKey(scalar, at: event.position)
            } else {
                latest = (pointer, event.end.line)
                try addScalar(scalar, at: event.position)
            }
        case .alias(let name):
            latest = (pointer, event.end.line)
            try addAlias(name, at: event.position)
        case .sequenceStart(let properties):
            try open(properties, isMapping: false, at: event.position)
        case .mappingStart(let properties):
            try open(properties, isMapping: true, at: event.position)
        case .sequenceEnd, .mappingEnd:
            close(event)
        case .streamStart, .streamEnd, .documentStart, .documentEnd:
            break
        }
    }

    /// Gives the document that is complete and makes ready for the next one.
    mutating func finishDocument() -> ParsedDocument {
        let document = ParsedDocument(value: root, sourceMap: sourceMap)
        containers = []
        anchors = [:]
        sourceMap = SourceMap()
        root = .null
        latest = nil
        return document
    }

    // MARK: Keys

    private var expectsKey: Bool {
        guard let container = containers.last else { return false }
        return container.isMapping && container.key == nil
    }

    private mutating func setKey(_ scalar: YAMLScalar, at position: SourcePosition) throws(FormatError) {
        if scalar.isPlain && scalar.text == "<<" {
            throw error(.mergeKey, "the merge key '<<' is not supported; write the fields out", position)
        }
        let value = try keyValue(of: scalar, at: position)
        guard case .string(let key) = value else {
            let spelled = scalar.text.isEmpty ? "the empty key" : "the key \(YAMLWording.quoted(scalar.text))"
            throw error(.keyNotString, "\(spelled) is not a string but \(name(of: value)); quote it", position)
        }
        let index = containers.count - 1
        let pointer = containers[index].pointer.appending(key)
        guard containers[index].keys.insert(Array(key.utf8)).inserted || limits.duplicateKeys == .lastWins else {
            let first = sourceMap.position(of: pointer).map { " (the first value is at line \($0.line))" } ?? ""
            throw FormatError(
                code: .duplicateKey,
                message: "the key \(YAMLWording.quoted(key)) stands twice in one mapping\(first); remove one",
                pointer: pointer, position: position)
        }
        containers[index].key = key
        containers[index].cost.bytes += key.utf8.count
        if let anchor = scalar.properties.anchor {
            anchors[anchor] = Anchored(value: value, cost: Cost(values: 1, bytes: key.utf8.count))
        }
    }

    /// What is ambiguous as a value is no better as a key, but there is only one way out.
    private func keyValue(of scalar: YAMLScalar, at position: SourcePosition) throws(FormatError) -> JSONValue {
        do throws(FormatError) {
            return try value(of: scalar, at: position)
        } catch {
            guard error.code == .ambiguousScalar || error.code == .numberNotExact else { throw error }
            throw self.error(
                error.code, "the key \(YAMLWording.quoted(scalar.text)) is a string to some readers only; quote it",
                position)
        }
    }

    private func refuseKey(
        _ what: String, beginning sign: String, at position: SourcePosition
    ) throws(FormatError) {
        guard expectsKey else { return }
        let message = "\(what) cannot be a key; put a text that begins with '\(sign)' in quotes"
        throw error(.keyNotString, message, position)
    }

    // MARK: Values

    private mutating func addScalar(_ scalar: YAMLScalar, at position: SourcePosition) throws(FormatError) {
        let value = try value(of: scalar, at: position)
        let cost = Cost(values: 1, bytes: scalar.text.utf8.count)
        try count(values: 1, at: position)
        sourceMap.record(position, of: pointer)
        if let anchor = scalar.properties.anchor {
            anchors[anchor] = Anchored(value: value, cost: cost)
        }
        place(value, cost)
    }

    private mutating func addAlias(_ name: String, at position: SourcePosition) throws(FormatError) {
        try refuseKey("an alias", beginning: "*", at: position)
        guard let anchored = anchors[name] else {
            let isOpen = containers.contains { $0.anchor == name }
            let name = YAMLWording.singleLine(name)
            let message =
                isOpen
                ? "the alias '*\(name)' stands within the value that it names; write the value out"
                : "the alias '*\(name)' has no anchor '&\(name)' before it; add the anchor, or quote a text that "
                    + "begins with '*'"
            throw error(.undefinedAlias, message, position)
        }
        guard containers.count + anchored.cost.height <= maximumDepth else { throw tooDeep(position) }
        try count(values: anchored.cost.values, at: position)
        expandedBytes += anchored.cost.bytes
        guard expandedBytes <= limits.maximumBytes else {
            let message = "the aliases stand for more than \(limits.maximumBytes) bytes together; use fewer of them"
            throw error(.tooLarge, message, position)
        }
        // Places within the alias are found at the alias itself, their nearest recorded ancestor.
        sourceMap.record(position, of: pointer)
        place(anchored.value, anchored.cost)
    }

    private mutating func open(
        _ properties: YAMLProperties, isMapping: Bool, at position: SourcePosition
    ) throws(FormatError) {
        try refuseKey(isMapping ? "a mapping" : "a list", beginning: isMapping ? "{" : "[", at: position)
        guard containers.count < maximumDepth else { throw tooDeep(position) }
        let expected = isMapping ? "tag:yaml.org,2002:map" : "tag:yaml.org,2002:seq"
        if let tag = properties.tag, tag != expected, tag != "!" {
            throw unsupported(tag, position)
        }
        try count(values: 1, at: position)
        let pointer = pointer
        sourceMap.record(position, of: pointer)
        containers.append(Container(isMapping: isMapping, pointer: pointer, anchor: properties.anchor))
    }

    private mutating func close(_ event: YAMLEvent) {
        guard let container = containers.popLast() else { return }
        // Nothing stands where a block ends.
        if event.hasText { latest = (container.pointer, event.end.line) }
        let value = container.finished()
        if let anchor = container.anchor {
            anchors[anchor] = Anchored(value: value, cost: container.cost)
        }
        place(value, container.cost)
    }

    private mutating func place(_ value: JSONValue, _ cost: Cost) {
        let index = containers.count - 1
        guard index >= 0 else {
            root = value
            return
        }
        if let key = containers[index].key {
            containers[index].members.append((key, value))
            containers[index].key = nil
        } else {
            containers[index].elements.append(value)
        }
        containers[index].cost.values += cost.values
        containers[index].cost.bytes += cost.bytes
        containers[index].cost.height = max(containers[index].cost.height, cost.height + 1)
    }

    // MARK: Scalars

    private func value(of scalar: YAMLScalar, at position: SourcePosition) throws(FormatError) -> JSONValue {
        guard scalar.text.utf8.count <= limits.maximumStringBytes else {
            throw error(.tooLarge, "a string has more than \(limits.maximumStringBytes) bytes; shorten it", position)
        }
        if scalar.isPlain { return try resolve(scalar.text, at: position) }
        // "!" says that a scalar is not to be resolved: it is a string.
        guard let tag = scalar.properties.tag, tag != "tag:yaml.org,2002:str", tag != "!" else {
            return .string(scalar.text)
        }
        let value = try resolve(scalar.text, at: position)
        guard fits(value, tag: tag) else { throw unsupported(tag, position) }
        return value
    }

    private func resolve(_ text: String, at position: SourcePosition) throws(FormatError) -> JSONValue {
        do throws(YAMLTrap) {
            return try YAMLPlainScalar.resolve(text)
        } catch {
            throw self.error(error.code, error.message, position)
        }
    }

    private func fits(_ value: JSONValue, tag: String) -> Bool {
        switch (value, tag) {
        case (.null, "tag:yaml.org,2002:null"), (.bool, "tag:yaml.org,2002:bool"): true
        case (.number, "tag:yaml.org,2002:float"): true
        case (.number, "tag:yaml.org,2002:int"): value.integerValue != nil
        default: false
        }
    }

    // MARK: Limits and errors

    private mutating func count(values added: Int, at position: SourcePosition) throws(FormatError) {
        values += added
        guard values <= limits.maximumValues else {
            let message =
                "there are more than \(limits.maximumValues) values, with those that aliases stand for; "
                + "split the text, or use fewer aliases"
            throw error(.tooManyValues, message, position)
        }
    }

    private func tooDeep(_ position: SourcePosition) -> FormatError {
        error(.tooDeep, "values are nested more than \(maximumDepth) levels deep; take some levels out", position)
    }

    private func unsupported(_ tag: String, _ position: SourcePosition) -> FormatError {
        let core = "tag:yaml.org,2002:"
        let name = tag.hasPrefix(core) ? "!!" + tag.dropFirst(core.count) : tag
        let advice = tag.hasPrefix(core) ? "" : ", or quote a text that begins with '!'"
        return error(
            .unsupportedTag, "the tag \(YAMLWording.quoted(name)) is not supported for this value; remove it\(advice)",
            position)
    }

    private func error(_ code: FormatError.Code, _ message: String, _ position: SourcePosition) -> FormatError {
        FormatError(code: code, message: message, pointer: pointer, position: position)
    }

    private func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        default: "a number"
        }
    }
}
