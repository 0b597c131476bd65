import Synchronization
import TrelayFormat
import TrelaySystem

/// Runs XGBoost's models in this process, by the C API of a library that is loaded when the first model comes.
public final class XGBoostRuntime: ModelRuntime {
    /// How many times a model may be in memory so that threads need not wait for each other.
    public static let maximumCopies = 64

    public let engine = "xgboost"
    public let needsArtifact = true
    private let copies: Int
    private let maximumBytes: Int
    private let library = Mutex<XGBoostLibrary?>(nil)

    /// - Parameters:
    ///   - copies: of each model: as many predictions run at once, and as many times its memory is needed.
    ///   - maximumBytes: of an artifact, which is read into memory to be loaded.
    public init(copies: Int = 2, maximumBytes: Int = 1 << 30) {
        self.copies = min(max(1, copies), Self.maximumCopies)
        self.maximumBytes = maximumBytes
    }

    public func load(_ declaration: ModelDeclaration, artifact: ArtifactLease?) throws(ModelError) -> any LoadedModel {
        guard let artifact else { throw ModelError(.modelIncomplete, "an xgboost model has an artifact") }
        let library = try loaded()
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try DurableFile.read(artifact.path, maximumBytes: maximumBytes)
        } catch {
            let code: ModelError.Code =
                error.code == SystemError.fileTooLarge ? .artifactTooLarge : .artifactStorageFailed
            throw ModelError(code, error.description)
        }
        var boosters: [Booster] = []
        for _ in 0..<copies { boosters.append(try Booster(library, model: bytes)) }
        return try XGBoostModel(boosters)
    }

    /// A library that was missing is looked for again with the next model: somebody may have installed it.
    private func loaded() throws(ModelError) -> XGBoostLibrary {
        try library.withLock { held throws(ModelError) in
            if let held { return held }
            let library = try XGBoostLibrary()
            held = library
            return library
        }
    }
}

/// A model of XGBoost in memory, several times.
final class XGBoostModel: LoadedModel {
    static let inputName = "input"
    static let outputName = "predict"

    private let boosters: [Booster]
    let features: Int
    let rounds: Int
    private let turn = Atomic<Int>(0)

    init(_ boosters: [Booster]) throws(ModelError) {
        guard let first = boosters.first else { throw ModelError(.modelInvalid, "no booster") }
        self.boosters = boosters
        (features, rounds) = try first.facts()
        guard features > 0 else { throw ModelError(.modelInvalid, "the model takes no features: it was not trained") }
    }

    var interface: ModelInterface? {
        ModelInterface(
            inputs: [TensorDescription(name: Self.inputName, datatype: .fp32, shape: [-1, features])],
            outputs: [TensorDescription(name: Self.outputName, datatype: .fp32, shape: [-1])])
    }

    func predictor(for declaration: ModelDeclaration) throws(ModelError) -> any Predictor {
        try XGBoostPredictor(self, declaration)
    }

    func unload() {
        for booster in boosters { booster.free() }
    }

    /// Takes the first booster that is free, or waits for one.
    func predict(_ values: [Float], rows: Int, configuration: String) throws(ModelError) -> BoosterOutput {
        let number = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        let start = Int(UInt(bitPattern: number) % UInt(boosters.count))
        for index in boosters.indices {
            let booster = boosters[(start + index) % boosters.count]
            let output = try booster.predictIfFree(
                values, rows: rows, columns: features, configuration: configuration)
            if let output { return output }
        }
        return try boosters[start].predict(values, rows: rows, columns: features, configuration: configuration)
    }
}
