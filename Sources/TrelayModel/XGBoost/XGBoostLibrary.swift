import TrelaySystem

/// The C API of libxgboost, version 1.6 or later, loaded when the first model needs it.
///
/// Every function returns 0, or -1 and leaves its reason in this thread's last error.
struct XGBoostLibrary: Sendable {
    typealias Handle = UnsafeMutableRawPointer
    typealias Create =
        @Sendable @convention(c) (UnsafePointer<Handle?>?, UInt64, UnsafeMutablePointer<Handle?>?) -> Int32
    typealias OneHandle = @Sendable @convention(c) (Handle?) -> Int32
    typealias SetParameter =
        @Sendable @convention(c) (Handle?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
    typealias LoadBuffer = @Sendable @convention(c) (Handle?, UnsafeRawPointer?, UInt64) -> Int32
    typealias FeatureCount = @Sendable @convention(c) (Handle?, UnsafeMutablePointer<UInt64>?) -> Int32
    typealias RoundCount = @Sendable @convention(c) (Handle?, UnsafeMutablePointer<Int32>?) -> Int32
    typealias PredictDense =
        @Sendable @convention(c) (
            Handle?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, Handle?,
            UnsafeMutablePointer<UnsafePointer<UInt64>?>?, UnsafeMutablePointer<UInt64>?,
            UnsafeMutablePointer<UnsafePointer<Float>?>?
        ) -> Int32
    typealias LastError = @Sendable @convention(c) () -> UnsafePointer<CChar>?
    typealias Version =
        @Sendable @convention(c) (
            UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?, UnsafeMutablePointer<Int32>?
        ) -> Void

    /// Under these names it is looked for, the first one first.
    static let names = ["libxgboost.so.0", "libxgboost.so"]

    let create: Create
    let free: OneHandle
    let setParameter: SetParameter
    let loadBuffer: LoadBuffer
    let featureCount: FeatureCount
    let roundCount: RoundCount
    let predictDense: PredictDense
    /// Such as 1.7.4.
    let version: String
    private let lastError: LastError

    init(names: [String] = Self.names) throws(ModelError) {
        do throws(DynamicLibraryError) {
            let library = try DynamicLibrary(firstOf: names)
            create = try library.function("XGBoosterCreate", Create.self)
            free = try library.function("XGBoosterFree", OneHandle.self)
            setParameter = try library.function("XGBoosterSetParam", SetParameter.self)
            loadBuffer = try library.function("XGBoosterLoadModelFromBuffer", LoadBuffer.self)
            featureCount = try library.function("XGBoosterGetNumFeature", FeatureCount.self)
            roundCount = try library.function("XGBoosterBoostedRounds", RoundCount.self)
            predictDense = try library.function("XGBoosterPredictFromDense", PredictDense.self)
            lastError = try library.function("XGBGetLastError", LastError.self)
            version = Self.words(try library.function("XGBoostVersion", Version.self))
        } catch {
            throw ModelError(
                .engineMissing, "\(error); install XGBoost's C library (Debian: libxgboost0, or pip's xgboost)")
        }
    }

    /// Throws unless a call went well. On the thread that made the call.
    func check(_ status: Int32, _ code: ModelError.Code, _ doing: String) throws(ModelError) {
        guard status != 0 else { return }
        let text = lastError().map { String(cString: $0) } ?? ""
        throw ModelError(code, "XGBoost cannot \(doing): \(Self.reason(text))")
    }

    /// The library reports a line with time and place, the reason, and a stack trace: the reason is wanted.
    static func reason(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        let reason = lines.prefix { !$0.hasPrefix("Stack trace") }.joined(separator: " ")
        guard reason.hasPrefix("["), let end = reason.firstRange(of: ": ") else { return String(reason.prefix(500)) }
        return String(reason[end.upperBound...].prefix(500))
    }

    private static func words(_ version: Version) -> String {
        var major: Int32 = 0
        var minor: Int32 = 0
        var patch: Int32 = 0
        version(&major, &minor, &patch)
        return "\(major).\(minor).\(patch)"
    }
}
