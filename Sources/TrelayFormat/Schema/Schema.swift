/// A compiled JSON Schema (draft 2020-12): tells whether values are valid, and why not.
///
/// Compiling resolves every reference and checks every document against its metaschema, so that a schema that compiles
/// can be used: validating neither loads anything nor fails. It is bounded, too: an evaluation that would take more than
/// the given number of steps ends, and says so.
public final class Schema: Sendable {
    private let program: SchemaProgram

    /// How many steps an evaluation may take unless told otherwise: about a second's worth.
    public static let defaultMaximumSteps = 5_000_000

    /// How deeply schemas apply each other at most, so that a thread's stack holds them.
    public static let maximumDepth = 512

    /// Compiles a schema.
    ///
    /// - Parameter document: an object, or a boolean: `true` accepts every value and `false` none.
    public static func compile(
        _ document: JSONValue, options: SchemaOptions = SchemaOptions()
    ) throws(SchemaError) -> Schema {
        let library = SchemaLibrary(DocumentSource(options), limits: options.limits)
        return try Schema(
            document, uri: URIReference(options.baseURI).withoutFragment, library: library,
            assertsFormats: options.assertsFormats)
    }

    /// What keeps a document from being compiled: not the first error only, as `compile` throws it, but that one among
    /// all that can be found without mending any.
    ///
    /// If the document breaks its metaschema, that is all that is told; else every regular expression and every reference
    /// that is wrong is.
    ///
    /// - Parameter maximum: as many are listed at most, but at least one.
    /// - Returns: nothing if the document can be compiled.
    public static func errors(
        in document: JSONValue, options: SchemaOptions = SchemaOptions(), maximum: Int = 20
    ) -> [SchemaError] {
        let list = SchemaErrorList(maximum: maximum)
        let library = SchemaLibrary(DocumentSource(options), limits: options.limits, errors: list)
        do throws(SchemaError) {
            _ = try Schema(
                document, uri: URIReference(options.baseURI).withoutFragment, library: library,
                assertsFormats: options.assertsFormats)
        } catch {
            list.add(error)
        }
        return list.errors
    }

    /// Compiles a metaschema that describes itself, which therefore cannot be checked before.
    static func compileUnchecked(_ document: JSONValue) throws(SchemaError) -> Schema {
        let library = SchemaLibrary(DocumentSource(SchemaOptions()), limits: .default, fixedDialect: .unchecked)
        return try Schema(document, uri: "", library: library, assertsFormats: false)
    }

    init(_ document: JSONValue, uri: String, library: SchemaLibrary, assertsFormats: Bool) throws(SchemaError) {
        var compiler = SchemaCompiler(library, assertsFormats: assertsFormats)
        program = try compiler.compile(document, uri: uri)
    }

    private init(_ program: SchemaProgram) {
        self.program = program
    }

    /// The schema at a place of the document, ready to be used: it shares with this one all that was compiled.
    ///
    /// - Returns: nil if there is no schema at the place. A schema that accepts everything counts as none.
    public func subschema(at pointer: JSONPointer) -> Schema? {
        let document = program.places[Int(program.root)].document
        guard let node = program.places.lastIndex(of: SchemaPlace(document: document, pointer: pointer)) else {
            return nil
        }
        var part = program
        part.root = NodeIndex(node)
        return Schema(part)
    }

    /// Whether the value is valid. False too if the evaluation takes more than `defaultMaximumSteps`.
    public func isValid(_ value: JSONValue) -> Bool {
        var steps = Self.defaultMaximumSteps
        return evaluate(value, &steps) == .valid
    }

    /// Whether the value is valid, and if not, why.
    ///
    /// - Parameters:
    ///   - maximumErrors: as many faults are listed at most, but at least one.
    ///   - maximumSteps: how many steps the evaluation may take before it ends as `tooExpensive`. A step is a schema
    ///     applied to a value, or work of a similar size: a document takes some steps for each of its values. Listing
    ///     the faults of an invalid value may take as many again.
    public func validate(
        _ value: JSONValue, maximumErrors: Int = 100, maximumSteps: Int = Schema.defaultMaximumSteps
    ) -> SchemaOutcome {
        var steps = maximumSteps
        return validate(value, maximumErrors: maximumErrors, steps: &steps)
    }

    /// As `validate(_:maximumErrors:maximumSteps:)`, for several values that share one budget.
    ///
    /// - Parameter steps: what is left of the budget; less afterwards.
    public func validate(_ value: JSONValue, maximumErrors: Int = 100, steps: inout Int) -> SchemaOutcome {
        let maximumSteps = steps
        return switch evaluate(value, &steps) {
        case .valid: .valid
        case .tooExpensive(let budget): .tooExpensive(budget)
        case .invalid:
            .invalid(faults(of: value, maximumErrors: max(1, maximumErrors), maximumSteps: maximumSteps))
        }
    }

    private enum Verdict {
        case valid
        case invalid
        case tooExpensive(SchemaBudget)

        static func == (left: Verdict, right: Verdict) -> Bool {
            if case .valid = left, case .valid = right { true } else { false }
        }
    }

    private func evaluate(_ value: JSONValue, _ steps: inout Int) -> Verdict {
        program.withTables { tables in
            var evaluator = SchemaEvaluator(tables, maximumSteps: steps, recorder: nil)
            let isValid = evaluator.evaluateRoot(value)
            steps = max(0, evaluator.stepsLeft)
            if let exhausted = evaluator.exhausted { return .tooExpensive(exhausted) }
            return isValid ? .valid : .invalid
        }
    }

    private func faults(of value: JSONValue, maximumErrors: Int, maximumSteps: Int) -> [SchemaFault] {
        program.withTables { tables in
            let recorder = FaultRecorder(program, maximumFaults: maximumErrors)
            var evaluator = SchemaEvaluator(tables, maximumSteps: maximumSteps, recorder: recorder)
            _ = evaluator.evaluateRoot(value)
            let faults = recorder.faults
            // Telling why may take more steps than telling whether.
            return faults.isEmpty ? [recorder.unexplainedFault()] : faults
        }
    }
}
