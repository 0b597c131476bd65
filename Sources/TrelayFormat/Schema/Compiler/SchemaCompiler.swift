/// Turns the schemas of a library into a program. One schema after the other is taken from a list, so that neither
/// nesting nor references make it recursive.
struct SchemaCompiler {
    let library: SchemaLibrary
    let assertsFormats: Bool
    var program = SchemaProgram()
    private var nodeOfPlace: [SchemaPlace: NodeIndex] = [:]
    private var pending: [SchemaPlace] = []
    private var listedPlaces = 0
    private var patternNumbers: [UTF8Key: Int32] = [:]
    private var patternSteps = 0
    private var anchorNumbers: [UTF8Key: Int32] = [:]

    init(_ library: SchemaLibrary, assertsFormats: Bool) {
        self.library = library
        self.assertsFormats = assertsFormats
    }

    mutating func compile(_ document: JSONValue, uri: String) throws(SchemaError) -> SchemaProgram {
        addConstantNodes()
        let resource = try library.add(document, uri: uri)
        program.root = node(for: library.resources[resource].root)
        try compilePending()
        program.resources = library.resources.map {
            ResourceName(uri: $0.uri, depth: $0.root.pointer.tokens.count)
        }
        linkDynamicAnchors()
        try EndlessReference.check(program, library)
        return program
    }

    /// The schemas `true` and `false`, for use where the document has none of its own.
    private mutating func addConstantNodes() {
        program.instructions = [.reject]
        for count: Int32 in [0, 1] {
            program.nodes.append(
                SchemaNode(instructions: TableRange(start: 0, count: count), resource: 0, tracksEvaluation: false))
            program.places.append(SchemaPlace(document: 0, pointer: .root))
        }
    }

    /// References bring more documents, whose schemas are compiled whether used or not: a broken one is found.
    ///
    /// A reference may lead into a resource of a document that only another reference brings. It waits until there is
    /// nothing else to do, so that the order of references does not matter.
    private mutating func compilePending() throws(SchemaError) {
        var waiting: [(place: SchemaPlace, error: SchemaError)] = []
        while true {
            let knownCount = library.resources.count
            pending += waiting.map(\.place)
            waiting = []
            repeat {
                listPlaces()
                while let place = pending.popLast() {
                    do throws(SchemaError) {
                        try compileNode(at: place)
                    } catch {
                        if error.code == .unresolvedReference {
                            waiting.append((place, error))
                        } else {
                            try list(error)
                        }
                    }
                }
            } while listedPlaces < library.places.count
            guard let error = waiting.first?.error else { return }
            // Not by documents: one that cannot be used is there, too, and brings nothing.
            guard library.resources.count > knownCount else {
                for (_, error) in waiting { library.errors?.add(error) }
                throw error
            }
        }
    }

    /// Notes an error of one schema and goes on with the others, if all errors are wanted.
    private func list(_ error: SchemaError) throws(SchemaError) {
        guard let errors = library.errors, !errors.isFull else { throw error }
        errors.add(error)
    }

    private mutating func listPlaces() {
        while listedPlaces < library.places.count {
            _ = node(for: library.places[listedPlaces])
            listedPlaces += 1
        }
    }

    /// The number of the schema at a place, which will be compiled if it is not yet.
    mutating func node(for place: SchemaPlace) -> NodeIndex {
        if let node = nodeOfPlace[place] { return node }
        let node: NodeIndex
        switch library.value(at: place) {
        case .bool(true): node = SchemaProgram.accept
        case .object(let object) where object.isEmpty: node = SchemaProgram.accept
        default:
            node = NodeIndex(program.nodes.count)
            program.nodes.append(SchemaNode(instructions: .none, resource: 0, tracksEvaluation: false))
            program.places.append(place)
            pending.append(place)
        }
        nodeOfPlace[place] = node
        return node
    }

