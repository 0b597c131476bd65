/// Words that the sources do without, and the places that need them all the same.
enum ForbiddenWords {
    struct Word: Sendable {
        var text: String
        /// What to do instead.
        var advice: String
        var forbiddenInTests = false
    }

    /// A place that may use a word, and why.
    struct Allowance: Sendable {
        var word: String
        var path: String
        var reason: String
    }

    static let words = [
        Word(text: "Task.sleep", advice: "wait for the event, with a deadline", forbiddenInTests: true),
        Word(text: "sleep(", advice: "wait for the event, with a deadline", forbiddenInTests: true),
        Word(text: "fatalError", advice: "input is answered with an error; a programmer's mistake is a precondition"),
        Word(text: "preconditionFailure", advice: "input is answered with an error"),
        Word(text: "try!", advice: "answer the error"),
        Word(text: "TODO", advice: "finish it or leave it out"),
        Word(text: "FIXME", advice: "fix it"),
        Word(text: "@unchecked Sendable", advice: "use a Mutex, an Atomic or a value"),
        Word(text: "nonisolated(unsafe)", advice: "use a Mutex, an Atomic or a value"),
    ]

    /// Words that take a promise from the programmer: the promise stands beside them, in a comment.
    static let promises: Set<String> = ["@unchecked Sendable", "nonisolated(unsafe)"]
    static let promiseMark = "// SAFETY:"

    static let allowances = [
        Allowance(
            word: "preconditionFailure", path: "Sources/TrelayCore/Kinds/KindSchemas.swift",
            reason: "the schemas are in the source and no input; a test compiles every one"),
        Allowance(
            word: "@unchecked Sendable", path: "Sources/TrelayKafka/Client/ClientHandle.swift",
            reason: "holds librdkafka's pointer, whose functions are thread-safe; it is lent out under a lock and "
                + "destroyed only when nobody borrows it"),
        Allowance(
            word: "@unchecked Sendable", path: "Sources/TrelayKafka/Embedded/EmbeddedCluster.swift",
            reason: "holds pointers of the mock cluster, which orders its own thread about; a lock keeps calls away "
                + "from a destroyed one"),
        Allowance(
            word: "nonisolated(unsafe)", path: "Sources/TrelayHTTP/ExchangeCore.swift",
            reason: "lends libmicrohttpd's buffer to a lock's body, which runs on the same thread before the call ends"),
    ]

    /// - Returns: one line for each place that uses a word without being allowed to.
    static func violations(in file: SourceFile, isTest: Bool = false) -> [String] {
        words.filter { !isTest || $0.forbiddenInTests }.flatMap { word -> [String] in
            let lines = file.lines(with: word.text)
            guard !lines.isEmpty else { return [] }
            if isTest || !isAllowed(word.text, file.path) {
                return lines.map { "\(file.path):\($0): \(word.text): \(word.advice)" }
            }
            guard promises.contains(word.text), !file.contains(promiseMark) else { return [] }
            return lines.map { "\(file.path):\($0): \(word.text) without a comment that begins with \(promiseMark)" }
        }
    }

    private static func isAllowed(_ word: String, _ path: String) -> Bool {
        allowances.contains { $0.word == word && $0.path == path }
    }
}
