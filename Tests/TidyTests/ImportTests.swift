import Testing

@Suite("Imports obey the graph")
struct ImportTests {
    let package = Repository.package

    @Test("The manifest is read: every folder of Sources is a target, and every target has files")
    func manifest() {
        let folders = Set(Repository.sources.compactMap(\.folder))
        let targets = package.targets.filter { $0.kind != .test && $0.path == nil }
        #expect(folders == Set(targets.map(\.name)))
        #expect(Set(package.targets.map(\.name)).count == package.targets.count, "a target is declared twice")
        for target in package.targets {
            #expect(!Repository.files(under: target.folder).isEmpty, "target \(target.name) has no files")
            for dependency in target.dependencies {
                #expect(
                    package.target(dependency) != nil, "\(target.name) depends on \(dependency), which is no target")
            }
        }
    }

    @Test("Every Swift file imports only what Package.swift lets its module import, and only what is below it")
    func graph() {
        let rules = ImportRules(package: package)
        let files = Repository.swiftSources
        #expect(files.count > 200, "the sources were not found")
        for violation in files.flatMap(rules.violations) { Issue.record("\(violation)") }
    }

    @Test("Examples, benchmarks and tests import only what Package.swift lets them import")
    func outsiders() {
        let rules = ImportRules(package: package)
        let files = ["Examples", "Benchmarks", "Tests"].flatMap { Repository.files(under: $0) }.filter(\.isSwift)
        for violation in files.flatMap(rules.violations) { Issue.record("\(violation)") }
    }

    @Test("Every exception is still needed, and for no file of the sources")
    func exceptions() throws {
        for (path, modules) in ImportRules.exceptions {
            #expect(!path.hasPrefix("Sources/"))
            let imported = Set(try Repository.file(path).imports.map(\.module))
            #expect(modules.isSubset(of: imported), "\(path) does not import all of \(modules.sorted()) any more")
        }
    }

    @Test("Every module has its place in the table of layers")
    func layers() {
        for target in package.targets where target.folder.hasPrefix("Sources/Trelay") || target.name == "trelay" {
            #expect(ImportRules.layer(of: target.name) != nil, "give \(target.name) a place in ImportRules.layers")
        }
        for module in ImportRules.layers.joined() {
            #expect(package.target(module) != nil, "\(module) has a layer, and Package.swift does not know it")
        }
    }

    @Test("No module declares a dependency that none of its files imports")
    func needless() {
        for target in package.targets where target.kind != .test {
            let files = Repository.files(under: target.folder).filter(\.isSwift)
            guard !files.isEmpty else { continue }
            let imported = Set(files.flatMap { $0.imports.map(\.module) })
            for dependency in target.dependencies where !imported.contains(dependency) {
                Issue.record("\(target.name) declares \(dependency) and never imports it")
            }
        }
    }

    @Test("Each C library is seen by one Swift module only")
    func cLibraries() {
        for library in package.targets where library.name.hasPrefix("C") && library.folder.hasPrefix("Sources/") {
            let importers = Set(
                Repository.swiftSources.filter { $0.imports.contains { $0.module == library.name } }.compactMap(
                    \.folder))
            let shims = package.targets.filter {
                $0.name.hasPrefix("C") && $0.dependencies.contains(library.name)
            }
            #expect(
                importers.count + shims.count == 1,
                "\(library.name) is seen by \(importers.sorted() + shims.map(\.name)), and one may see it")
        }
    }

    @Test("Foundation appears nowhere in the sources")
    func foundation() {
        for file in Repository.swiftSources {
            for (module, line) in file.imports where module.hasPrefix("Foundation") {
                Issue.record("\(file.path):\(line): imports \(module)")
            }
        }
    }

    // The rules themselves: each must be able to say no.

    static let sample = """
        let package = Package(
            targets: [
                // module("TrelayGhost"),
                .systemLibrary(name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
                module("TrelayCrypto", ["CLibcrypto"]),
                module("TrelayFormat", ["TrelayCrypto"]),
                module(
                    "TrelayGateway",
                    [
                        "TrelayFormat", "TrelayModel",
                    ]),
                .executableTarget(name: "sample", dependencies: ["TrelayFormat"], path: "Examples/Sample", swiftSettings: s),
                .executableTarget(name: "bench", dependencies: [], path: "Benchmarks", exclude: ["a.py"], swiftSettings: s),
                tests("TrelayFormatTests", ["TrelayFormat"]),
            ]
        )
        """

    @Test("The manifest's forms are understood")
    func forms() {
        let package = PackageManifest(parsing: Self.sample)
        #expect(
            package.targets.map(\.name) == [
                "CLibcrypto", "TrelayCrypto", "TrelayFormat", "TrelayGateway", "sample", "bench", "TrelayFormatTests",
            ])
        #expect(package.target("TrelayGateway")?.dependencies == ["TrelayFormat", "TrelayModel"])
        #expect(package.target("CLibcrypto")?.dependencies == [])
        #expect(package.target("sample")?.folder == "Examples/Sample")
        #expect(package.target("bench")?.folder == "Benchmarks")
        #expect(package.target("bench")?.dependencies == [])
        #expect(package.owner(of: "Tests/TrelayFormatTests/A.swift")?.name == "TrelayFormatTests")
    }

    @Test(
        "An import that breaks a rule is found, however it is written",
        arguments: [
            ("Sources/TrelayFormat/A.swift", "import TrelayCrypto\n", true),
            ("Sources/TrelayFormat/A.swift", "// import Glibc\n", true),
            ("Sources/TrelayFormat/A.swift", "import Glibc\n", false),
            ("Sources/TrelayFormat/A.swift", "\npublic import TrelayCore\n", false),
            ("Sources/TrelayFormat/A.swift", "@preconcurrency import struct Foundation.URL\n", false),
            ("Sources/TrelayGateway/A.swift", "import Glibc\nimport TrelayFormat\n", true),
            ("Sources/TrelayGateway/A.swift", "import TrelayCrypto\n", false),
            ("Sources/TrelayGateway/A.swift", "import TrelayModel\n", false),
            ("Sources/TrelayStranger/A.swift", "", false),
            ("Benchmarks/FoundationTwin.swift", "import Foundation\n", true),
            ("Benchmarks/A.swift", "import Foundation\n", false),
            ("Benchmarks/FoundationTwin.swift", "import TrelayGateway\n", false),
            ("Tests/TrelayFormatTests/A.swift", "import Testing\n@testable import TrelayFormat\n", true),
            ("Tests/TrelayFormatTests/A.swift", "@testable import TrelayCrypto\n", false),
        ])
    func rules(path: String, text: String, isFine: Bool) {
        let rules = ImportRules(package: PackageManifest(parsing: Self.sample))
        #expect(rules.violations(in: SourceFile(path: path, text)).isEmpty == isFine)
    }
}
