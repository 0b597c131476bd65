import TrelaySystem

@testable import TrelayModel

/// Trains small models by the library's own C API, so that no binary file lies among the sources.
struct XGBoostTrainer {
    private typealias Handle = UnsafeMutableRawPointer
    private typealias MakeMatrix =
        @convention(c) (UnsafePointer<Float>?, UInt64, UInt64, Float, UnsafeMutablePointer<Handle?>?) -> Int32
    private typealias SetFloats =
        @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafePointer<Float>?, UInt64) -> Int32
    private typealias Create =
        @convention(c) (UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>?) -> Int32
    private typealias SetParameter = @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
    private typealias Update = @convention(c) (Handle?, Int32, Handle?) -> Int32
    private typealias Save =
        @convention(c) (
            Handle?, UnsafePointer<CChar>?, UnsafeMutablePointer<UInt64>?,
            UnsafeMutablePointer<UnsafePointer<CChar>?>?
        ) -> Int32
    private typealias Predict =
        @convention(c) (
            Handle?, Handle?, Int32, UInt32, Int32, UnsafeMutablePointer<UInt64>?,
            UnsafeMutablePointer<UnsafePointer<Float>?>?
        ) -> Int32
    private typealias OneHandle = @convention(c) (Handle?) -> Int32

    struct Failure: Error {
        let call: String
    }

    /// Nil when the library is here; else how to get it.
    static let absence: String? =
        (try? DynamicLibrary(firstOf: XGBoostLibrary.names)) == nil
        ? "no libxgboost.so.0 on this machine: apt-get install libxgboost0" : nil
    static var isPresent: Bool { absence == nil }

    private let library: DynamicLibrary

    init() throws {
        library = try DynamicLibrary(firstOf: XGBoostLibrary.names)
    }

    /// - Returns: the model in UBJSON or JSON, and what the library itself predicts for the rows that it was trained on,
    ///   by another function than the one that serves.
    func train(
        _ rows: [[Float]], labels: [Float], rounds: Int, _ parameters: [(String, String)] = [], form: String = "ubj"
    ) throws -> (model: [UInt8], predictions: [Float]) {
        let columns = rows.first?.count ?? 0
        var matrix: Handle?
        let make = try library.function("XGDMatrixCreateFromMat", MakeMatrix.self)
        try check(make(rows.flatMap { $0 }, UInt64(rows.count), UInt64(columns), .nan, &matrix), "matrix")
        defer { _ = (try? library.function("XGDMatrixFree", OneHandle.self))?(matrix) }
        let label = try library.function("XGDMatrixSetFloatInfo", SetFloats.self)
        try check(label(matrix, "label", labels, UInt64(labels.count)), "label")
        var booster: Handle?
        var matrices = [matrix]
        try check(try library.function("XGBoosterCreate", Create.self)(&matrices, 1, &booster), "create")
        defer { _ = (try? library.function("XGBoosterFree", OneHandle.self))?(booster) }
        let set = try library.function("XGBoosterSetParam", SetParameter.self)
        for (name, value) in [("nthread", "1"), ("verbosity", "0")] + parameters {
            try check(set(booster, name, value), "parameter \(name)")
        }
        let update = try library.function("XGBoosterUpdateOneIter", Update.self)
        for round in 0..<rounds { try check(update(booster, Int32(round), matrix), "update") }
        return (try model(booster, form), try predictions(booster, matrix))
    }

    /// A model that answers `1000 * version + (first feature > 0 ? 1 : 0)`: its answer tells its version.
    func versioned(_ version: Int, features: Int = 4, rounds: Int = 1) throws -> [UInt8] {
        let rows: [[Float]] = [-1, 1].map { [$0] + [Float](repeating: 0, count: features - 1) }
        let labels = [Float(1000 * version), Float(1000 * version + 1)]
        // What is left for the tree is small: of large residuals its floats would not see the difference.
        return try train(
            rows, labels: labels, rounds: rounds,
            [
                ("max_depth", "1"), ("eta", "1"), ("lambda", "0"), ("min_child_weight", "0"),
                ("base_score", "\(1000 * version)"),
            ]
        ).model
    }

    private func model(_ booster: Handle?, _ form: String) throws -> [UInt8] {
        let save = try library.function("XGBoosterSaveModelToBuffer", Save.self)
        var length: UInt64 = 0
        var bytes: UnsafePointer<CChar>?
        try check(save(booster, #"{"format":"\#(form)"}"#, &length, &bytes), "save")
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(length)))
    }

    private func predictions(_ booster: Handle?, _ matrix: Handle?) throws -> [Float] {
        let predict = try library.function("XGBoosterPredict", Predict.self)
        var length: UInt64 = 0
        var values: UnsafePointer<Float>?
        try check(predict(booster, matrix, 0, 0, 0, &length, &values), "predict")
        return Array(UnsafeBufferPointer(start: values, count: Int(length)))
    }

    private func check(_ status: Int32, _ call: String) throws {
        if status != 0 { throw Failure(call: call) }
    }
}
