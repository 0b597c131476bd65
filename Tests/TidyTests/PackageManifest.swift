/// The graph of modules as Package.swift declares it: who may import whom.
struct PackageManifest: Sendable {
    enum Kind: Sendable {
        case swiftModule
        case systemLibrary
        case executable
        case test
    }

    struct Target: Sendable {
        var kind: Kind
        var name: String
        var dependencies: [String]
        /// Only when it is not where the name says.
        var path: String?

        /// The folder of its files, relative to the root.
        var folder: String { path ?? (kind == .test ? "Tests/" : "Sources/") + name }
    }

    var targets: [Target]

    init(targets: [Target]) {
        self.targets = targets
    }

    /// Reads the calls that declare targets. The manifest is code; these tests know the few forms that it uses.
    init(parsing text: String) {
        let code = Self.withoutComments(text)
        // The helpers in front of the package are declarations, not targets.
        var rest = code.firstRange(of: "let package = ").map { code[$0.upperBound...] } ?? ""
        var found: [Target] = []
        while let call = Self.nextCall(&rest) { found.append(call) }
        self.init(targets: found)
    }

    func target(_ name: String) -> Target? { targets.first { $0.name == name } }

    /// The target whose folder holds a file.
    func owner(of path: String) -> Target? { targets.first { path.hasPrefix($0.folder + "/") } }

    private static let calls: [(text: String, kind: Kind)] = [
        (".systemLibrary(", .systemLibrary), (".executableTarget(", .executable), (".testTarget(", .test),
        (".target(", .swiftModule), ("module(", .swiftModule), ("tests(", .test),
    ]

    private static func nextCall(_ rest: inout Substring) -> Target? {
        var nearest: (range: Range<Substring.Index>, kind: Kind)?
        for call in calls {
            guard let range = rest.firstRange(of: call.text) else { continue }
            if let known = nearest, known.range.lowerBound <= range.lowerBound { continue }
            nearest = (range, call.kind)
        }
        guard let nearest else { return nil }
        let body = balanced(rest[nearest.range.upperBound...])
        rest = rest[body.endIndex...]
        let name = strings(in: body).first ?? ""
        let path = body.firstRange(of: "path:").flatMap { strings(in: body[$0.upperBound...]).first }
        guard nearest.kind != .systemLibrary else {
            return Target(kind: .systemLibrary, name: name, dependencies: [], path: path)
        }
        let list = body.firstIndex(of: "[").map { balanced(body[body.index(after: $0)...]) }
        return Target(kind: nearest.kind, name: name, dependencies: list.map(strings) ?? [], path: path)
    }

    /// Up to the bracket that closes the one before the text.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        var index = text.startIndex
        while index < text.endIndex {
            switch text[index] {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            default: break
            }
            if depth == 0 { return text[..<index] }
            index = text.index(after: index)
        }
        return text
    }

    private static func strings(in text: Substring) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }

    private static func withoutComments(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
    }
}
