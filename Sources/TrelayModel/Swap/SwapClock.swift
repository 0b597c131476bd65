import TrelaySystem
import TrelayTelemetry

/// Measures the stages of one model and tells the observer.
struct SwapClock: Sendable {
    let observer: any SwapObserver
    let model: String
    let version: String
    var artifactBytes: Int?
    /// The span of the apply.
    var trace: TraceContext?

    func measure<Value>(
        _ name: SwapStage.Name, _ body: () throws(ModelError) -> Value
    ) throws(ModelError) -> Value {
        let wall = SystemClock.wallNanoseconds()
        let start = SystemClock.monotonicNanoseconds()
        do throws(ModelError) {
            let value = try body()
            tell(name, wall, start, failure: nil)
            return value
        } catch {
            tell(name, wall, start, failure: error.code.rawValue)
            throw error
        }
    }

    func tell(_ name: SwapStage.Name, _ wall: UInt64, _ start: UInt64, failure: String?) {
        observer.stageEnded(
            SwapStage(
                model: model, version: version, name: name, startNanoseconds: wall,
                nanoseconds: SystemClock.monotonicNanoseconds() - start, artifactBytes: artifactBytes,
                residentBytes: ProcessMemory.residentBytes, failure: failure, trace: trace))
    }
}
