/// Telemetry that cannot begin. One line: what is wrong and what to do.
public struct TelemetryError: Error, Hashable, Sendable, CustomStringConvertible {
    public let message: String

    public init(message: String) {
        self.message = message
    }

    public var description: String { message }
}
