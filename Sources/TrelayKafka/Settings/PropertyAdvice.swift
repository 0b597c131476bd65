import CRdKafka
import Glibc

/// What to write instead of a property that librdkafka does not know.
enum PropertyAdvice {
    /// Properties of the Java client that users bring along.
    private static let javaProperties = [
        "sasl.jaas.config": "set sasl.username and sasl.password",
        "ssl.truststore.location": "set ssl.ca.location to a PEM file",
        "ssl.truststore.type": "set ssl.ca.location to a PEM file",
        "ssl.truststore.password": "set ssl.ca.location to a PEM file",
        "ssl.keystore.type": "set ssl.certificate.location and ssl.key.location to PEM files",
    ]

    /// What to set instead of a property of the Java client; nil if it is none.
    static func aboutJava(_ name: String) -> String? {
        javaProperties[name].map { "it is the Java client's; \($0)" }
    }

    /// Follows the name in a message.
    static func about(_ name: String) -> String {
        if let advice = aboutJava(name) { return ": \(advice)" }
        let limit = max(1, name.utf8.count / 4)
        let best = knownNames().map { ($0, distance($0, name, limit: limit)) }.min { $0.1 < $1.1 }
        if let best, best.1 <= limit { return ": did you mean '\(best.0)'?" }
        return ": see librdkafka's CONFIGURATION.md"
    }

    private static func knownNames() -> [String] {
        guard let table = trelay_kafka_property_table() else { return [] }
        defer { free(table) }
        return String(cString: table).split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.map(String.init)
        }
    }

    /// Edits (insert, remove, replace a byte) between two names; more than `limit` is only known to be more.
    private static func distance(_ left: String, _ right: String, limit: Int) -> Int {
        let right = Array(right.utf8)
        guard abs(left.utf8.count - right.count) <= limit else { return limit + 1 }
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (right[column] == byte ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
