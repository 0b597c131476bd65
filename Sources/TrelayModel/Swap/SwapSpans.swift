public import TrelayTelemetry

/// Makes a span of each stage of a swap, below the span of the apply.
public struct SwapSpans: SwapObserver {
    private let tracer: Tracer

    public init(tracer: Tracer) {
        self.tracer = tracer
    }

    public func stageEnded(_ stage: SwapStage) {
        guard tracer.isRecording, let trace = stage.trace else { return }
        let span = tracer.startSpan(
            "model \(stage.name.rawValue)", kind: .internal, parent: trace,
            startNanoseconds: stage.startNanoseconds)
        span.setAttribute("trelay.model", .string(stage.model))
        span.setAttribute("trelay.model.version", .string(stage.version))
        if let bytes = stage.artifactBytes { span.setAttribute("trelay.artifact.bytes", .integer(Int64(bytes))) }
        if let bytes = stage.residentBytes { span.setAttribute("process.memory.usage", .integer(Int64(bytes))) }
        if let failure = stage.failure {
            span.setAttribute("error.type", .string(failure))
            span.recordError(failure)
        }
        let end = stage.startNanoseconds.addingReportingOverflow(stage.nanoseconds)
        span.end(nanoseconds: end.overflow ? nil : end.partialValue)
    }
}