    private mutating func compileNode(at place: SchemaPlace) throws(SchemaError) {
        guard let value = library.value(at: place), let index = nodeOfPlace[place] else { return }
        let resource = library.resource(of: place) ?? 0
        var instructions: [SchemaInstruction] = []
        var tracksEvaluation = false
        if case .object(let object) = value {
            let source = SchemaSource(
                object: object, place: place, resource: resource,
                vocabularies: library.resources[resource].dialect.vocabularies)
            try compile(source, into: &instructions)
            program.wordings[index] = SchemaWording(object)
            tracksEvaluation = source.has(.unevaluated, "unevaluatedItems", "unevaluatedProperties")
        } else {
            instructions.append(.reject)
        }
        program.nodes[Int(index)] = SchemaNode(
            instructions: TableRange(
                start: Int32(program.instructions.count), count: Int32(instructions.count)),
            resource: Int32(resource), tracksEvaluation: tracksEvaluation)
        program.instructions += instructions
    }

    /// The cheap keywords first, and those last that need to know what the others evaluated.
    private mutating func compile(
        _ source: SchemaSource, into instructions: inout [SchemaInstruction]
    ) throws(SchemaError) {
        if source.vocabularies.contains(.validation) {
            compileAssertions(source, into: &instructions)
            try compilePattern(source, into: &instructions)
        }
        compileFormat(source, into: &instructions)
        try compileMembers(source, into: &instructions)
        try compileReferences(source, into: &instructions)
        if source.vocabularies.contains(.applicator) { compileApplicators(source, into: &instructions) }
        if source.vocabularies.contains(.unevaluated) {
            if let items = source.subschema("unevaluatedItems") {
                instructions.append(.unevaluatedItems(node(for: items)))
            }
            if let properties = source.subschema("unevaluatedProperties") {
                instructions.append(.unevaluatedProperties(node(for: properties)))
            }
        }
    }

    /// The number of a regular expression.
    mutating func pattern(_ text: String, at place: SchemaPlace) throws(SchemaError) -> Int32 {
        if let number = patternNumbers[UTF8Key(text)] { return number }
        do throws(PatternError) {
            let pattern = try Pattern(text)
            patternSteps += pattern.buildingSteps
            guard patternSteps <= library.limits.maximumPatternSteps else {
                throw PatternError(
                    code: .tooLarge,
                    message: "all regular expressions together are too much work: use fewer or simpler ones",
                    offset: 0)
            }
            program.patterns.append(pattern)
        } catch {
            throw library.error(
                .invalidPattern, at: place,
                "the regular expression \(SyntaxHint.quoted(text)) cannot be used: \(error.message)")
        }
        program.patternSources.append(text)
        let number = Int32(program.patterns.count - 1)
        patternNumbers[UTF8Key(text)] = number
        return number
    }

    /// The number of the name of a dynamic anchor.
    mutating func anchorNumber(_ name: String) -> Int32 {
        let number = anchorNumbers[UTF8Key(name)] ?? Int32(anchorNumbers.count)
        anchorNumbers[UTF8Key(name)] = number
        return number
    }

    private mutating func linkDynamicAnchors() {
        for (key, anchor) in library.anchors where anchor.isDynamic {
            guard let name = anchorNumbers[key.name], let node = nodeOfPlace[anchor.place] else { continue }
            program.dynamicAnchors.append(DynamicAnchor(resource: Int32(key.resource), name: name, node: node))
        }
        program.dynamicAnchors.sort(by: DynamicAnchor.precedes)
    }
}

/// A schema object that is being compiled.
struct SchemaSource {
    let object: JSONObject
    let place: SchemaPlace
    let resource: Int
    let vocabularies: Vocabularies

    /// The place of a keyword's schema; nil if the keyword is absent.
    func subschema(_ keyword: String) -> SchemaPlace? {
        object[keyword] == nil ? nil : place.appending([keyword])
    }

    /// The places of the schemas that a keyword has in an array.
    func subschemas(_ keyword: String) -> [SchemaPlace] {
        (object[keyword]?.arrayValue ?? []).indices.map { place.appending([keyword, String($0)]) }
    }

    /// The places of the schemas that a keyword has in an object, in canonical order of their keys.
    func namedSubschemas(_ keyword: String) -> [(key: String, place: SchemaPlace)] {
        (object[keyword]?.objectValue?.keys ?? []).map { ($0, place.appending([keyword, $0])) }
    }

    func has(_ vocabulary: Vocabularies, _ keywords: String...) -> Bool {
        vocabularies.contains(vocabulary) && keywords.contains { object[$0] != nil }
    }
}
