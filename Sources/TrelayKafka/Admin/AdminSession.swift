import CRdKafka
import TrelaySystem

/// Administrative requests about one topic, with their common deadline. Used while the client is borrowed.
struct AdminSession {
    let handle: ClientHandle
    let topic: String
    let operation: Operation
    let deadline: Deadline

    private var explanation: FailureExplanation {
        FailureExplanation(settings: handle.settings, operation: operation, topic: topic)
    }

    /// The embedded cluster does not even answer these requests, so they must not be sent to it.
    func requireAdministration() throws(KafkaError) {
        var identifier: String?
        while identifier == nil, !deadline.hasPassed {
            identifier = EmbeddedDetection.clusterIdentifier(
                handle, timeout: min(.milliseconds(200), deadline.remaining))
            handle.drainUnattendedEvents()
            let health = handle.diagnostics.snapshot
            if let refused = health.refusedLogin, !health.hasConnected {
                throw explanation.error(refused.code, text: refused.text)
            }
        }
        guard let identifier else {
            throw explanation.unanswered(.timedOut, within: nil, handle.diagnostics.snapshot)
        }
        guard EmbeddedDetection.isEmbedded(clusterIdentifier: identifier) else { return }
        throw KafkaError(
            code: .unsupportedFeature,
            message:
                "cannot \(operation.rawValue) topic '\(topic)': the embedded cluster has the topics it was started "
                + "with and no administration")
    }

    func createTopic(_ partitions: Int32, _ replicas: Int32, _ settings: [String: String]) throws(KafkaError) {
        var reason = ReasonBuffer()
        guard let request = rd_kafka_NewTopic_new(topic, partitions, replicas, &reason.bytes, reason.count) else {
            throw KafkaError(code: .invalidArgument, message: "topic '\(topic)': \(reason.text)")
        }
        defer { rd_kafka_NewTopic_destroy(request) }
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            try check(KafkaError.Code(rd_kafka_NewTopic_set_config(request, name, value)))
        }
        try perform(RD_KAFKA_ADMIN_OP_CREATETOPICS) { options, queue in
            var requests: [OpaquePointer?] = [request]
            rd_kafka_CreateTopics(handle.pointer, &requests, 1, options, queue)
        } _: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
            try checkTopics(results, count)
        }
    }

    func deleteTopic() throws(KafkaError) {
        let request = rd_kafka_DeleteTopic_new(topic)
        defer { rd_kafka_DeleteTopic_destroy(request) }
        try perform(RD_KAFKA_ADMIN_OP_DELETETOPICS) { options, queue in
            var requests: [OpaquePointer?] = [request]
            rd_kafka_DeleteTopics(handle.pointer, &requests, 1, options, queue)
        } _: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
            try checkTopics(results, count)
        }
    }

    /// The settings that were given to the topic itself.
    func describeSettings() throws(KafkaError) -> [String: String] {
        let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(resource) }
        var settings: [String: String] = [:]
        try perform(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS) { options, queue in
            var resources: [OpaquePointer?] = [resource]
            rd_kafka_DescribeConfigs(handle.pointer, &resources, 1, options, queue)
        } _: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_DescribeConfigs_result_resources(
                rd_kafka_event_DescribeConfigs_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index] else { continue }
                try checkResource(result)
                settings.merge(overrides(of: result)) { _, new in new }
            }
        }
        return settings
    }

    /// Replaces all settings of the topic.
    func alterSettings(_ settings: [String: String]) throws(KafkaError) {
        let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic)
        defer { rd_kafka_ConfigResource_destroy(resource) }
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            try check(KafkaError.Code(rd_kafka_ConfigResource_set_config(resource, name, value)))
        }
        try perform(RD_KAFKA_ADMIN_OP_ALTERCONFIGS) { options, queue in
            var resources: [OpaquePointer?] = [resource]
            rd_kafka_AlterConfigs(handle.pointer, &resources, 1, options, queue)
        } _: { event throws(KafkaError) in
            var count = 0
            let results = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
            for index in 0..<count { if let result = results?[index] { try checkResource(result) } }
        }
    }

    // MARK: - Requests and answers

    /// Sends a request and waits for its event, on a queue of its own that is gone before the client can be.
    private func perform(
        _ kind: rd_kafka_admin_op_t, _ send: (OpaquePointer?, OpaquePointer?) -> Void,
        _ read: (OpaquePointer) throws(KafkaError) -> Void
    ) throws(KafkaError) {
        let remaining = max(1, deadline.remaining.wholeMilliseconds)
        let options = rd_kafka_AdminOptions_new(handle.pointer, kind)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var reason = ReasonBuffer()
        try check(
            KafkaError.Code(
                rd_kafka_AdminOptions_set_request_timeout(options, remaining, &reason.bytes, reason.count)))
        let queue = rd_kafka_queue_new(handle.pointer)
        defer { rd_kafka_queue_destroy(queue) }
        send(options, queue)
        guard let event = rd_kafka_queue_poll(queue, remaining) else {
            throw explanation.unanswered(.timedOut, within: nil, handle.diagnostics.snapshot)
        }
        defer { rd_kafka_event_destroy(event) }
        let code = KafkaError.Code(rd_kafka_event_error(event))
        let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
        if code.isConnectionLoss || code.isTimeout {
            throw explanation.unanswered(code, within: nil, handle.diagnostics.snapshot)
        }
        try check(code, text)
        handle.diagnostics.noteAnswer()
        try read(event)
    }

    private func check(_ code: KafkaError.Code, _ text: String? = nil) throws(KafkaError) {
        if code != .noError { throw explanation.error(code, text: text) }
    }

    private func checkTopics(
        _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int
    ) throws(KafkaError) {
        for index in 0..<count {
            guard let result = results?[index] else { continue }
            let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
            try check(KafkaError.Code(rd_kafka_topic_result_error(result)), text)
        }
    }

    private func checkResource(_ resource: OpaquePointer) throws(KafkaError) {
        let text = rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) }
        try check(KafkaError.Code(rd_kafka_ConfigResource_error(resource)), text)
    }

    private func overrides(of resource: OpaquePointer) -> [String: String] {
        var count = 0
        guard let entries = rd_kafka_ConfigResource_configs(resource, &count) else { return [:] }
        var settings: [String: String] = [:]
        for index in 0..<count {
            guard let entry = entries[index],
                rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG,
                let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry)
            else { continue }
            settings[String(cString: name)] = String(cString: value)
        }
        return settings
    }
}
