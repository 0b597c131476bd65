import FoundationEssentials
import Testing

/// The file of bad documents: for each a sentence, its format, the document, and the message that a person sees.
///
///     == A comma is missing between two members
///     format: json
///     | {"a": 1
///     |  "b": 2}
///     > 2:2: there must be ',' or '}', but there is a string
///     = syntax
///
/// Bytes that nobody sees are written as `«EF BB BF»`, and what repeats as `«[ × 70»`. Lines that begin with `:` are a
/// second document: what a patch is applied to, or a change set that is published before. The text up to the first
/// case explains the file.
struct GoldenTranscript {
    struct Case: Sendable {
        var name: String
        var format: String
        var document: [String] = []
        var second: [String] = []
        /// What a person sees.
        var message: [String] = []
        /// What a program sees.
        var codes: [String] = []
    }

    var preamble: [String] = []
    var cases: [Case] = []

    static let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/bad-documents.txt")

    static var isRewriting: Bool { ProcessInfo.processInfo.environment["TRELAY_REWRITE_GOLDEN"] == "1" }

    struct Malformed: Error {
        var line: Int
        var text: String
    }

    /// Reads the file.
    static func read() throws -> GoldenTranscript {
        try GoldenTranscript(String(decoding: Data(contentsOf: path), as: UTF8.self))
    }

    init(_ text: String) throws {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line)
            if line.hasPrefix("== ") {
                cases.append(Case(name: String(line.dropFirst(3)), format: ""))
            } else if cases.isEmpty {
                preamble.append(line)
            } else {
                guard cases[cases.count - 1].take(line) else { throw Malformed(line: index + 1, text: line) }
            }
        }
    }

    func write() throws {
        try Data(description.utf8).write(to: Self.path)
    }
}

extension GoldenTranscript: CustomStringConvertible {
    var description: String {
        preamble.joined(separator: "\n") + "\n" + cases.map(\.text).joined(separator: "\n")
    }
}

extension GoldenTranscript.Case: CustomTestStringConvertible {
    var testDescription: String { name }

    fileprivate mutating func take(_ line: String) -> Bool {
        if let format = Self.content(line, after: "format:") {
            self.format = format
        } else if let text = Self.content(line, after: "|") {
            document.append(text)
        } else if let text = Self.content(line, after: ":") {
            second.append(text)
        } else if let text = Self.content(line, after: ">") {
            message.append(text)
        } else if let text = Self.content(line, after: "=") {
            codes.append(text)
        } else {
            return line.isEmpty
        }
        return true
    }

    /// The line without its mark and the one space behind it.
    private static func content(_ line: String, after mark: String) -> String? {
        guard line.hasPrefix(mark) else { return nil }
        let rest = line.dropFirst(mark.count)
        return String(rest.first == " " ? rest.dropFirst() : rest)
    }

    fileprivate var text: String {
        let parts = [(document, "|"), (second, ":"), (message, ">"), (codes, "=")]
        let lines = parts.flatMap { lines, mark in lines.map { $0.isEmpty ? mark : "\(mark) \($0)" } }
        return (["== \(name)", "format: \(format)"] + lines).joined(separator: "\n") + "\n"
    }

    var documentBytes: [UInt8] { Self.bytes(document) }
    var secondBytes: [UInt8] { Self.bytes(second) }

    /// The lines, each with its end, with what stands in `«…»` written out.
    private static func bytes(_ lines: [String]) -> [UInt8] {
        let text = lines.map { $0 + "\n" }.joined()
        var result: [UInt8] = []
        for (index, part) in text.split(separator: "«", omittingEmptySubsequences: false).enumerated() {
            guard index > 0, let end = part.firstIndex(of: "»") else {
                result += part.utf8
                continue
            }
            result += written(part[..<end]) + part[part.index(after: end)...].utf8
        }
        return result
    }

    private static func written(_ escape: Substring) -> [UInt8] {
        let parts = escape.split(separator: " × ")
        if parts.count == 2, let count = Int(parts[1]) {
            return [[UInt8]](repeating: Array(parts[0].utf8), count: count).flatMap { $0 }
        }
        return escape.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }
}
