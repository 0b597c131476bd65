/// Dates and times (RFC 3339, section 5.6) and durations (the same, appendix A).
enum TimeFormat {
    static func isDateTime(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 11, bytes[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(bytes[..<10]) && isTime(bytes[11...])
    }

    static func isDate(_ bytes: [UInt8]) -> Bool {
        isDate(bytes[...])
    }

    static func isTime(_ bytes: [UInt8]) -> Bool {
        isTime(bytes[...])
    }

    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        guard let year = number(&rest, digits: 4), take(&rest, "-"), let month = number(&rest, digits: 2),
            take(&rest, "-"), let day = number(&rest, digits: 2), rest.isEmpty
        else { return false }
        return (1...12).contains(month) && day >= 1 && day <= dayCount(ofMonth: month, year: year)
    }

    private static func dayCount(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isTime(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        guard let hour = number(&rest, digits: 2), take(&rest, ":"), let minute = number(&rest, digits: 2),
            take(&rest, ":"), let second = number(&rest, digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if take(&rest, ".") {
            guard let first = rest.first, ASCIIClass.isDigit(first) else { return false }
            rest = rest.drop(while: ASCIIClass.isDigit)
        }
        guard let offset = offset(&rest), rest.isEmpty else { return false }
        guard second == 60 else { return true }
        // A leap second is the last of a day in UTC.
        return (hour * 60 + minute - offset + minutesOfDay) % minutesOfDay == minutesOfDay - 1
    }

    private static let minutesOfDay = 24 * 60

    /// Minutes that the local time is ahead of UTC.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        if take(&rest, "Z") || take(&rest, "z") { return 0 }
        let isBehind = rest.first == UInt8(ascii: "-")
        guard take(&rest, "+") || take(&rest, "-"), let hour = number(&rest, digits: 2), take(&rest, ":"),
            let minute = number(&rest, digits: 2), hour < 24, minute < 60
        else { return nil }
        return (isBehind ? -1 : 1) * (hour * 60 + minute)
    }

    static func isDuration(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        guard take(&rest, "P") else { return false }
        var week = rest
        if skipUnits(&week, "W"), week.isEmpty { return true }
        let hasDate = skipUnits(&rest, "YMD")
        guard take(&rest, "T") else { return hasDate && rest.isEmpty }
        return skipUnits(&rest, "HMS") && rest.isEmpty
    }

    /// Skips numbers with these units, which may begin with any of them but leave none out in between.
    private static func skipUnits(_ rest: inout ArraySlice<UInt8>, _ units: StaticString) -> Bool {
        units.withUTF8Buffer { units in
            var next: Int?
            while let first = rest.first, ASCIIClass.isDigit(first) {
                let tail = rest.drop(while: ASCIIClass.isDigit)
                guard let unit = tail.first.flatMap({ units.firstIndex(of: $0) }), unit == next ?? unit else {
                    return false
                }
                next = unit + 1
                rest = tail.dropFirst()
            }
            return next != nil
        }
    }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ byte: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy(ASCIIClass.isDigit) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
