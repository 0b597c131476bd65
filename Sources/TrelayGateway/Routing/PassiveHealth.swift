/// Which providers rest because they failed several times in a row. Learned from the requests themselves; one shard's
/// own, kept over reloads by the provider's name. Time comes in.
///
/// A provider that has rested is asked by one request, the probe: if that succeeds it is well, else it rests again, twice
/// as long as before.
struct PassiveHealth: Sendable {
    /// The first rest; each further one in a row is twice as long.
    static let firstRest: UInt64 = 5_000_000_000
    static let longestRest: UInt64 = 120_000_000_000
    /// A probe that has told nothing by then, such as a stream of hours, lets the next request be one.
    static let longestProbe: UInt64 = 10_000_000_000
    /// More providers than this are not followed.
    static let maximumProviders = 10_000

    private struct Record: Sendable {
        var failures = 0
        var rests = 0
        /// 0 while it does not rest.
        var restsUntil: UInt64 = 0
        /// When the request began that is to find out whether it is well again; nil if there is none.
        var probedAt: UInt64?

        func isResting(_ now: UInt64) -> Bool { now < restsUntil }

        func isProbed(_ now: UInt64) -> Bool {
            guard let probedAt else { return false }
            return now < probedAt || now - probedAt < longestProbe
        }
    }

    private var records: [String: Record] = [:]

    init() {}

    /// Whether a request may go there now. After a rest one request may, and the others wait for how that one ends.
    func isAvailable(_ provider: String, now: UInt64) -> Bool {
        guard let record = records[provider], record.restsUntil > 0 else { return true }
        return !record.isResting(now) && !record.isProbed(now)
    }

    /// A request goes there.
    mutating func began(_ provider: String, now: UInt64) {
        // Nearly every provider is well and has no record.
        guard let record = records[provider], record.restsUntil > 0 else { return }
        if !record.isResting(now), !record.isProbed(now) { records[provider]?.probedAt = now }
    }

    /// It answered as it should.
    mutating func succeeded(_ provider: String) {
        guard !records.isEmpty else { return }
        records[provider] = nil
    }

    /// - Parameter limit: failures in a row after which it rests.
    mutating func failed(_ provider: String, limit: Int, now: UInt64) {
        var record = records[provider] ?? Record()
        // Requests that were under way when it began to rest, and those that had nowhere else to go, say nothing new: a
        // hundred of them must not make the rest longest at once.
        guard !record.isResting(now), records.count < Self.maximumProviders || records[provider] != nil else { return }
        record.failures = min(record.failures + 1, 1_000_000)
        record.probedAt = nil
        if record.failures >= max(1, limit) {
            let rest = min(Self.longestRest, Self.firstRest << UInt64(record.rests))
            record.restsUntil = now.addingReportingOverflow(rest).overflow ? .max : now + rest
            record.rests = min(record.rests + 1, 10)
        }
        records[provider] = record
    }

    /// A request ended that says nothing about the provider: the caller went, or was at fault.
    mutating func ended(_ provider: String) {
        guard !records.isEmpty else { return }
        records[provider]?.probedAt = nil
    }

    /// Forgets providers that are not there any more, or that are others now.
    mutating func keep(_ isKept: (String) -> Bool) {
        records = records.filter { isKept($0.key) }
    }
}
