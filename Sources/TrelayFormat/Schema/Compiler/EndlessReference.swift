/// Finds schemas that apply themselves to the same value: `{"$ref": "#"}` would never end.
///
/// What depends on the value, as under `if`, is followed too: if it is reached once, it is reached again and again. Only
/// a `$dynamicRef` that may lead to several schemas is left out; the limit on depth ends it.
struct EndlessReference {
    private let program: SchemaProgram
    private var states: [State]
    /// How many schemas have the dynamic anchor with this number.
    private var candidateCounts: [Int32: Int] = [:]
    private var path: [(node: NodeIndex, targets: [NodeIndex])] = []

    private enum State {
        case new
        case active
        case done
    }

    static func check(_ program: SchemaProgram, _ library: SchemaLibrary) throws(SchemaError) {
        var search = EndlessReference(program)
        guard let circle = search.findCircle() else { return }
        let place = program.places[Int(circle)]
        throw library.error(
            .endlessReference, at: place,
            "this schema applies itself to the same value without end: let one of its references stand under a keyword "
                + "that leads into the value, such as properties or items")
    }

    private init(_ program: SchemaProgram) {
        self.program = program
        states = Array(repeating: .new, count: program.nodes.count)
        for anchor in program.dynamicAnchors { candidateCounts[anchor.name, default: 0] += 1 }
    }

    /// A schema that leads back to itself; nil if there is none.
    private mutating func findCircle() -> NodeIndex? {
        for start in program.nodes.indices where states[start] == .new {
            enter(NodeIndex(start))
            while let top = path.indices.last {
                guard let target = path[top].targets.popLast() else {
                    states[Int(path[top].node)] = .done
                    path.removeLast()
                    continue
                }
                switch states[Int(target)] {
                case .new: enter(target)
                case .active: return target
                case .done: break
                }
            }
        }
        return nil
    }

    private mutating func enter(_ node: NodeIndex) {
        states[Int(node)] = .active
        path.append((node, program.nodes[Int(node)].instructions.indices.flatMap { targets(program.instructions[$0]) }))
    }

    private func targets(_ instruction: SchemaInstruction) -> [NodeIndex] {
        guard case .dynamicReference(let anchor, let fallback) = instruction else {
            return program.inPlaceTargets(of: instruction)
        }
        return anchor >= 0 && candidateCounts[anchor, default: 0] > 1 ? [] : [fallback]
    }
}
