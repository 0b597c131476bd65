/// What a file may import: what Package.swift declares, and never something that is not below its module.
struct ImportRules {
    var package: PackageManifest

    /// Modules of the toolchain. The pure modules may not even use all of these.
    static let toolchain: Set<String> = ["Swift", "Synchronization", "Glibc"]
    static let testToolchain: Set<String> = toolchain.union(["Testing", "Foundation", "FoundationEssentials"])

    /// Files that may import more of the toolchain than their target, each with its reason.
    static let exceptions: [String: Set<String>] = [
        // Foundation is what JSON is measured beside, in the same process; nothing else of the benchmarks needs it.
        "Benchmarks/FoundationTwin.swift": ["Foundation"]
    ]

    /// State and input in, state and effects out: no clock, no I/O, no locale. All that they may import is here.
    static let pure: [String: Set<String>] = [
        "TrelayCrypto": ["CLibcrypto"],
        "TrelayFormat": ["TrelayCrypto"],
        "TrelayCore": ["TrelayFormat", "TrelayCrypto"],
        "TrelayConvergence": ["TrelayCore", "TrelayFormat", "TrelayCrypto"],
        "TrelayDashboard": ["TrelayConvergence", "TrelayCore", "TrelayFormat", "TrelayCrypto"],
    ]

    /// The layers from the bottom up: a module imports only from layers below its own, whatever Package.swift says.
    /// So the roles, which share a layer, cannot import each other.
    static let layers: [[String]] = [
        ["TrelaySystem", "TrelayCrypto", "TrelayCommandLine"],
        ["TrelayFormat", "TrelayHTTP"],
        ["TrelayCore", "TrelayYAML", "TrelayTelemetry", "TrelayStandIn"],
        ["TrelayKafka", "TrelayConvergence"],
        ["TrelayLog", "TrelayDashboard"],
        ["TrelayWorker", "TrelayClient", "TrelaySimulation"],
        ["TrelayGateway", "TrelayModel", "TrelayAudit"],
        ["trelay"],
    ]

    static func layer(of module: String) -> Int? { layers.firstIndex { $0.contains(module) } }

    /// - Returns: one line for each import that breaks a rule.
    func violations(in file: SourceFile) -> [String] {
        guard let owner = package.owner(of: file.path) else {
            return ["\(file.path) belongs to no target of Package.swift"]
        }
        let excepted = Self.exceptions[file.path] ?? []
        return file.imports.filter { !excepted.contains($0.module) }.compactMap { module, line in
            violation(of: owner, importing: module).map { "\(file.path):\(line): \($0)" }
        }
    }

    private func violation(of owner: PackageManifest.Target, importing module: String) -> String? {
        if let allowed = Self.pure[owner.name], !allowed.contains(module) {
            return "\(owner.name) is pure and may import \(allowed.sorted().joined(separator: ", ")), not \(module)"
        }
        let toolchain = owner.kind == .test ? Self.testToolchain : Self.toolchain
        if toolchain.contains(module) { return nil }
        guard owner.dependencies.contains(module) else {
            return "Package.swift does not let \(owner.name) import \(module)"
        }
        guard let own = Self.layer(of: owner.name), let other = Self.layer(of: module), other >= own else { return nil }
        return "\(module) is not below \(owner.name)"
    }
}
