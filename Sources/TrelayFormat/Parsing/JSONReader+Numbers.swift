extension JSONReader {
    /// More characters than any double needs: longer ones only cost time.
    private static let maximumNumberBytes = 1_024

    /// The parts of a number's text, as far as a quick conversion needs them.
    private struct Scanned {
        let start: Int
        let isNegative: Bool
        /// The digits without the point; meaningless if there are more than `digitLimit`.
        var significand: UInt64 = 0
        /// Digits in `significand`, without leading zeros.
        var digitCount = 0
        var fractionDigits = 0
        var exponent = 0

        /// As many digits as surely fit into `significand`.
        static let digitLimit = 18
        /// An exponent beyond this decides by itself; it keeps the sum from overflowing.
        static let exponentLimit = 100_000

        mutating func add(_ digit: UInt8) {
            if significand != 0 || digit != 0 { digitCount += 1 }
            if digitCount <= Self.digitLimit { significand = significand * 10 + UInt64(digit) }
        }
    }

    /// The number at the cursor, which stands on its sign or first digit; afterwards on the first byte behind it.
    mutating func readNumber() throws(ParseFailure) -> Double {
        var scanned = Scanned(start: cursor.offset, isNegative: cursor.current == UInt8(ascii: "-"))
        if scanned.isNegative { cursor.advance() }
        try scanInteger(&scanned)
        if cursor.current == UInt8(ascii: ".") { try scanFraction(&scanned) }
        if cursor.current | 0x20 == UInt8(ascii: "e") { try scanExponent(&scanned) }
        return try value(of: scanned)
    }

    private mutating func scanInteger(_ scanned: inout Scanned) throws(ParseFailure) {
        let isZero = cursor.current == UInt8(ascii: "0")
        guard scanDigits({ scanned.add($0) }) > 0 else {
            throw failure("there must be a digit after '-', but there is \(SyntaxHint.name(ofByteAt: cursor))")
        }
        if isZero, cursor.offset - scanned.start > (scanned.isNegative ? 2 : 1) {
            throw ParseFailure(
                .syntax, "a number has no leading zeros: remove them, or write a string", at: scanned.start)
        }
    }

    private mutating func scanFraction(_ scanned: inout Scanned) throws(ParseFailure) {
        cursor.advance()
        scanned.fractionDigits = scanDigits { scanned.add($0) }
        guard scanned.fractionDigits > 0 else {
            throw failure("there must be a digit after '.', but there is \(SyntaxHint.name(ofByteAt: cursor))")
        }
    }

    private mutating func scanExponent(_ scanned: inout Scanned) throws(ParseFailure) {
        cursor.advance()
        let isNegative = cursor.current == UInt8(ascii: "-")
        if isNegative || cursor.current == UInt8(ascii: "+") { cursor.advance() }
        var exponent = 0
        let count = scanDigits { exponent = min(exponent * 10 + Int($0), Scanned.exponentLimit) }
        guard count > 0 else {
            throw failure("there must be a digit in the exponent, but there is \(SyntaxHint.name(ofByteAt: cursor))")
        }
        scanned.exponent = isNegative ? -exponent : exponent
    }

    /// Gives each digit's value; returns how many there were.
    @inline(__always)
    private mutating func scanDigits(_ body: (UInt8) -> Void) -> Int {
        let start = cursor.offset
        while true {
            let digit = cursor.current &- UInt8(ascii: "0")
            guard digit <= 9 else { return cursor.offset - start }
            body(digit)
            cursor.advance()
        }
    }

    private func value(of scanned: Scanned) throws(ParseFailure) -> Double {
        if scanned.digitCount == 0 { return 0 }
        let exponent = scanned.exponent - scanned.fractionDigits
        let magnitude: Double
        if scanned.digitCount <= 15, let power = Self.exactPower(exponent.magnitude) {
            // Both operands are exact, so the one rounding is the right one (Clinger 1990).
            magnitude = exponent < 0 ? Double(scanned.significand) / power : Double(scanned.significand) * power
        } else {
            magnitude = try convert(scanned)
        }
        guard magnitude <= Self.greatestExactInteger || magnitude.isHarmlessAboveExactIntegers else {
            throw notExact(scanned, "is an integer beyond ±9007199254740991, which not every reader keeps exactly")
        }
        return scanned.isNegative ? -magnitude : magnitude
    }

    /// The nearest double, by the standard library.
    private func convert(_ scanned: Scanned) throws(ParseFailure) -> Double {
        let text = cursor.bytes(from: scanned.start)
        guard text.count <= Self.maximumNumberBytes else {
            let message = "the number has more characters than the limit of \(Self.maximumNumberBytes)"
            throw ParseFailure(.tooLarge, message, at: scanned.start)
        }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            throw notExact(scanned, "is too great for a double")
        }
        guard value != 0 else { throw notExact(scanned, "is too close to zero for a double") }
        return value.magnitude
    }

    private func notExact(_ scanned: Scanned, _ problem: String) -> ParseFailure {
        let text = String(decoding: cursor.bytes(from: scanned.start).prefix(40), as: UTF8.self)
        return ParseFailure(.numberNotExact, "\(text) \(problem): write it as a string", at: scanned.start)
    }

    private static let greatestExactInteger = Double(JSONValue.greatestInteger)

    /// The powers of ten that a double holds exactly.
    private static func exactPower(_ exponent: UInt) -> Double? {
        exponent < powers.count ? powers[Int(exponent)] : nil
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}

extension Double {
    /// Every double above 2^53 is an integer. Canonical JSON writes those from 10^21 on with an exponent, so that they
    /// are never taken for exact integers; those below it would come back as integer literals.
    fileprivate var isHarmlessAboveExactIntegers: Bool { self >= 1e21 }
}
