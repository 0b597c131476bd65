import Synchronization

/// One booster of the library, used by one thread at a time.
final class Booster: Sendable {
    private let library: XGBoostLibrary
    /// The address of the handle: zero when it has been freed.
    private let handle: Mutex<UInt>

    /// Reads a model in XGBoost's JSON or UBJSON form, which the library tells apart by itself.
    init(_ library: XGBoostLibrary, model: [UInt8]) throws(ModelError) {
        // The older binary form is read without looking where it leads, and both others begin with a brace.
        guard model.first == UInt8(ascii: "{") else {
            throw ModelError(
                .modelInvalid, "the artifact is no XGBoost model in JSON or UBJSON; save it as .json or .ubj")
        }
        self.library = library
        var handle: XGBoostLibrary.Handle?
        try library.check(library.create(nil, 0, &handle), .modelInvalid, "make a booster")
        do throws(ModelError) {
            try Self.load(model, into: handle, library)
        } catch {
            _ = library.free(handle)
            throw error
        }
        self.handle = Mutex(UInt(bitPattern: handle))
    }

    deinit { free() }

    private static func load(
        _ model: [UInt8], into handle: XGBoostLibrary.Handle?, _ library: XGBoostLibrary
    ) throws(ModelError) {
        try set(handle, library)
        let status = model.withUnsafeBytes { library.loadBuffer(handle, $0.baseAddress, UInt64($0.count)) }
        try library.check(status, .modelInvalid, "load the model")
        // A model brings the settings along with which it was trained.
        try set(handle, library)
    }

    /// One thread: others would wait actively for work that is too small to be shared.
    private static func set(_ handle: XGBoostLibrary.Handle?, _ library: XGBoostLibrary) throws(ModelError) {
        for (name, value) in [("nthread", "1"), ("verbosity", "0")] {
            try library.check(library.setParameter(handle, name, value), .modelInvalid, "set \(name)")
        }
    }

    /// How many features the model was trained with, and how many rounds.
    func facts() throws(ModelError) -> (features: Int, rounds: Int) {
        try handle.withLock { address throws(ModelError) in
            let handle = try Self.pointer(address)
            var features: UInt64 = 0
            var rounds: Int32 = 0
            try library.check(library.featureCount(handle, &features), .modelInvalid, "count the features")
            try library.check(library.roundCount(handle, &rounds), .modelInvalid, "count the rounds")
            return (Int(clamping: features), Int(rounds))
        }
    }

    /// Predicts for rows of features, waiting for the booster if another thread uses it.
    func predict(_ values: [Float], rows: Int, columns: Int, configuration: String) throws(ModelError) -> BoosterOutput
    {
        try handle.withLock { address throws(ModelError) in
            try call(address, values, rows, columns, configuration)
        }
    }

    /// As `predict`; nil if another thread uses the booster.
    func predictIfFree(
        _ values: [Float], rows: Int, columns: Int, configuration: String
    ) throws(ModelError) -> BoosterOutput? {
        try handle.withLockIfAvailable { address throws(ModelError) in
            try call(address, values, rows, columns, configuration)
        }
    }

    func free() {
        handle.withLock { address in
            if let pointer = UnsafeMutableRawPointer(bitPattern: address) { _ = library.free(pointer) }
            address = 0
        }
    }

    private func call(
        _ address: UInt, _ values: [Float], _ rows: Int, _ columns: Int, _ configuration: String
    ) throws(ModelError) -> BoosterOutput {
        let handle = try Self.pointer(address)
        var shape: UnsafePointer<UInt64>?
        var rank: UInt64 = 0
        var result: UnsafePointer<Float>?
        let status = values.withUnsafeBufferPointer { buffer in
            let place = UInt(bitPattern: buffer.baseAddress)
            let array = #"{"data":[\#(place),true],"shape":[\#(rows),\#(columns)],"typestr":"<f4","version":3}"#
            return library.predictDense(handle, array, configuration, nil, &shape, &rank, &result)
        }
        try library.check(status, .predictionFailed, "predict")
        return try Self.copied(shape, rank, result)
    }

    /// The library owns the result until this thread asks for the next: it is copied while the booster is ours.
    private static func copied(
        _ shape: UnsafePointer<UInt64>?, _ rank: UInt64, _ result: UnsafePointer<Float>?
    ) throws(ModelError) -> BoosterOutput {
        let lengths = UnsafeBufferPointer(start: shape, count: shape == nil ? 0 : Int(clamping: rank))
        let shape = lengths.map { Int(clamping: $0) }
        guard let count = Tensor.count(of: shape), let result else {
            throw ModelError(.predictionFailed, "XGBoost answers with the shape \(shape)")
        }
        return BoosterOutput(shape: shape, values: Array(UnsafeBufferPointer(start: result, count: count)))
    }

    private static func pointer(_ address: UInt) throws(ModelError) -> UnsafeMutableRawPointer {
        guard let pointer = UnsafeMutableRawPointer(bitPattern: address) else {
            throw ModelError(.modelUnloaded, "the model was unloaded meanwhile")
        }
        return pointer
    }
}

/// What a booster predicted.
struct BoosterOutput: Hashable, Sendable {
    var shape: [Int]
    var values: [Float]
}
