import FoundationEssentials
import Testing
import TrelayFormat

/// Spoiled documents, as many as TRELAY_FUZZ_ROUNDS says: nothing traps, and what is accepted keeps every promise.
///
/// Each round has a seed of its own. After a failure, TRELAY_FUZZ_SEED with the seed that it names and
/// TRELAY_FUZZ_ROUNDS=1 run that round alone.
@Suite("Fuzzing")
struct FuzzTests {
    private static let rounds = number("TRELAY_FUZZ_ROUNDS") ?? 5_000
    private static let firstSeed = UInt64(clamping: number("TRELAY_FUZZ_SEED") ?? 1)

    private static func number(_ variable: String) -> Int? {
        ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
    }

    /// Parts of the rounds that run side by side.
    static let shards = min(4, max(1, rounds))

    @Test("Spoiled documents are read or refused, and values survive every way there and back", arguments: 0..<shards)
    func documents(shard: Int) {
        var statistics = FuzzStatistics()
        for round in stride(from: shard, to: Self.rounds, by: Self.shards) {
            let seed = Self.firstSeed &+ UInt64(round)
            var fuzz = FuzzRound(seed: seed)
            let problem = fuzz.run()
            statistics.add(fuzz.statistics)
            if let problem {
                Issue.record("seed \(seed), after \(statistics.rounds) rounds of this part: \(problem)")
                return
            }
        }
        print(
            "fuzz, part \(shard) of \(Self.shards): \(statistics.rounds) rounds from seed \(Self.firstSeed): \(statistics)"
        )
        // Otherwise nothing was looked at.
        guard statistics.rounds >= 200 else { return }
        #expect(statistics.texts > statistics.rounds / 20 && statistics.texts < statistics.rounds)
        #expect(statistics.items > statistics.rounds / 20 && statistics.items < statistics.rounds)
        #expect(statistics.patches > statistics.rounds / 20 && statistics.patches < statistics.rounds)
    }
}

/// How many spoiled things were accepted.
struct FuzzStatistics: CustomStringConvertible {
    var rounds = 0
    var texts = 0
    /// Texts that were accepted only because duplicate keys were let pass.
    var duplicates = 0
    var items = 0
    var deterministicItems = 0
    var patches = 0

    mutating func add(_ other: FuzzStatistics) {
        rounds += other.rounds
        texts += other.texts
        duplicates += other.duplicates
        items += other.items
        deterministicItems += other.deterministicItems
        patches += other.patches
    }

    var description: String {
        "accepted \(texts) texts (\(duplicates) more with duplicate keys), \(items) CBOR items (\(deterministicItems) deterministic), \(patches) patches"
    }
}

/// One round. A check that fails gives a sentence; it is not expressed with `#expect`, which costs more than the check.
struct FuzzRound {
    private var generator: SeededGenerator
    private(set) var statistics = FuzzStatistics()

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func run() -> String? {
        statistics.rounds = 1
        let old = generator.document()
        let new = Bool.random(using: &generator) ? generator.changed(old) : generator.document()
        let texts = [old, new].map {
            Bool.random(using: &generator) ? $0.canonicalBytes() : Array($0.prettyString().utf8)
        }
        let isLoose = Bool.random(using: &generator)
        let items = [old, new].map { isLoose ? LooseCBOR($0, generator).bytes : CBOREncoder.encode($0) }
        guard (try? CBORDecoder.decode(items[0])) == old else { return "lost: \(old), from the item \(items[0])" }
        return problem(ofValue: old) ?? problem(ofValue: new)
            ?? problem(ofText: generator.spoiled(texts[0], with: texts[1]))
            ?? problem(ofJoined: old, new)
            ?? problem(ofItem: generator.spoiled(items[0], with: items[1]))
            ?? problem(from: old, to: new)
            ?? problem(ofPointer: generator.spoiled(Array("#/a~1b/0/%C3%BC".utf8), with: texts[0]))
    }

    private func problem(ofValue value: JSONValue) -> String? {
        let canonical = value.canonicalBytes()
        let item = CBOREncoder.encode(value)
        guard let parsed = try? JSONParser.parse(canonical), parsed == value else { return "lost as JSON: \(value)" }
        guard parsed.canonicalBytes() == canonical else { return "not stable as canonical JSON: \(value)" }
        guard (try? JSONParser.parse(value.prettyString())) == value else { return "lost as pretty JSON: \(value)" }
        guard (try? CBORDecoder.decode(item, requiresDeterministic: true)) == value else {
            return "lost as CBOR: \(value)"
        }
        guard (try? CBORDecoder.decode(item)) == value else { return "lost as CBOR, read loosely: \(value)" }
        return nil
    }

    private mutating func problem(ofText bytes: [UInt8]) -> String? {
        do {
            let value = try JSONParser.parse(bytes)
            statistics.texts = 1
            guard (try? JSONParser.parseDocument(bytes).value) == value else {
                return "with places, another value: \(bytes)"
            }
            return problem(ofValue: value).map { $0 + ", from the text \(bytes)" }
        } catch {
            guard isOneLine(error.message), let position = error.position else { return "bad error \(error): \(bytes)" }
            guard position.column <= bytes.count + 1, position.line <= bytes.count + 1 else {
                return "bad place: \(bytes)"
            }
            guard error.pointer.tokens.count <= ParseLimits.default.maximumDepth else { return "bad pointer: \(bytes)" }
            return error.code == .duplicateKey ? problem(ofDuplicates: bytes, error.pointer) : nil
        }
    }

