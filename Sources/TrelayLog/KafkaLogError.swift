public import TrelayKafka

extension LogError {
    /// The log's word for an error of Kafka's.
    public init(_ error: KafkaError) {
        if let numbers = error.truncation {
            self = .truncated(
                Truncation(
                    topic: numbers.topic, partition: numbers.partition, requested: numbers.requested, low: numbers.low,
                    high: numbers.high),
                libraryCode: error.code.rawValue)
            return
        }
        self.init(code: Self.code(of: error), message: error.message, libraryCode: error.code.rawValue)
    }

    private static func code(of error: KafkaError) -> Code {
        let code = error.code
        if error.isInDoubt { return .inDoubt }
        if code == .closed { return .closed }
        if code.isRefusedLogin { return .authenticationFailed }
        if code.isMissingRight { return .unauthorized }
        if code.isUnknownTopic { return .unknownTopic }
        if code.isConnectionLoss { return .unreachable }
        if code.isTimeout || code == .purgedInQueue { return .timedOut }
        if code == .messageTooLarge || code == .recordListTooLarge { return .tooLarge }
        if code == .queueFull { return .queueFull }
        if code == .invalidArgument { return .invalidConfiguration }
        if code == .unsupportedFeature { return .unsupported }
        return error.isFatal || code == .fatal ? .fatal : .other
    }

    /// Runs `body`, with Kafka's errors in the log's words.
    static func translating<Result>(_ body: () throws(KafkaError) -> Result) throws(LogError) -> Result {
        do {
            return try body()
        } catch {
            throw LogError(error)
        }
    }
}
