extension JSONReader {
    /// More characters than any double needs: longer ones only cost time.
    private static let maximumNumberBytes = 1_024

    /// As many digits as a `UInt64` surely holds.
    private static let greatestDigitCount = 19
    /// An integer of so many digits is exact, and canonical as it stands.
    private static let exactDigitCount = 15

    /// The parts of a number's text, as far as a quick conversion needs them.
    private struct Scanned {
        let start: Int
        let isNegative: Bool
        /// The digits without the point; meaningless if there are more than `greatestDigitCount`.
        var significand: UInt64
        /// Digits before and behind the point.
        var digitCount: Int
        var fractionDigits = 0
        var exponent = 0
        var hasExponent = false

        /// An exponent beyond this decides by itself; it keeps the sum from overflowing.
        static let exponentLimit = 100_000
    }

    /// The number at the cursor, which stands on its sign or first digit; afterwards on the first byte behind it.
    mutating func readNumber() throws(ParseFailure) -> Double {
        let start = cursor.offset
        let isNegative = cursor.current == UInt8(ascii: "-")
        if isNegative { cursor.advance() }
        let isZero = cursor.current == UInt8(ascii: "0")
        var significand: UInt64 = 0
        let digitCount = cursor.skipDigits(&significand)
        guard digitCount > 0 else {
            if let message = SyntaxHint.afterMinus(at: cursor) { throw ParseFailure(.syntax, message, at: start) }
            throw digitExpected("after '-'")
        }
        guard !isZero || digitCount == 1 else {
            throw ParseFailure(.syntax, "a number has no leading zeros: remove them, or write a string", at: start)
        }
        let isInteger = cursor.current != UInt8(ascii: ".") && cursor.current | 0x20 != UInt8(ascii: "e")
        if isInteger, digitCount <= Self.exactDigitCount, !(isZero && isNegative) {
            let integer = Int64(truncatingIfNeeded: significand)
            return Double(isNegative ? 0 - integer : integer)
        }
        return try readDecimal(
            Scanned(start: start, isNegative: isNegative, significand: significand, digitCount: digitCount))
    }

    /// The rest of a number that is more than a short integer, behind its integer digits.
    private mutating func readDecimal(_ integer: Scanned) throws(ParseFailure) -> Double {
        var scanned = integer
        if cursor.current == UInt8(ascii: ".") { try scanFraction(&scanned) }
        if cursor.current | 0x20 == UInt8(ascii: "e") { try scanExponent(&scanned) }
        let magnitude = try magnitude(of: scanned)
        let isUsual = magnitude <= Self.greatestExactInteger || magnitude.isHarmlessAboveExactIntegers
        guard isUsual || limits.acceptsGreatExactIntegers && isExact(scanned, magnitude) else {
            throw notExact(scanned, "is an integer beyond ±9007199254740991, which not every reader keeps exactly")
        }
        let value = scanned.isNegative && magnitude != 0 ? -magnitude : magnitude
        if isCanonical, !isSurelyCanonical(scanned, magnitude) {
            hasCanonicalParts = isCanonicalText(cursor.bytes(from: scanned.start), of: value)
        }
        return value
    }

    /// Whether the digits say exactly the integer that the double is.
    private func isExact(_ scanned: Scanned, _ magnitude: Double) -> Bool {
        guard scanned.digitCount <= Self.greatestDigitCount, var integer = UInt64(exactly: magnitude) else {
            return false
        }
        var significand = scanned.significand
        for _ in 0..<min(abs(scanned.exponent - scanned.fractionDigits), Self.greatestDigitCount + 1) {
            let isShort = scanned.exponent > scanned.fractionDigits
            let (product, overflows) = (isShort ? significand : integer).multipliedReportingOverflow(by: 10)
            guard !overflows else { return false }
            if isShort { significand = product } else { integer = product }
        }
        return significand == integer
    }

    private mutating func scanFraction(_ scanned: inout Scanned) throws(ParseFailure) {
        cursor.advance()
        scanned.fractionDigits = cursor.skipManyDigits(&scanned.significand)
        guard scanned.fractionDigits > 0 else { throw digitExpected("after '.'") }
        scanned.digitCount += scanned.fractionDigits
    }

