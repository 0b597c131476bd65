/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014): small, fast, and the same
/// numbers on every machine for the same seed, which the standard library's generator does not promise.
public struct SimulationGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number in `range`. The bias of the remainder is far below what a simulation notices.
    public mutating func number(in range: ClosedRange<Int>) -> Int {
        let span = UInt64(bitPattern: Int64(range.upperBound)) &- UInt64(bitPattern: Int64(range.lowerBound))
        guard span < .max else { return Int(truncatingIfNeeded: next()) }
        return range.lowerBound &+ Int(truncatingIfNeeded: next() % (span + 1))
    }

    /// True `perThousand` times of a thousand. Draws one number in any case, so that a rate of zero leaves the
    /// decisions after it where they were.
    public mutating func chance(perThousand: Int) -> Bool {
        Int(truncatingIfNeeded: next() % 1_000) < perThousand
    }

    /// A generator of its own for one actor of the simulation, so that the others' steps do not disturb it.
    public mutating func split() -> SimulationGenerator { SimulationGenerator(seed: next()) }
}
