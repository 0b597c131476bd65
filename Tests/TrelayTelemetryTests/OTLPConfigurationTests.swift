import Testing

@testable import TrelayTelemetry

@Suite("OTLP configuration")
struct OTLPConfigurationTests {
    private let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]

    private func read(_ more: [String: String]) -> OTLPConfiguration? {
        OTLPConfiguration.fromEnvironment(endpoint.merging(more) { $1 })
    }

    @Test("Nothing is exported unless someone asks for it")
    func disabled() {
        #expect(OTLPConfiguration.fromEnvironment([:]) == nil)
        #expect(read(["OTEL_SDK_DISABLED": "TRUE"]) == nil)
        #expect(read(["OTEL_TRACES_EXPORTER": "none"]) == nil)
        #expect(read(["OTEL_EXPORTER_OTLP_ENDPOINT": ""]) == nil)
        #expect(read(["OTEL_SDK_DISABLED": "no"]) != nil)
    }

    @Test("The URL is the endpoint with its path, the traces' own endpoint as it is, or the local collector")
    func url() {
        #expect(read([:])?.tracesURL == "http://collector:4318/v1/traces")
        #expect(read(["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c/otlp/"])?.tracesURL == "https://c/otlp/v1/traces")
        #expect(read(["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://t/in"])?.tracesURL == "http://t/in")
        let local = OTLPConfiguration.fromEnvironment(["OTEL_TRACES_EXPORTER": "console, otlp"])
        #expect(local?.tracesURL == "http://localhost:4318/v1/traces")
    }

    @Test("All the variables are read")
    func all() throws {
        let configuration = try #require(
            read([
                "OTEL_EXPORTER_OTLP_HEADERS": "api-key=a%20b, both=general",
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "both=traces", "OTEL_EXPORTER_OTLP_TIMEOUT": "1000",
                "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2000", "OTEL_BSP_SCHEDULE_DELAY": "10",
                "OTEL_BSP_EXPORT_TIMEOUT": "20", "OTEL_BSP_MAX_QUEUE_SIZE": "100",
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "200",
                "OTEL_RESOURCE_ATTRIBUTES": "service.name=ignored,zone=eu%2D1", "OTEL_SERVICE_NAME": "gateway",
                "OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.25",
                "OTEL_EXPORTER_OTLP_PROTOCOL": "http/json",
            ]))
        #expect(configuration.headers == ["api-key": "a b", "both": "traces"])
        #expect(configuration.timeout == .seconds(2))
        #expect(configuration.scheduleDelay == .milliseconds(10))
        #expect(configuration.exportTimeout == .milliseconds(20))
        #expect(configuration.maximumQueue == 100)
        #expect(configuration.maximumBatch == 100, "a batch is never larger than the queue")
        #expect(configuration.resource == ["service.name": "gateway", "zone": "eu-1"])
        #expect(configuration.sampler == Sampler(.ratio(0.25), followsParent: false))
        #expect(configuration.warnings.isEmpty)
    }

    @Test("What is not said is as the specification has it")
    func defaults() throws {
        let configuration = try #require(read([:]))
        #expect(configuration.timeout == .seconds(10) && configuration.scheduleDelay == .seconds(5))
        #expect(configuration.maximumQueue == 2_048 && configuration.maximumBatch == 512)
        #expect(configuration.sampler == .always && configuration.sampler.followsParent)
    }

    @Test(
        "The samplers have their standard names",
        arguments: [
            ("always_on", Sampler(.always, followsParent: false)),
            ("always_off", Sampler(.never, followsParent: false)),
            ("parentbased_always_on", .always), ("parentbased_always_off", .never),
            ("parentbased_traceidratio", .ratio(1)),
        ])
    func samplers(name: String, sampler: Sampler) {
        #expect(read(["OTEL_TRACES_SAMPLER": name])?.sampler == sampler)
    }

    @Test(
        "A variable that makes no sense is ignored, with a warning that names it",
        arguments: [
            ("OTEL_BSP_MAX_QUEUE_SIZE", "-1"), ("OTEL_BSP_SCHEDULE_DELAY", "5s"), ("OTEL_TRACES_SAMPLER", "sometimes"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "99999999999999999999"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            ("OTEL_RESOURCE_ATTRIBUTES", "novalue"),
        ])
    func warnings(name: String, value: String) throws {
        var configuration = try #require(read([name: value]))
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.hasPrefix(name) == true)
        configuration.warnings = []
        #expect(configuration == read([:]))
    }

    @Test("A sampler's argument outside of 0 to 1 is ignored", arguments: ["2", "-0.1", "nan", "half"])
    func samplerArgument(text: String) throws {
        let configuration = try #require(
            read(["OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": text]))
        #expect(configuration.sampler == .ratio(1))
        #expect(configuration.warnings.count == 1)
    }

    @Test("An endpoint that is no URL is an error that says so")
    func badEndpoint() {
        let error = #expect(throws: TelemetryError.self) {
            try OTLPExporter(OTLPConfiguration(tracesURL: "collector:4318/v1/traces"))
        }
        #expect(error?.message.contains("collector:4318/v1/traces") == true)
    }
}
