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
        resource["service.name"] = .string(environment["OTEL_SERVICE_NAME"] ?? serviceName)
        resource["service.version"] = .string(VersionCommand.version)
        resource["host.name"] = .string(HostInformation.hostName)
        exporter = Self.exporter(environment)
        tracer = Tracer(resource: resource, exporter: exporter)
    }

    /// Sends what is left, for a moment at most.
    func close() {
        tracer.flush(deadline: .seconds(2))
        exporter?.close()
    }

    private static func exporter(_ environment: [String: String]) -> OTLPExporter? {
        guard let configuration = OTLPConfiguration.fromEnvironment(environment) else { return nil }
        do {
            return try OTLPExporter(configuration)
        } catch {
            StandardStreams.writeError("trelay: traces are not exported: \(error)\n")
            return nil
        }
    }
}
