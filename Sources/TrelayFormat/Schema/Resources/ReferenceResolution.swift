/// What a reference leads to.
struct ReferenceTarget {
    var place: SchemaPlace
    /// The name of the dynamic anchor by which it was named; nil if it was named otherwise.
    var dynamicAnchor: String?
}

extension SchemaLibrary {
    /// Follows a `$ref` or `$dynamicRef` (JSON Schema core, sections 8.2.3 and 9.2).
    ///
    /// - Parameters:
    ///   - place: where the keyword stands.
    ///   - resource: the resource that it belongs to.
    func resolve(_ reference: String, at place: SchemaPlace, in resource: Int) throws(SchemaError) -> ReferenceTarget {
        let base = resources[resource]
        let reference = URIReference(reference).resolved(against: URIReference(base.uri))
        let uri = reference.withoutFragment
        // A reference into its own resource needs no lookup, and must not find another resource of that name.
        let found = UTF8Text.areEqual(uri, base.uri) ? resource : try self.resource(uri: uri)
        guard let target = found else { throw unknownDocument(uri, at: place) }
        guard let fragment = PercentEncoding.decode(reference.fragment ?? "") else {
            throw error(
                .unresolvedReference, at: place,
                "the fragment \(SyntaxHint.quoted(reference.fragment ?? "")) is not percent-encoded UTF-8")
        }
        if fragment.utf8.isEmpty || fragment.utf8.first == UInt8(ascii: "/") {
            return ReferenceTarget(place: try follow(pointer: fragment, into: target, uri: uri, at: place))
        }
        return try follow(anchor: fragment, into: target, at: place)
    }

    private func follow(
        pointer text: String, into resource: Int, uri: String, at place: SchemaPlace
    ) throws(SchemaError) -> SchemaPlace {
        guard let pointer = JSONPointer(text) else {
            throw error(
                .unresolvedReference, at: place,
                "the fragment \(SyntaxHint.quoted(text)) is no JSON pointer: write ~ as ~0 and / in a key as ~1")
        }
        let target = resources[resource].root.appending(pointer.tokens)
        guard let value = value(at: target) else { throw missing(pointer, in: resource, at: place) }
        if self.resource(of: target) == nil {
            switch value {
            case .bool, .object: try declare(value, at: target)
            default:
                throw error(
                    .unresolvedReference, at: place,
                    "the reference leads to \(ValueText.describe(value)), which is no schema: a schema is an object or "
                        + "a boolean")
            }
        }
        return target
    }

    private func follow(
        anchor name: String, into resource: Int, at place: SchemaPlace
    ) throws(SchemaError) -> ReferenceTarget {
        if let anchor = anchors[AnchorName(resource: resource, name: UTF8Key(name))] {
            return ReferenceTarget(place: anchor.place, dynamicAnchor: anchor.isDynamic ? name : nil)
        }
        let known = anchors.keys.filter { $0.resource == resource }.map(\.name.text).sorted(by: UTF8Text.precedes)
        throw error(
            .unresolvedReference, at: place,
            "there is no $anchor \(SyntaxHint.quoted(name))\(NearMiss.suggestion(for: name, among: known)); a JSON pointer "
                + "begins with \"#/\"")
    }

    private func unknownDocument(_ uri: String, at place: SchemaPlace) -> SchemaError {
        let advice =
            URIReference(uri).isAbsolute
            ? "register its document or correct the reference; nothing is loaded from the network"
            : "it is relative: give the schema an absolute $id, or register a document under this name"
        return error(
            .unresolvedReference, at: place, "nothing is known under the URI \(SyntaxHint.quoted(uri)): \(advice)")
    }

    /// Says how far the pointer leads.
    private func missing(_ pointer: JSONPointer, in resource: Int, at place: SchemaPlace) -> SchemaError {
        var reached = JSONPointer.root
        var current = value(at: resources[resource].root)
        for token in pointer.tokens {
            let next = reached / token
            guard let inner = value(at: resources[resource].root.appending(next.tokens)) else {
                let known = current?.objectValue?.keys ?? []
                return error(
                    .unresolvedReference, at: place,
                    "there is nothing at \(SyntaxHint.quoted("#\(pointer)")): \(SyntaxHint.quoted("#\(reached)")) has no "
                        + SyntaxHint.quoted(token) + NearMiss.suggestion(for: token, among: known))
            }
            reached = next
            current = inner
        }
        return error(.unresolvedReference, at: place, "there is nothing at \(SyntaxHint.quoted("#\(pointer)"))")
    }
}
