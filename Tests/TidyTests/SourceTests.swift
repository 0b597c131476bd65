import Testing

@Suite("The sources are tidy")
struct SourceTests {
    static let maximumLines = 420
    /// This folder speaks of the words that it looks for.
    static let own = "Tests/TidyTests/"

    @Test("No source uses a forbidden word outside of the list of allowances")
    func words() {
        for violation in Repository.sources.flatMap({ ForbiddenWords.violations(in: $0) }) {
            Issue.record("\(violation)")
        }
    }

    @Test("No test waits for time to pass")
    func sleepingTests() {
        let files = Repository.files(under: "Tests").filter { $0.isSwift && !$0.path.hasPrefix(Self.own) }
        #expect(!files.isEmpty)
        for violation in files.flatMap({ ForbiddenWords.violations(in: $0, isTest: true) }) {
            Issue.record("\(violation)")
        }
    }

    @Test("Every allowance is still needed, and gives its reason")
    func allowances() {
        for allowance in ForbiddenWords.allowances {
            #expect(allowance.reason.count > 20)
            let file = try? Repository.file(allowance.path)
            #expect(file?.contains(allowance.word) == true, "\(allowance.path) does not use \(allowance.word) any more")
        }
    }

    @Test("No file of the sources is longer than a reader's patience")
    func length() {
        for file in Repository.sources {
            let count = file.bytes.count { $0 == UInt8(ascii: "\n") }
            #expect(count <= Self.maximumLines, "\(file.path) has \(count) lines; split it by subject")
        }
    }

    @Test("No Swift file is dead: each declares something")
    func deadFiles() {
        let folders = ["Sources", "Tests", "Examples", "Benchmarks"]
        for file in folders.flatMap({ Repository.files(under: $0) }) where file.isSwift {
            #expect(declaresSomething(file), "\(file.path) is empty")
        }
    }

    private func declaresSomething(_ file: SourceFile) -> Bool {
        file.lines.contains { line in
            let code = line.drop { $0 == " " }
            return !code.isEmpty && !code.hasPrefix("//") && !code.hasPrefix("import ") && !code.contains(" import ")
        }
    }

    /// Folders of somebody's machine. Put together here, so that this file does not hold them.
    static let machineFolders = ["/ho" + "me/", "/wo" + "rk/", "/ro" + "ot/", "/Us" + "ers/"]
    static let notes = "sha" + "red/design"
    /// The one file that may know the machine it runs on.
    static let exempt = [".ci/run"]

    @Test("No file knows somebody's home or work folder, or notes that are not part of the checkout")
    func places() {
        for file in Repository.files() where !Self.exempt.contains(file.path) {
            for line in file.lines(with: Self.notes) { Issue.record("\(file.path):\(line): \(Self.notes)") }
            for folder in Self.machineFolders {
                for line in file.lines(with: folder) where namesPlace(file.lines[line - 1], folder) {
                    Issue.record("\(file.path):\(line): an absolute path below \(folder)")
                }
            }
        }
    }

    /// An absolute path begins after a space, a quote or the like: `https://host` + folder is none.
    private func namesPlace(_ line: Substring, _ folder: String) -> Bool {
        var rest = line[...]
        while let range = rest.firstRange(of: folder) {
            let before = rest[..<range.lowerBound].last ?? line[..<range.lowerBound].last
            guard let before, before.isLetter || before.isNumber || "._~-)}$".contains(before) else { return true }
            rest = rest[range.upperBound...]
        }
        return false
    }

    // The rules themselves: each must be able to say no.

    @Test(
        "A forbidden word is found, and an allowance holds for its own file only",
        arguments: [
            ("Sources/A/A.swift", "let a = 1\n", 0),
            ("Sources/A/A.swift", "try await Task.sleep(for: .seconds(1))\n", 2),
            ("Sources/A/A.swift", "usleep(10)\n// TODO: more\n", 2),
            ("Sources/A/A.swift", "let a = try! b()\n\n  fatalError(\"no\")", 2),
            ("Sources/A/A.swift", "// SAFETY: mine\nstruct A: @unchecked Sendable {}\n", 1),
            ("Sources/TrelayKafka/Client/ClientHandle.swift", "struct A: @unchecked Sendable {}\n", 1),
            ("Sources/TrelayKafka/Client/ClientHandle.swift", "// SAFETY: x\nstruct A: @unchecked Sendable {}\n", 0),
        ])
    func findsWords(path: String, text: String, count: Int) {
        #expect(ForbiddenWords.violations(in: SourceFile(path: path, text)).count == count)
    }

    @Test("A path of a machine is told from the path of an address")
    func findsPlaces() {
        let folder = Self.machineFolders[0]
        #expect(namesPlace("cd \(folder)somebody", folder))
        #expect(namesPlace("\(folder)somebody", folder))
        #expect(namesPlace("https://host\(folder)x and \"\(folder)y\"", folder))
        #expect(!namesPlace("https://host\(folder)x", folder))
        #expect(!namesPlace("$HOME\(folder)x", folder))
    }
}