    /// The members of both in one text, where keys that both have stand twice; then spoiled.
    private mutating func problem(ofJoined old: JSONValue, _ new: JSONValue) -> String? {
        guard let first = old.objectValue, let second = new.objectValue, !first.isEmpty, !second.isEmpty else {
            return nil
        }
        let text = Array(old.canonicalBytes().dropLast()) + [UInt8(ascii: ",")] + new.canonicalBytes().dropFirst()
        let joined = JSONValue.object(JSONObject(Array(first) + Array(second)))
        let isWhole = joined.objectValue?.count == first.count + second.count
        var limits = ParseLimits.default
        if !isWhole {
            guard (try? JSONParser.parse(text)) == nil else { return "duplicates accepted: \(text)" }
            limits.duplicateKeys = .lastWins
        }
        guard (try? JSONParser.parse(text, limits: limits)) == joined else { return "joined to another: \(text)" }
        return problem(ofText: generator.spoiled(text, with: text))
    }

    /// Read so that the last one counts, the text is a value that has the key, or it is wrong for another reason.
    private mutating func problem(ofDuplicates bytes: [UInt8], _ pointer: JSONPointer) -> String? {
        var limits = ParseLimits.default
        limits.duplicateKeys = .lastWins
        do {
            let value = try JSONParser.parse(bytes, limits: limits)
            statistics.duplicates = 1
            guard value.value(at: pointer) != nil else { return "no such key \(pointer): \(bytes)" }
            guard (try? JSONParser.parseDocument(bytes, limits: limits).value) == value else {
                return "with places, another value of duplicates: \(bytes)"
            }
            return problem(ofValue: value).map { $0 + ", from the duplicates \(bytes)" }
        } catch {
            return error.code == .duplicateKey ? "duplicates are refused all the same: \(bytes)" : nil
        }
    }

    private mutating func problem(ofItem bytes: [UInt8]) -> String? {
        let deterministic = try? CBORDecoder.decode(bytes, requiresDeterministic: true)
        do {
            let value = try CBORDecoder.decode(bytes)
            statistics.items = 1
            if let deterministic {
                statistics.deterministicItems = 1
                guard CBOREncoder.encode(deterministic) == bytes else { return "other deterministic bytes: \(bytes)" }
                guard deterministic == value else { return "loosely another value: \(bytes)" }
            } else if CBOREncoder.encode(value) == bytes {
                return "deterministic and refused: \(bytes)"
            }
            return problem(ofValue: value).map { $0 + ", from the item \(bytes)" }
        } catch {
            let offset = error.message.dropFirst(5).prefix { $0 != ":" }
            guard error.message.hasPrefix("byte "), isOneLine(error.message), (Int(offset) ?? .max) <= bytes.count
            else {
                return "bad error \(error): \(bytes)"
            }
            return deterministic == nil ? nil : "loosely refused: \(bytes)"
        }
    }

    private mutating func problem(from old: JSONValue, to new: JSONValue) -> String? {
        let patch = JSONPatch.difference(from: old, to: new)
        guard (try? patch.apply(to: old)) == new else { return "wrong patch: \(old) to \(new): \(patch.json)" }
        guard (try? JSONPatch(patch.json)) == patch else { return "patch lost: \(patch.json)" }
        if MergePatch.canProduce(new) {
            let merge = MergePatch.difference(from: old, to: new)
            guard MergePatch.apply(merge, to: old) == new else {
                return "wrong merge patch: \(old) to \(new): \(merge)"
            }
        }
        let changes = ValueDifference.changes(from: old, to: new)
        for change in changes {
            let isRight =
                (change.old == nil || old.value(at: change.oldPointer) == change.old)
                && (change.new == nil || new.value(at: change.pointer) == change.new)
            guard isRight, change.old != change.new else { return "wrong change \(change): \(old) to \(new)" }
        }
        guard changes.isEmpty == (old == new) else { return "changes missing: \(old) to \(new)" }
        guard UnifiedDifference.lines(from: old, to: new).isEmpty == changes.isEmpty else {
            return "lines missing: \(old) to \(new)"
        }
        return problem(ofPatch: generator.changed(patch.json), to: old)
    }

    private mutating func problem(ofPatch json: JSONValue, to document: JSONValue) -> String? {
        do {
            let patch = try JSONPatch(json)
            let result = try patch.apply(to: document)
            statistics.patches = 1
            return problem(ofValue: result).map { $0 + ", from the patch \(json) on \(document)" }
        } catch {
            return isOneLine(error.message) ? nil : "bad error \(error): \(json)"
        }
    }

    private func problem(ofPointer bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        if let pointer = JSONPointer(text), !pointer.description.utf8.elementsEqual(text.utf8) {
            return "pointer: \(bytes)"
        }
        guard let pointer = JSONPointer(fragment: text) else { return nil }
        guard JSONPointer(fragment: pointer.fragment) == pointer, JSONPointer(pointer.description) == pointer else {
            return "fragment: \(bytes)"
        }
        return nil
    }

    private func isOneLine(_ message: String) -> Bool {
        !message.isEmpty && !message.utf8.contains(UInt8(ascii: "\n")) && !message.utf8.contains(UInt8(ascii: "\r"))
    }
}
