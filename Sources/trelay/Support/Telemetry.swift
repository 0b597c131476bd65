import TrelayCore
import TrelaySystem
import TrelayTelemetry

/// The tracer of a command, exporting where the standard `OTEL_*` variables say, or nowhere.
struct Telemetry {
    let tracer: Tracer
    private let exporter: OTLPExporter?

    init(session: Session, serviceName: String, attributes: [String: AttributeValue] = [:]) {
        let environment = HostInformation.environment
        var resource = attributes
        resource["service.name"] = .string(serviceName)
        resource["service.version"] = .string(VersionCommand.version)
        resource["host.name"] = .string(HostInformation.hostName)
        let configuration = OTLPConfiguration.fromEnvironment(environment)
        for warning in configuration?.warnings ?? [] { StandardStreams.writeError("trelay: \(warning)\n") }
        exporter = configuration.flatMap { Self.exporter($0, resource) }
        tracer = Tracer(exporter: exporter, sampler: configuration?.sampler ?? .always)
    }

    /// Sends what is left, for a moment at most.
    func close() {
        tracer.flush(deadline: .seconds(2))
        exporter?.close()
    }

    private static func exporter(
        _ configuration: OTLPConfiguration, _ resource: [String: AttributeValue]
    ) -> OTLPExporter? {
        do {
            return try OTLPExporter(configuration, resource: resource)
        } catch {
            StandardStreams.writeError("trelay: traces are not exported: \(error)\n")
            return nil
        }
    }
}
