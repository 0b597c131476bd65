/// The documents of a schema: which resources they hold, which names lead where (JSON Schema core, sections 8.2 and 9).
final class SchemaLibrary {
    struct Document {
        var value: JSONValue
        var uri: String
    }

    struct Resource {
        var uri: String
        var root: SchemaPlace
        var dialect: Dialect
    }

    struct AnchorName: Hashable {
        var resource: Int
        var name: UTF8Key
    }

    struct Anchor {
        var place: SchemaPlace
        var isDynamic: Bool
    }

    let source: DocumentSource
    let limits: SchemaLimits
    /// The dialect of every document, whatever its `$schema` says; nil for the usual rules.
    private let fixedDialect: Dialect?
    /// Where errors are listed after which compiling can go on; nil if the first one is enough.
    let errors: SchemaErrorList?

    private(set) var documents: [Document] = []
    private(set) var resources: [Resource] = []
    private(set) var anchors: [AnchorName: Anchor] = [:]
    /// Every schema that was found, in the order in which it was.
    private(set) var places: [SchemaPlace] = []
    private var resourceOfPlace: [SchemaPlace: Int] = [:]
    private var resourceOfURI: [UTF8Key: Int] = [:]
    private var valueCount = 0

    init(
        _ source: DocumentSource, limits: SchemaLimits, fixedDialect: Dialect? = nil, errors: SchemaErrorList? = nil
    ) {
        self.source = source
        self.limits = limits
        self.fixedDialect = fixedDialect
        self.errors = errors
    }

    /// Adds a document, checked against its metaschema.
    ///
    /// - Parameter uri: the URI under which it was found.
    /// - Returns: its resource.
    @discardableResult
    func add(_ document: JSONValue, uri: String) throws(SchemaError) -> Int {
        try measure(document, depth: 0, uri: uri)
        let number = documents.count
        documents.append(Document(value: document, uri: uri))
        let root = SchemaPlace(document: number, pointer: .root)
        let dialect = try dialect(of: document, at: root, inherited: nil)
        try check(document, at: root, dialect)
        let base = URIReference(uri)
        var identifier = base.withoutFragment
        if let own = document["$id"]?.stringValue {
            identifier = URIReference(own).resolved(against: base).withoutFragment
        }
        let resource = try define(Resource(uri: identifier, root: root, dialect: dialect))
        // The document can be meant by the URI under which it was found, too.
        if resourceOfURI[UTF8Key(base.withoutFragment)] == nil {
            resourceOfURI[UTF8Key(base.withoutFragment)] = resource
        }
        try scan(document, at: root, in: resource)
        return resource
    }

    /// The schema at a place.
    func value(at place: SchemaPlace) -> JSONValue? {
        documents[place.document].value.value(at: place.pointer)
    }

    /// The resource of a schema that was found.
    func resource(of place: SchemaPlace) -> Int? {
        resourceOfPlace[place]
    }

    /// The resource with this URI, which is loaded if need be; nil if nothing is known about it.
    func resource(uri: String) throws(SchemaError) -> Int? {
        if let resource = resourceOfURI[UTF8Key(uri)] { return resource }
        guard let document = try source.document(uri) else { return nil }
        return try add(document, uri: uri)
    }

    /// Makes a value known as a schema that no keyword declares as one, but a reference leads to.
    func declare(_ value: JSONValue, at place: SchemaPlace) throws(SchemaError) {
        var ancestor = place
        while resourceOfPlace[ancestor] == nil, let parent = ancestor.pointer.parent { ancestor.pointer = parent }
        let resource = resourceOfPlace[ancestor] ?? 0
        try check(value, at: place, resources[resource].dialect)
        try scan(value, at: place, in: resource)
    }

    func error(_ code: SchemaError.Code, at place: SchemaPlace, _ message: String) -> SchemaError {
        SchemaError(
            code: code, message: message, pointer: place.pointer, documentURI: documents[place.document].uri)
    }
}

// Finding schemas, resources and anchors.
extension SchemaLibrary {
    private func scan(_ value: JSONValue, at place: SchemaPlace, in outer: Int) throws(SchemaError) {
        guard resourceOfPlace[place] == nil else { return }
        guard places.count < limits.maximumSubschemas else {
            throw error(.tooLarge, at: place, "more than \(limits.maximumSubschemas) subschemas: split the schema")
        }
        guard case .object(let object) = value else {
            register(place, outer)
            return
        }
        let resource = try innerResource(of: object, at: place, in: outer)
        register(place, resource)
        try defineAnchor(object["$anchor"], isDynamic: false, at: place, in: resource)
        try defineAnchor(object["$dynamicAnchor"], isDynamic: true, at: place, in: resource)
        let vocabularies = resources[resource].dialect.vocabularies
        try Subschemas.forEach(in: object, of: vocabularies) { (path, subschema) throws(SchemaError) in
            let pointer = JSONPointer(tokens: place.pointer.tokens + path)
            try scan(subschema, at: SchemaPlace(document: place.document, pointer: pointer), in: resource)
        }
    }

    private func register(_ place: SchemaPlace, _ resource: Int) {
        resourceOfPlace[place] = resource
        places.append(place)
    }