    private mutating func scanExponent(_ scanned: inout Scanned) throws(ParseFailure) {
        cursor.advance()
        let isNegative = cursor.current == UInt8(ascii: "-")
        if isNegative || cursor.current == UInt8(ascii: "+") { cursor.advance() }
        while cursor.current == UInt8(ascii: "0"), 0...9 ~= cursor.byte(after: 1) &- UInt8(ascii: "0") {
            cursor.advance()
        }
        var exponent: UInt64 = 0
        let count = cursor.skipDigits(&exponent)
        guard count > 0 else { throw digitExpected("in the exponent") }
        let isGreat = count > Self.greatestDigitCount || exponent > UInt64(Scanned.exponentLimit)
        let magnitude = isGreat ? Scanned.exponentLimit : Int(exponent)
        scanned.exponent = isNegative ? -magnitude : magnitude
        scanned.hasExponent = true
    }

    /// The nearest double.
    private func magnitude(of scanned: Scanned) throws(ParseFailure) -> Double {
        guard scanned.digitCount <= Self.greatestDigitCount else { return try convert(scanned) }
        guard scanned.significand != 0 else { return 0 }
        let exponent = scanned.exponent - scanned.fractionDigits
        if let value = ExactDecimal.double(scanned.significand, tenToThe: exponent) { return value }
        return try convert(scanned)
    }

    /// The nearest double, by the standard library.
    private func convert(_ scanned: Scanned) throws(ParseFailure) -> Double {
        let text = cursor.bytes(from: scanned.start)
        guard text.count <= Self.maximumNumberBytes else {
            let message = "the number has more characters than the limit of \(Self.maximumNumberBytes): round it"
            throw ParseFailure(.tooLarge, message, at: scanned.start)
        }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            throw notExact(scanned, "is too great, the greatest number is about 1.8e308")
        }
        guard value != 0 || isZero(text) else {
            throw notExact(scanned, "is too close to zero, the least number is about 5e-324")
        }
        return value.magnitude
    }

    /// Whether all digits in front of the exponent are zeros.
    private func isZero(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in text {
            if byte | 0x20 == UInt8(ascii: "e") { return true }
            if UInt8(ascii: "1")...UInt8(ascii: "9") ~= byte { return false }
        }
        return true
    }

    private func digitExpected(_ place: String) -> ParseFailure {
        failure("there must be a digit \(place), but there is \(SyntaxHint.name(ofByteAt: cursor))")
    }

    private func notExact(_ scanned: Scanned, _ problem: String) -> ParseFailure {
        let text = String(decoding: cursor.bytes(from: scanned.start).prefix(40), as: UTF8.self)
        return ParseFailure(.numberNotExact, "\(text) \(problem): write it as a string", at: scanned.start)
    }

    private static let greatestExactInteger = Double(JSONValue.greatestInteger)
}

// MARK: - Canonical spelling

extension JSONReader {
    /// Whether the number is a decimal fraction that nobody would write shorter: doubles keep 15 digits, so of the
    /// decimals with so many none other reads as the same double. From 10^-6 on, canonical JSON writes no exponent.
    private func isSurelyCanonical(_ scanned: Scanned, _ magnitude: Double) -> Bool {
        scanned.digitCount <= Self.exactDigitCount && !scanned.hasExponent && scanned.significand % 10 != 0
            && magnitude >= 1e-6
    }

    private mutating func isCanonicalText(_ text: UnsafeBufferPointer<UInt8>, of value: Double) -> Bool {
        scratch.removeAll()
        NumberText.append(value, to: &scratch)
        return scratch.withBytes { $0.elementsEqual(text) }
    }
}

extension Double {
    /// Every double above 2^53 is an integer. Canonical JSON writes those from 10^21 on with an exponent, so that they
    /// are never taken for exact integers; those below it would come back as integer literals.
    fileprivate var isHarmlessAboveExactIntegers: Bool { self >= 1e21 }
}
