import FoundationEssentials
import Glibc

/// The checkout that these tests were compiled from, read from disk: found by the place of this file.
enum Repository {
    static let root: String = {
        let here = URL(filePath: #filePath).resolvingSymlinksInPath()
        return here.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    }()

    /// Folders that hold what builds and runs leave behind; nothing of them is tracked.
    private static let leftovers = [".git", ".build", ".trelay", ".swiftpm", ".cache"]

    static let package: PackageManifest = {
        guard let file = try? file("Package.swift") else { return PackageManifest(targets: []) }
        return PackageManifest(parsing: file.text)
    }()

    static let sources: [SourceFile] = files(under: "Sources")
    static let swiftSources: [SourceFile] = sources.filter(\.isSwift)

    static func file(_ path: String) throws -> SourceFile {
        let data = try Data(contentsOf: URL(filePath: root + "/" + path))
        return SourceFile(path: path, bytes: [UInt8](data))
    }

    /// Every file below a folder, or of the whole checkout, in the order of their paths.
    static func files(under folder: String = "") -> [SourceFile] {
        paths(under: folder).sorted().compactMap { try? file($0) }
    }

    private static func paths(under folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
        return names.flatMap { name -> [String] in
            guard !leftovers.contains(where: { name == $0 || name.hasPrefix($0 + "-") }) else { return [] }
            let path = folder.isEmpty ? name : folder + "/" + name
            var isFolder = false
            guard FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder) else { return [] }
            return isFolder ? paths(under: path) : [path]
        }
    }
}

/// One file of the checkout.
struct SourceFile: Sendable {
    /// Relative to the root of the checkout.
    var path: String
    var bytes: [UInt8]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    init(path: String, _ text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
    var isSwift: Bool { path.hasSuffix(".swift") }
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The folder right below `Sources` or `Tests`; nil for a file elsewhere.
    var folder: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    /// The lines (from 1) in which a word stands.
    func lines(with word: String) -> [Int] {
        guard contains(word) else { return [] }
        return lines.enumerated().filter { Array($0.element.utf8).hold(Array(word.utf8)) }.map { $0.offset + 1 }
    }

    func contains(_ word: String) -> Bool {
        bytes.hold(Array(word.utf8))
    }

    /// The modules that the file imports, with the line of each. An indented line is text of another language.
    var imports: [(module: String, line: Int)] {
        lines.enumerated().compactMap { index, line in
            guard line.first != " " else { return nil }
            var words = line.split(separator: " ")[...]
            while let first = words.first, SourceFile.importModifiers.contains(first) { words = words.dropFirst() }
            guard words.first == "import" else { return nil }
            words = words.dropFirst()
            if let first = words.first, SourceFile.importKinds.contains(first) { words = words.dropFirst() }
            guard let name = words.first?.split(separator: ".").first else { return nil }
            return (String(name), index + 1)
        }
    }

    private static let importModifiers: Set<Substring> = [
        "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency", "@_exported",
        "@_implementationOnly",
    ]
    private static let importKinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]
}

extension [UInt8] {
    /// Whether `word` stands somewhere in these bytes. `memchr` and `memcmp`, because searching a checkout byte by byte
    /// takes a debug build seconds.
    func hold(_ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        return withUnsafeBytes { bytes in
            var rest = bytes[...]
            while rest.count >= word.count, let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress {
                guard let found = memchr(start, Int32(first), rest.count - word.count + 1) else { return false }
                if memcmp(found, word, word.count) == 0 { return true }
                rest = rest.dropFirst(UnsafeRawPointer(found) - start + 1)
            }
            return false
        }
    }
}
