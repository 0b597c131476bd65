import TrelayCrypto

/// Which target a key belongs to: the same on every machine, for ever.
///
/// This is weighted rendezvous hashing. Every target draws a number for the key, with no regard to weights or to other
/// targets, and the one whose number divided by its weight is the least has the key. So a target whose weight grows takes
/// keys from others and gives none away, one whose weight shrinks gives and takes none, and a new one only takes: from
/// 90/10 to 80/20 exactly a tenth of the keys moves, all of them to the second.
///
///     hash(t)    the first 64 bits of SHA-256 of the text t
///     mix(x)     the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators")
///     place      mix(first 64 bits of SHA-256 of the sticky key ^ hash("trelay.route.1\n" + name of the route))
///     draw(p)    mix(place ^ hash(p))
///     number(p)  -log2(draw(p) / 2^64) in units of 2^-32, rounded as `exponential` does: integers only, because the
///                logarithms of mathematics libraries differ in their last bit
///
/// The purpose `p` of a target is "target\n" + name of its provider + "\n" + how many targets of the same provider stand
/// before it. So a target keeps its keys when its model is exchanged, and when targets of other providers come and go; to
/// take one of several targets of the same provider out, give it the weight 0.
enum Assignment {
    /// Where a key stands in a route.
    struct Place: Hashable, Sendable {
        fileprivate let bits: UInt64

        /// - Parameters:
        ///   - stickyDigest: SHA-256 of the key.
        ///   - route: `routeSalt` of the route's name.
        init(_ stickyDigest: Digest, route: UInt64) {
            bits = Assignment.mix(Assignment.leadingBits(of: stickyDigest) ^ route)
        }

        /// 64 bits that are as good as random, the same for the same key, route and purpose.
        func draw(_ purpose: UInt64) -> UInt64 { Assignment.mix(bits ^ purpose) }

        /// Whether the key is among so many of 100.
        func isBelow(percent: Double, _ purpose: UInt64) -> Bool {
            if percent >= 100 { return true }
            // 53 bits, which a double holds exactly; the product with a power of two is exact, too.
            return Double(draw(purpose) >> 11) < percent / 100 * 0x1p53
        }
    }

    /// A target in the order in which a key prefers targets. The least comes first.
    struct Preference: Comparable, Sendable {
        /// In units of 2^-32, at most 2^38.
        let number: UInt64
        /// From 1 to `maximumWeight`, so that products fit.
        let weight: UInt64
        /// The target's place in the configuration, which decides between equals.
        let index: Int

        init(_ place: Place, _ target: RouteTarget, index: Int) {
            number = Assignment.exponential(place.draw(target.salt))
            weight = UInt64(target.weight)
            self.index = index
        }

        static func < (left: Preference, right: Preference) -> Bool {
            let (first, second) = (left.number * right.weight, right.number * left.weight)
            return first == second ? left.index < right.index : first < second
        }
    }

    /// As the schema of routes has it.
    static let maximumWeight = 1_000_000

    static func routeSalt(_ name: String) -> UInt64 { hash("trelay.route.1\n" + name) }

    /// - Parameter ordinal: how many targets of the same provider stand before it.
    static func targetSalt(provider: String, ordinal: Int) -> UInt64 { hash("target\n\(provider)\n\(ordinal)") }

    static func segmentSalt(_ index: Int) -> UInt64 { hash("segment\n\(index)") }

    static func hash(_ text: String) -> UInt64 { leadingBits(of: SHA256.hash(utf8: text)) }

    private static func leadingBits(of digest: Digest) -> UInt64 {
        var bits: UInt64 = 0
        for index in 0..<16 { bits = bits << 4 | UInt64(digest.nibble(at: index)) }
        return bits
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// -log2(draw / 2^64) in units of 2^-32, rounded up; 64 for a draw of 0. Exponentially distributed for draws that are
    /// evenly distributed, which is what makes weights come true.
    static func exponential(_ draw: UInt64) -> UInt64 {
        guard draw > 0 else { return 64 << 32 }
        let zeros = draw.leadingZeroBitCount
        // From 1 up to 2, with 63 bits behind the point. Its logarithm, bit by bit: a square from 2 up has one more.
        var fraction = draw << UInt64(zeros)
        var logarithm: UInt64 = 0
        for _ in 0..<32 {
            let square = fraction.multipliedFullWidth(by: fraction)
            let isTwoOrMore = square.high >> 63
            logarithm = logarithm << 1 | isTwoOrMore
            fraction = isTwoOrMore == 1 ? square.high : square.high << 1 | square.low >> 63
        }
        return UInt64(zeros + 1) << 32 - logarithm
    }
}