    /// The resource that begins here, or else the outer one.
    private func innerResource(
        of object: JSONObject, at place: SchemaPlace, in outer: Int
    ) throws(SchemaError) -> Int {
        guard let identifier = object["$id"]?.stringValue, resources[outer].root != place else { return outer }
        let uri = URIReference(identifier).resolved(against: URIReference(resources[outer].uri)).withoutFragment
        guard !UTF8Text.areEqual(uri, resources[outer].uri) else { return outer }
        let value = JSONValue.object(object)
        let dialect = try dialect(of: value, at: place, inherited: resources[outer].dialect)
        if object["$schema"] != nil { try check(value, at: place, dialect) }
        return try define(Resource(uri: uri, root: place, dialect: dialect))
    }

    private func define(_ resource: Resource) throws(SchemaError) -> Int {
        let key = UTF8Key(resource.uri)
        if let other = resourceOfURI[key] {
            // A document that was found under two names brings its resources twice.
            guard value(at: resource.root) == value(at: resources[other].root) else {
                throw error(
                    .duplicateIdentifier, at: resource.root,
                    "another schema (at \"\(resources[other].root.pointer)\") has the same $id "
                        + "\(SyntaxHint.quoted(resource.uri)): give each its own")
            }
        } else {
            resourceOfURI[key] = resources.count
        }
        resources.append(resource)
        return resources.count - 1
    }

    private func defineAnchor(
        _ value: JSONValue?, isDynamic: Bool, at place: SchemaPlace, in resource: Int
    ) throws(SchemaError) {
        guard let name = value?.stringValue else { return }
        let key = AnchorName(resource: resource, name: UTF8Key(name))
        if let other = anchors[key], other.place != place {
            throw error(
                .duplicateIdentifier, at: place,
                "the anchor \(SyntaxHint.quoted(name)) is at \(other.place.pointer) already: choose another name")
        }
        anchors[key] = Anchor(place: place, isDynamic: isDynamic || anchors[key]?.isDynamic == true)
    }
}

// Checking documents.
extension SchemaLibrary {
    private func dialect(
        of value: JSONValue, at place: SchemaPlace, inherited: Dialect?
    ) throws(SchemaError) -> Dialect {
        if let fixedDialect { return fixedDialect }
        switch value["$schema"] {
        case .string(let uri):
            do throws(SchemaError) {
                return try source.dialect(uri)
            } catch {
                // Where the reference to the metaschema stands, unless the metaschema itself is at fault.
                guard error.documentURI.utf8.isEmpty, error.pointer.tokens.isEmpty else { throw error }
                throw self.error(error.code, at: place.appending(["$schema"]), error.message)
            }
        case nil:
            if let inherited { return inherited }
            return try Metaschema.standardDialect()
        case .some(let other):
            throw error(
                .invalidSchema, at: place.appending(["$schema"]), "expected string, found \(ValueText.describe(other))")
        }
    }

    private func check(_ value: JSONValue, at place: SchemaPlace, _ dialect: Dialect) throws(SchemaError) {
        guard let metaschema = dialect.metaschema else { return }
        switch metaschema.validate(value, maximumErrors: Self.maximumMetaschemaErrors) {
        case .valid:
            return
        case .invalid(let faults):
            guard let fault = Self.telling(faults).first else { return }
            let first = error(.invalidSchema, at: place.appending(fault.instanceLocation.tokens), fault.message)
            if let errors {
                // The first one is the same as without the list, though words depend on how many faults are wanted.
                errors.add(first)
                for fault in Self.telling(metaschema.validate(value, maximumErrors: errors.maximum).faults) {
                    errors.add(
                        error(.invalidSchema, at: place.appending(fault.instanceLocation.tokens), fault.message))
                }
            }
            throw first
        case .tooExpensive(let budget):
            throw error(.tooLarge, at: place, budget.message)
        }
    }

    private static let maximumMetaschemaErrors = 8

    /// One fault of each place. What a choice of schemas says as a whole is less telling than what its best alternative
    /// says.
    private static func telling(_ faults: [SchemaFault]) -> [SchemaFault] {
        let choices = ["anyOf", "oneOf"]
        let telling = faults.filter { fault in
            !choices.contains { UTF8Text.areEqual($0, fault.keywordLocation.tokens.last ?? "") }
        }
        var places: Set<JSONPointer> = []
        return (telling.isEmpty ? faults : telling).filter { places.insert($0.instanceLocation).inserted }
    }

    private func measure(_ value: JSONValue, depth: Int, uri: String) throws(SchemaError) {
        valueCount += 1
        guard valueCount <= limits.maximumValues else {
            throw SchemaError(
                code: .tooLarge, message: "more than \(limits.maximumValues) values: split the schema", documentURI: uri
            )
        }
        guard depth <= min(limits.maximumDepth, ParseLimits.greatestDepth) else {
            throw SchemaError(
                code: .tooLarge, message: "nested more deeply than \(limits.maximumDepth): move parts into $defs",
                documentURI: uri)
        }
        switch value {
        case .array(let elements): for element in elements { try measure(element, depth: depth + 1, uri: uri) }
        case .object(let object): for member in object.members { try measure(member.value, depth: depth + 1, uri: uri) }
        default: break
        }
    }
}

extension SchemaPlace {
    func appending(_ tokens: [String]) -> SchemaPlace {
        SchemaPlace(document: document, pointer: JSONPointer(tokens: pointer.tokens + tokens))
    }
}
