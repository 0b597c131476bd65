/// Whether a schema can take the place of an older one: whether data that exist can still be read, and whether those
/// who still have the old schema accept what is written under the new one.
///
/// Whether one JSON Schema accepts every value of another cannot be decided in general. The answer is therefore sound,
/// not complete: a side is only called compatible if that was shown. What could not be shown counts as breaking, and
/// its change says so.
public struct SchemaCompatibility: Sendable, Hashable {
    /// For whom the new schema is compatible.
    public enum Level: String, Sendable, Hashable, CaseIterable {
        /// Full compatibility: for readers and for writers.
        case both
        /// Backward compatibility: every value that is valid under the old schema is valid under the new one, so
        /// readers that have the new schema can read what was written under the old one.
        case readers
        /// Forward compatibility: every value that is valid under the new schema is valid under the old one, so readers
        /// that still have the old schema can read what is written under the new one.
        case writers
        /// Neither could be shown.
        case none

        init(readers: Bool, writers: Bool) {
            self = readers ? (writers ? .both : .readers) : (writers ? .writers : .none)
        }
    }

    public var level: Level
    /// What changed: first what breaks readers or both, then what breaks only writers, then what breaks nothing. Lists
    /// at least one breaking change for each side that the level denies.
    public var changes: [SchemaChange]

    public init(level: Level, changes: [SchemaChange]) {
        self.level = level
        self.changes = changes
    }

    /// Compares two versions of a schema.
    ///
    /// - Parameters:
    ///   - documents: what references of either may lead to, by absolute URI without a fragment.
    ///   - assertsFormats: whether a value that breaks its `format` is invalid for those who use the schemas.
    /// - Throws: `SchemaError` if either schema does not compile; the message names which.
    public static func compare(
        old: JSONValue, new: JSONValue, documents: [String: JSONValue] = [:], assertsFormats: Bool = false
    ) throws(SchemaError) -> SchemaCompatibility {
        try compare(
            old: old, new: new, options: SchemaOptions(documents: documents, assertsFormats: assertsFormats))
    }

    /// Compares two versions of a schema that are compiled with the same options.
    ///
    /// - Throws: `SchemaError` if either schema does not compile; the message names which.
    public static func compare(
        old: JSONValue, new: JSONValue, options: SchemaOptions
    ) throws(SchemaError) -> SchemaCompatibility {
        try compare(old: old, new: new, options: options, maximumSteps: Subsumption.defaultMaximumSteps)
    }

    /// - Parameter maximumSteps: how many steps each side may take.
    static func compare(
        old: JSONValue, new: JSONValue, options: SchemaOptions, maximumSteps: Int
    ) throws(SchemaError) -> SchemaCompatibility {
        let versions = SchemaVersions(
            old: try program(old, options, .old), new: try program(new, options, .new))
        if StructuralEquality.areSame(versions) {
            return SchemaCompatibility(
                level: .both, changes: HarmlessChanges.list(old: old, new: new, everything: true))
        }
        let readers = Subsumption.run(versions, target: .new, maximumSteps: maximumSteps)
        let writers = Subsumption.run(versions, target: .old, maximumSteps: maximumSteps)
        let level = Level(readers: readers.holds, writers: writers.holds)
        let harmless = HarmlessChanges.list(old: old, new: new, everything: level == .both)
        return SchemaCompatibility(
            level: level, changes: SchemaChange.merged(readers.changes, writers.changes) + harmless)
    }

    private static func program(
        _ document: JSONValue, _ options: SchemaOptions, _ version: SchemaVersion
    ) throws(SchemaError) -> SchemaProgram {
        do throws(SchemaError) {
            let library = SchemaLibrary(DocumentSource(options), limits: options.limits)
            var compiler = SchemaCompiler(library, assertsFormats: options.assertsFormats)
            return try compiler.compile(document, uri: URIReference(options.baseURI).withoutFragment)
        } catch {
            var error = error
            error.message = "the \(version) schema: " + error.message
            throw error
        }
    }
}
