/// A place in a text. Both numbers begin at 1; the column counts Unicode code points.
public struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line:column`, as compilers write it.
    public var description: String { "\(line):\(column)" }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// Where in a text each value of a document begins.
public struct SourceMap: Sendable, Hashable {
    private var positions: [JSONPointer: SourcePosition] = [:]

    public init() {}

    /// Notes where the value begins. A later note for the same pointer replaces the earlier one.
    public mutating func record(_ position: SourcePosition, of pointer: JSONPointer) {
        positions[pointer] = position
    }

    /// Where the value begins or, if the document has no such value, its nearest ancestor (so that an error about a
    /// missing member points at the object that lacks it). Nil if not even the root was recorded.
    public func position(of pointer: JSONPointer) -> SourcePosition? {
        var candidate = pointer
        while true {
            if let position = positions[candidate] { return position }
            guard let parent = candidate.parent else { return nil }
            candidate = parent
        }
    }
}

/// A value together with the places of its parts in the text that it came from.
public struct ParsedDocument: Sendable, Hashable {
    public var value: JSONValue
    public var sourceMap: SourceMap

    public init(value: JSONValue, sourceMap: SourceMap) {
        self.value = value
        self.sourceMap = sourceMap
    }
}
