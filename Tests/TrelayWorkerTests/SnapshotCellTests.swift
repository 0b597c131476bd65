import Testing
import TrelaySystem

@testable import TrelayWorker

@Suite("Snapshot cell")
struct SnapshotCellTests {
    /// A value of which a torn read would be seen: all of its words must be equal.
    private struct Wide: Sendable {
        var words: [Int]
        var first: Int
        var last: Int

        init(_ number: Int) {
            words = Array(repeating: number, count: 16)
            first = number
            last = number
        }

        var isWhole: Bool { words.allSatisfy { $0 == first } && first == last }
    }

    @Test("A reader keeps what it has until something else is put there")
    func reading() {
        let cell = SnapshotCell("one")
        var reader = cell.makeReader()
        #expect(reader.current() == "one")
        #expect(cell.replace(with: "two") == "one")
        #expect(reader.current() == "two")
        #expect(reader.withCurrent { $0.count } == 3)
        #expect(cell.load() == "two")
    }

    @Test("A request that took its snapshot keeps it over a swap")
    func requestsKeepTheirs() {
        let cell = SnapshotCell([1, 2, 3])
        var reader = cell.makeReader()
        let request = reader.current()
        cell.replace(with: [])
        #expect(request == [1, 2, 3])
        #expect(reader.current().isEmpty)
    }

    @Test("Readers see whole snapshots in their order while another thread swaps")
    func tornReads() throws {
        let cell = SnapshotCell(Wide(0))
        let last = 20_000
        let isDone = Box(false)
        let torn = Box(0)
        let backwards = Box(0)
        let readers = try (0..<2).map { number in
            try OSThread(name: "reader-\(number)") {
                var reader = cell.makeReader()
                var seen = 0
                while true {
                    let wasDone = isDone.value
                    let snapshot = reader.current()
                    if !snapshot.isWhole { torn.change { $0 += 1 } }
                    if snapshot.first < seen { backwards.change { $0 += 1 } }
                    seen = snapshot.first
                    if wasDone {
                        if seen != last { backwards.change { $0 += 1 } }
                        return
                    }
                }
            }
        }
        for number in 1...last { cell.replace(with: Wide(number)) }
        isDone.change { $0 = true }
        for reader in readers { reader.join() }
        #expect(torn.value == 0)
        #expect(backwards.value == 0)
    }
}
