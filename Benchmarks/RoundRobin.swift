/// Measures cases in turns, a block of each at a time: whatever else the machine does meets all of them alike.
struct RoundRobin {
    struct Case {
        var name: String
        /// How often the body runs in one block; the block's mean is one value.
        var runs: Int
        /// Gives the same number at each run, made from the result of the work: so no work can be left out, and a case that
        /// does something else than the last time is found.
        var body: () throws -> Int

        init(_ name: String, runs: Int, _ body: @escaping () throws -> Int) {
            self.name = name
            self.runs = runs
            self.body = body
        }
    }

    /// Values for each case. A tenth as many warm up before, and do not count.
    var blocks: Int

    /// - Returns: the values of each case, by its name.
    func measure(_ cases: [Case]) throws -> [String: Series] {
        let witnesses = try cases.map { try $0.body() }
        var values: [[Double]] = cases.map { _ in [] }
        for block in -(blocks / 10)..<blocks {
            for (index, item) in cases.enumerated() {
                var sum = 0
                let watch = Stopwatch()
                for _ in 0..<item.runs { sum &+= try item.body() }
                let nanoseconds = watch.nanoseconds
                guard sum == witnesses[index] &* item.runs else {
                    throw BenchmarkFailure(message: "\(item.name) does not give the same result each time")
                }
                if block >= 0 { values[index].append(Double(nanoseconds) / Double(item.runs)) }
            }
        }
        return Dictionary(uniqueKeysWithValues: zip(cases.map(\.name), values.map { Series($0) }))
    }
}

/// What a round robin found out, on its way into rows.
struct Findings {
    private var series: [String: Series]

    init(_ series: [String: Series]) { self.series = series }

    mutating func add(_ more: [String: Series]) { series.merge(more) { $1 } }

    /// - Parameter twin: the case whose median the ratio is to.
    func row(_ name: String, to twin: String? = nil, note: String = "") -> Row {
        let own = series[name] ?? Series([Double]())
        let ratio = twin.flatMap { series[$0] }.map { own.median / $0.median }
        let comparison = ratio == nil ? "" : "to \(twin ?? "")"
        let notes = [comparison, note].filter { !$0.isEmpty }.joined(separator: "; ")
        return Row(name: name, series: own, unit: .fitting(own.median), ratio: ratio, note: notes)
    }
}
