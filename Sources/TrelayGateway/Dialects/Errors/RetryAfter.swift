import TrelayHTTP

/// When an upstream wants to see the next request.
enum RetryAfter {
    /// Nobody waits longer than a day.
    static let maximum = Duration.seconds(86_400)

    /// What `retry-after-ms` says, or else `retry-after` in seconds or as a date (RFC 9110, 10.2.3); nil if neither can
    /// be read.
    ///
    /// - Parameter now: seconds since 1970, for dates.
    static func parse(_ headers: HTTPHeaders, now: Int) -> Duration? {
        if let text = headers[first: "retry-after-ms"], let milliseconds = number(text) {
            return duration(seconds: milliseconds / 1_000)
        }
        guard let text = headers[first: "retry-after"] else { return nil }
        if let seconds = number(text) { return duration(seconds: seconds) }
        guard let date = HTTPDate.seconds(text) else { return nil }
        return duration(seconds: Double(date) - Double(now))
    }

    private static func number(_ text: String) -> Double? {
        guard let number = Double(text.trimmingSpaces), number.isFinite, number >= 0 else { return nil }
        return number
    }

    private static func duration(seconds: Double) -> Duration {
        let limited = min(max(seconds, 0), 86_400)
        return .milliseconds(Int((limited * 1_000).rounded(.up)))
    }
}

extension String {
    /// Without spaces and line ends around it.
    var trimmingSpaces: Substring {
        var rest = utf8[...]
        while let first = rest.first, JSONScanner.isWhitespace(first) { rest = rest.dropFirst() }
        while let last = rest.last, JSONScanner.isWhitespace(last) { rest = rest.dropLast() }
        return Substring(rest)
    }
}

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7). The obsolete forms are not read.
enum HTTPDate {
    /// Seconds since 1970.
    static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), 1...31 ~= day,
            let month = months.firstIndex(of: parts[2]), let year = Int(parts[3]), 1970...9999 ~= year
        else { return nil }
        let clock = parts[4].split(separator: ":").map { Int($0) ?? -1 }
        guard clock.count == 3, 0...23 ~= clock[0], 0...59 ~= clock[1], 0...60 ~= clock[2] else { return nil }
        return days(year, month + 1, day) * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
