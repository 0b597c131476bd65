import CRdKafka

/// What the library tells about records, as values.
struct DeliveryReport: Sendable {
    var slot: Int
    var code: KafkaError.Code
    var partition: Int32
    var offset: Int64
    /// The record may be in the log although its delivery failed.
    var mayBeWritten: Bool

    /// The reports of one event, whose messages belong to the event.
    static func reports(of event: OpaquePointer) -> [DeliveryReport] {
        var reports: [DeliveryReport] = []
        reports.reserveCapacity(rd_kafka_event_message_count(event))
        while let message = rd_kafka_event_message_next(event) {
            let code = KafkaError.Code(message.pointee.err)
            reports.append(
                DeliveryReport(
                    slot: OutstandingRecords.slot(message.pointee._private), code: code,
                    partition: message.pointee.partition, offset: max(-1, message.pointee.offset),
                    mayBeWritten: rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED))
        }
        return reports
    }

    func result(
        _ explanation: FailureExplanation, _ health: ClientDiagnostics.Snapshot, timeout: Duration
    ) -> Result<KafkaDelivery, KafkaError> {
        guard code != .noError else { return .success(KafkaDelivery(partition: partition, offset: offset)) }
        if mayBeWritten {
            return .failure(
                explanation.error(
                    code, text: "\(code.explanation), after it was sent: only reading tells whether the log has it",
                    isInDoubt: true))
        }
        // Given up because of a refused login, at the deadline, or in closing.
        if code == .purgedInQueue || code.isTimeout {
            return .failure(explanation.unanswered(code, within: code.isTimeout ? timeout : nil, health))
        }
        return .failure(explanation.error(code))
    }
}
