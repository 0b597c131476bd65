import Testing
import TrelayFormat

@Suite("Properties of generated values")
struct PropertyTests {
    static let seeds: [UInt64] = Array(1...20)
    static let rounds = 100

    @Test("Printing and parsing gives the same value, and the canonical form is stable", arguments: seeds)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let value = generator.value(depth: 4)
            let canonical = value.canonicalBytes()
            let parsed = try JSONParser.parse(canonical)
            #expect(parsed == value)
            #expect(parsed.hashValue == value.hashValue)
            #expect(parsed.canonicalBytes() == canonical)
            #expect(parsed.digest() == value.digest())
            let pretty = try JSONParser.parse(value.prettyString())
            #expect(pretty.canonicalBytes() == canonical)
            #expect(try JSONParser.parseDocument(canonical).value == value)
        }
    }

    @Test("The difference of two values, applied to the one, gives the other", arguments: seeds)
    func mergePatch(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let old = generator.value(depth: 4)
            let new = generator.value(depth: 4, allowsNull: false)
            let patch = MergePatch.difference(from: old, to: new)
            #expect(MergePatch.canProduce(new))
            #expect(MergePatch.apply(patch, to: old) == new)
            #expect(MergePatch.apply(MergePatch.difference(from: new, to: new), to: new) == new)
        }
    }

    @Test("Each listed change shows what is really there, and equal values have none", arguments: seeds)
    func differences(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            let old = generator.value(depth: 4)
            let new = generator.value(depth: 4)
            let changes = ValueDifference.changes(from: old, to: new)
            #expect(changes.isEmpty == (old == new))
            for change in changes {
                if change.old != nil { #expect(old.value(at: change.oldPointer) == change.old) }
                if change.new != nil { #expect(new.value(at: change.pointer) == change.new) }
                #expect(change.old != change.new)
                if change.old == nil || change.new == nil { #expect(change.pointer == change.oldPointer) }
                #expect(JSONPointer(change.pointer.description) == change.pointer)
            }
            // Each place of either value is listed once.
            let gone = changes.filter { $0.old != nil }.map(\.oldPointer)
            let there = changes.filter { $0.new != nil }.map(\.pointer)
            #expect(Set(gone).count == gone.count && Set(there).count == there.count)
        }
    }

    @Test("Broken text never traps, and its error has a place inside the text", arguments: seeds)
    func brokenText(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<Self.rounds {
            var text = generator.value(depth: 3).canonicalBytes()
            for _ in 0..<3 where !text.isEmpty {
                let index = Int.random(in: 0..<text.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: text.remove(at: index)
                case 1: text[index] = UInt8.random(in: 0...255, using: &generator)
                default: text.removeLast(text.count - index)
                }
            }
            do {
                let value = try JSONParser.parse(text)
                #expect((try? JSONParser.parse(value.canonicalBytes())) == value)
            } catch {
                let lines = text.count { $0 == 0x0A || $0 == 0x0D } + 1
                #expect((error.position?.line ?? 0) <= lines)
                #expect((error.position?.column ?? 0) <= text.count + 1)
                #expect(!error.message.isEmpty && !error.message.utf8.contains(0x0A))
                #expect((try? JSONParser.parseDocument(text)) == nil)
            }
        }
    }
}
