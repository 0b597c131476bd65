public import TrelayTelemetry

/// One step of putting a model in place, when it has ended.
public struct SwapStage: Hashable, Sendable {
    public enum Name: String, Hashable, Sendable, CaseIterable {
        /// Into the cache, with the verification of size and digest.
        case fetch
        case load
        case warmUp
        case golden
        /// From the request for it to the end of the last request on the model that was replaced.
        case drain
        case unload
    }

    public var model: String
    public var version: String
    public var name: Name
    /// Nanoseconds since the Unix epoch.
    public var startNanoseconds: UInt64
    /// On the monotonic clock.
    public var nanoseconds: UInt64
    /// Of the artifact, if there is one.
    public var artifactBytes: Int?
    /// Of this process, after the stage.
    public var residentBytes: Int?
    /// The code, if it failed.
    public var failure: String?
    /// The span of the apply that it belongs to.
    public var trace: TraceContext?
}

/// Is told of each stage of a swap: for spans, metrics and logs.
public protocol SwapObserver: Sendable {
    /// Called on the thread that did the work, which it must not keep.
    func stageEnded(_ stage: SwapStage)
}

/// Listens to nobody.
public struct NoSwapObserver: SwapObserver {
    public init() {}
    public func stageEnded(_ stage: SwapStage) {}
}
