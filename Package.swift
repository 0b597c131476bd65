// swift-tools-version: 6.3
import PackageDescription

// One settings array for every Swift target: the language as strict as the toolchain can make it.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

// `Tests/TidyTests` reads this list: a module may import what it names here and nothing else.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// - Parameter exclude: what the tests read by its path and the build leaves alone.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "trelay",
    products: [
        .executable(name: "trelay", targets: ["trelay"])
    ],
    targets: [
        // C libraries of the system, each behind the one module that follows it.
        .systemLibrary(
            name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl"])]),
        module("TrelayCrypto", ["CLibcrypto"]),
        .systemLibrary(
            name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        module("TrelayYAML", ["CLibyaml", "TrelayFormat"]),
        .systemLibrary(
            name: "CLibrdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"])]),
        .target(name: "CRdKafka", dependencies: ["CLibrdkafka"]),
        module("TrelayKafka", ["CRdKafka", "TrelayCore", "TrelaySystem"]),
        .systemLibrary(
            name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
        .systemLibrary(
            name: "CLibmicrohttpd", pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]),
        .target(name: "CHTTP", dependencies: ["CLibcurl", "CLibmicrohttpd"]),
        module("TrelayHTTP", ["CHTTP", "TrelaySystem"]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
        .target(name: "CSystem"),
        module("TrelaySystem", ["CSystem"]),

        // The pure core.
        module("TrelayFormat", ["TrelayCrypto"]),
        module("TrelayCore", ["TrelayFormat", "TrelayCrypto"]),
        module("TrelayConvergence", ["TrelayCore", "TrelayFormat", "TrelayCrypto"]),

        // The log, telemetry and the worker.
        module("TrelayLog", ["TrelayKafka", "TrelayCore", "TrelaySystem"]),
        module("TrelaySimulation", ["TrelayLog", "TrelayCore", "TrelaySystem"]),
        module("TrelayTelemetry", ["TrelayHTTP", "TrelayFormat", "TrelaySystem"]),
        module(
            "TrelayWorker",
            [
                "TrelayTelemetry", "TrelayHTTP", "TrelayLog", "TrelayCore", "TrelayFormat", "TrelayCrypto",
                "TrelaySystem",
            ]),

        module(
            "TrelayClient",
            ["TrelayConvergence", "TrelayLog", "TrelayCore", "TrelayFormat", "TrelayCrypto", "TrelaySystem"]),

        // The upstream that tests, demo and benchmarks talk to, and the traffic that they send.
        module("TrelayStandIn", ["TrelayHTTP", "TrelayFormat", "TrelayCrypto", "TrelaySystem"]),

        // The roles: plug-ins of the worker, strangers to each other.
        module(
            "TrelayGateway",
            [
                "TrelayWorker", "TrelayTelemetry", "TrelayHTTP", "TrelayCore", "TrelayFormat", "TrelayCrypto",
                "TrelaySystem",
            ]),
        module(
            "TrelayModel",
            [
                "TrelayWorker", "TrelayTelemetry", "TrelayHTTP", "TrelayCore", "TrelayFormat", "TrelayCrypto",
                "TrelaySystem",
            ]),
        module(
            "TrelayAudit",
            ["TrelayLog", "TrelayCore", "TrelayFormat", "TrelayCrypto", "TrelaySystem", "CSQLite"]),

        // What people see.
        module("TrelayDashboard", ["TrelayConvergence", "TrelayCore", "TrelayFormat", "TrelayCrypto"]),
        module("TrelayCommandLine"),
        .executableTarget(
            name: "trelay",
            dependencies: [
                "TrelayDashboard", "TrelayGateway", "TrelayModel", "TrelayAudit", "TrelayWorker", "TrelayClient",
                "TrelayConvergence", "TrelayTelemetry", "TrelayLog", "TrelayKafka", "TrelayCore", "TrelayFormat",
                "TrelayCrypto",
                "TrelayYAML", "TrelayCommandLine", "TrelayStandIn", "TrelaySystem",
            ],
            swiftSettings: strict),

        // A role of one's own, in some fifty lines.
        .executableTarget(
            name: "example-role",
            dependencies: [
                "TrelayWorker", "TrelayTelemetry", "TrelayLog", "TrelayKafka", "TrelayCore", "TrelayFormat",
                "TrelaySystem",
            ],
            path: "Examples/Role", swiftSettings: strict),
        .executableTarget(
            name: "trelay-bench",
            dependencies: [
                "TrelayWorker", "TrelayTelemetry", "TrelayLog", "TrelayKafka", "CRdKafka", "TrelayCore", "TrelayFormat",
                "TrelayCrypto", "TrelaySystem",
            ],
            path: "Benchmarks", exclude: ["validate.py"], swiftSettings: strict),

        // Tests.
        tests("TidyTests", []),
        tests("TrelayCryptoTests", ["TrelayCrypto"]),
        tests("TrelayFormatTests", ["TrelayFormat", "TrelayCrypto"]),
        tests("TrelayYAMLTests", ["TrelayYAML", "TrelayCore", "TrelayFormat"], exclude: ["Golden"]),
        tests("TrelayCommandLineTests", ["TrelayCommandLine"]),
        tests("TrelaySystemTests", ["TrelaySystem"]),
        tests("TrelayHTTPTests", ["TrelayHTTP", "TrelaySystem"]),
        tests(
            "TrelayStandInTests", ["TrelayStandIn", "TrelayHTTP", "TrelayFormat", "TrelaySystem"]),
        tests("TrelayKafkaTests", ["TrelayKafka", "TrelayCore", "TrelaySystem"]),
        tests("TrelayCoreTests", ["TrelayCore", "TrelayFormat", "TrelayCrypto"]),
        tests("TrelayConvergenceTests", ["TrelayConvergence", "TrelayCore", "TrelayFormat", "TrelayCrypto"]),
        tests(
            "TrelayLogTests",
            ["TrelayLog", "TrelaySimulation", "TrelayKafka", "TrelayCore", "TrelayFormat", "TrelaySystem"]),
        tests("TrelayTelemetryTests", ["TrelayTelemetry", "TrelayHTTP", "TrelayFormat", "TrelaySystem"]),
        tests(
            "TrelayWorkerTests",
            [
                "TrelayWorker", "TrelaySimulation", "TrelayLog", "TrelayTelemetry", "TrelayHTTP", "TrelayCore",
                "TrelayFormat",
                "TrelayCrypto", "TrelaySystem",
            ]),
        tests(
            "TrelayClientTests",
            [
                "TrelayClient", "TrelaySimulation", "TrelayConvergence", "TrelayLog", "TrelayCore", "TrelayFormat",
                "TrelaySystem",
            ]),
        tests(
            "TrelayAuditTests",
            [
                "TrelayAudit", "TrelayWorker", "TrelaySimulation", "TrelayLog", "TrelayCore", "TrelayFormat",
                "TrelaySystem",
            ]),
        tests(
            "TrelayModelTests",
            [
                "TrelayModel", "TrelayWorker", "TrelayTelemetry", "TrelayHTTP", "TrelayCore", "TrelayFormat",
                "TrelayCrypto", "TrelaySystem",
            ]),
        tests(
            "TrelayGatewayTests",
            [
                "TrelayGateway", "TrelayWorker", "TrelayTelemetry", "TrelayHTTP", "TrelayCore", "TrelayFormat",
                "TrelayCrypto", "TrelaySystem",
            ]),
        tests(
            "TrelayDashboardTests",
            ["TrelayDashboard", "TrelayConvergence", "TrelayCore", "TrelayFormat", "TrelayCrypto"]),
        tests(
            "PeersTests", ["TrelayStandIn", "TrelaySystem", "TrelayFormat", "TrelayKafka", "TrelayCore"],
            exclude: ["Scripts"]),
        tests(
            "trelayTests",
            ["trelay", "TrelaySystem", "TrelayFormat", "TrelayCore", "TrelayCommandLine", "TrelayKafka", "TrelayLog"]),
    ]
)
