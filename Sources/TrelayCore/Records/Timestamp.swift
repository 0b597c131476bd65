/// A moment as milliseconds since the Unix epoch, as Kafka stamps its records.
///
/// Every value is legal, also those that no broker would write: arithmetic saturates instead of trapping.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public var milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// Milliseconds from `right` to `left`; saturates at the ends of `Int64`.
    public static func - (left: Timestamp, right: Timestamp) -> Int64 {
        let (difference, overflow) = left.milliseconds.subtractingReportingOverflow(right.milliseconds)
        guard overflow else { return difference }
        return left > right ? .max : .min
    }

    /// The moment that many milliseconds later; saturates at the ends of `Int64`.
    public func adding(milliseconds amount: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(amount)
        return Timestamp(milliseconds: overflow ? (amount > 0 ? .max : .min) : sum)
    }
}

extension Timestamp: CustomStringConvertible {
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// ISO 8601 in UTC with milliseconds: `2026-11-23T21:28:07.042Z`.
    public var description: String {
        var day = milliseconds / Self.millisecondsPerDay
        var rest = milliseconds % Self.millisecondsPerDay
        if rest < 0 {
            rest += Self.millisecondsPerDay
            day -= 1
        }
        let date = CivilDate(daysSinceEpoch: day)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60].map { padded($0, 2) }
        return date.description + "T" + time[0] + ":" + time[1] + ":" + time[2] + "." + padded(rest % 1_000, 3) + "Z"
    }

    /// Reads an RFC 3339 timestamp: date, `T`, time, optional fraction, and `Z` or an offset such as `+02:00`.
    ///
    /// Digits beyond milliseconds are cut off. A time without a zone is refused, because it names no moment.
    public init?(iso8601 text: String) {
        guard let timestamp = text.utf8.span.withUnsafeBufferPointer({ Self(iso8601: $0) }) else { return nil }
        self = timestamp
    }

    private init?(iso8601 bytes: UnsafeBufferPointer<UInt8>) {
        var scanner = DigitScanner(bytes)
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
            let second = scanner.number(2), hour < 24, minute < 60, second <= 60,
            let date = CivilDate(year: year, month: month, day: day),
            let fraction = scanner.fraction(), let offset = scanner.zoneOffsetMinutes(), scanner.isAtEnd
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + (minute - offset) * 60 + second
        self.init(milliseconds: seconds * 1_000 + fraction)
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// A day of the proleptic Gregorian calendar (the algorithms of Howard Hinnant's "chrono-compatible date algorithms").
private struct CivilDate: CustomStringConvertible {
    let year: Int64
    let month: Int64
    let day: Int64

    init(daysSinceEpoch: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Nil for a day that the calendar does not have.
    init?(year: Int64, month: Int64, day: Int64) {
        let lengths: [12 of Int64] = [
            31, year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
        ]
        guard (1...12).contains(month), (1...lengths[Int(month) - 1]).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    var daysSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var description: String {
        (year < 0 ? "-" : "") + padded(abs(year), 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
    }
}

private struct DigitScanner {
    // Valid as long as the call in which the scanner was made; no scanner leaves it.
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func digit() -> Int64? {
        guard let byte = next, (0x30...0x39).contains(byte) else { return nil }
        position += 1
        return Int64(byte - 0x30)
    }

    /// Exactly `width` digits.
    mutating func number(_ width: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<width {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Milliseconds of an optional fraction; nil for a point without digits.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        guard var milliseconds = digit().map({ $0 * 100 }) else { return nil }
        var weight: Int64 = 10
        while let digit = digit() {
            milliseconds += digit * weight
            weight /= 10
        }
        return milliseconds
    }

    mutating func zoneOffsetMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let isNegative = next == UInt8(ascii: "-")
        guard skip("+") || skip("-"),
            let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 60 + minutes)
    }
}
