/// Applies a program to a value.
///
/// Values are passed as pointers, because passing them would count references to their parts. What was evaluated is
/// only noted for schemas that ask (`unevaluatedItems`, `unevaluatedProperties`), and paths only while faults are
/// recorded.
struct SchemaEvaluator {
    let tables: UnsafePointer<SchemaTables>
    let recorder: FaultRecorder?
    /// Whether faults are recorded and evaluation goes on behind the first.
    var isRecording: Bool
    /// The limit that was reached; nothing that was found counts then.
    private(set) var exhausted: SchemaBudget?
    private(set) var stepsLeft: Int
    private var depth = 0
    /// The resources that were entered, outermost first; only noted if a `$dynamicRef` needs them.
    private var scope: [Int32] = []
    private let tracksScope: Bool
    /// For each value that is tracked a run: for each of its items or members whether it was evaluated.
    var marks: [Bool] = []

    /// No marks are kept.
    static let untracked = -1

    init(_ tables: UnsafePointer<SchemaTables>, maximumSteps: Int, recorder: FaultRecorder?) {
        self.tables = tables
        self.recorder = recorder
        isRecording = recorder != nil
        stepsLeft = max(0, maximumSteps)
        tracksScope = !tables.pointee.objects.dynamicAnchors.isEmpty
    }

    mutating func evaluateRoot(_ value: JSONValue) -> Bool {
        withUnsafePointer(to: value) { evaluate(tables.pointee.root, $0, Self.untracked) }
    }

    /// Whether the value is valid under the schema.
    ///
    /// - Parameter marks: where to note which items or members of the value were evaluated, or `untracked`.
    mutating func evaluate(_ node: NodeIndex, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        if node == SchemaProgram.accept { return true }
        guard spend(1) else { return false }
        guard depth < Schema.maximumDepth else {
            exhaust(.depth)
            return false
        }
        let record = tables.pointee.nodes[Int(node)]
        depth += 1
        let entersScope = tracksScope && scope.last != record.resource
        if entersScope { scope.append(record.resource) }
        if isRecording { recorder?.nodes.append(node) }
        let isValid =
            record.tracksEvaluation
            ? runTracked(record.instructions, value, marks) : run(record.instructions, value, marks)
        if isRecording { recorder?.nodes.removeLast() }
        if entersScope { scope.removeLast() }
        depth -= 1
        return isValid
    }

    mutating func run(_ range: TableRange, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        var isValid = true
        var index = Int(range.start)
        let end = index + Int(range.count)
        while index < end {
            if !execute(tables.pointee.instructions[index], value, marks) {
                isValid = false
                guard continues else { break }
            }
            index += 1
        }
        return isValid
    }

    /// Counts work. False if there is no budget left for it.
    @inline(__always)
    mutating func spend(_ steps: Int) -> Bool {
        stepsLeft = stepsLeft >= steps ? stepsLeft - steps : -1
        if stepsLeft >= 0 { return true }
        exhaust(.steps)
        return false
    }

    private mutating func exhaust(_ budget: SchemaBudget) {
        if exhausted == nil { exhausted = budget }
        stepsLeft = -1
    }

    /// The schema that a `$dynamicRef` means: that of the outermost resource in scope that has such an anchor.
    mutating func dynamicTarget(anchor: Int32, fallback: NodeIndex) -> NodeIndex {
        for resource in scope {
            guard spend(1) else { return SchemaProgram.reject }
            if let node = dynamicAnchor(anchor, of: resource) { return node }
        }
        return fallback
    }

    private func dynamicAnchor(_ name: Int32, of resource: Int32) -> NodeIndex? {
        let wanted = DynamicAnchor(resource: resource, name: name, node: SchemaProgram.absent)
        let anchors = tables.pointee.objects.dynamicAnchors
        var low = 0
        var high = anchors.count
        while low < high {
            let middle = (low + high) / 2
            if DynamicAnchor.precedes(anchors[middle], wanted) { low = middle + 1 } else { high = middle }
        }
        guard low < anchors.count, anchors[low].resource == resource, anchors[low].name == name else { return nil }
        return anchors[low].node
    }
}

// Recording. The arguments are only computed while it is on.
extension SchemaEvaluator {
    /// Evaluates a schema that stands under a keyword.
    ///
    /// - Parameters:
    ///   - keyword: the path from this schema to that one.
    ///   - instance: the token that leads from the value of this schema to the value; nil if it is the same.
    @inline(__always)
    mutating func apply(
        _ node: NodeIndex, to value: UnsafePointer<JSONValue>, _ marks: Int, under keyword: @autoclosure () -> [String],
        at instance: @autoclosure () -> String? = nil
    ) -> Bool {
        guard isRecording, let recorder else { return evaluate(node, value, marks) }
        let position = recorder.enter(keyword(), instance())
        let isValid = evaluate(node, value, marks)
        recorder.leave(position)
        return isValid
    }

    /// Says that the value is not valid.
    @inline(__always)
    func fail(
        _ keyword: StaticString, typeDiffers: Bool = false, _ message: @autoclosure () -> String
    ) -> Bool {
        if isRecording, exhausted == nil {
            recorder?.add(["\(keyword)"], message(), typeDiffers: typeDiffers)
        }
        return false
    }

    /// Whether to go on behind a fault. What fails for want of steps is none, nor is anything that follows.
    var continues: Bool {
        guard isRecording, exhausted == nil, let recorder else { return false }
        return !recorder.isFull
    }

    /// Evaluates a schema whose failure is no fault of its own.
    mutating func evaluateQuietly(_ node: NodeIndex, _ value: UnsafePointer<JSONValue>, _ marks: Int) -> Bool {
        let wasRecording = isRecording
        isRecording = false
        let isValid = evaluate(node, value, marks)
        isRecording = wasRecording
        return isValid
    }
}
