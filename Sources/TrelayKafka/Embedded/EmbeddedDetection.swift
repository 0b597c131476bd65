import CRdKafka
import Synchronization

/// Finds out that a cluster is librdkafka's mock.
///
/// Its brokers answer a fetch that finds nothing only after the whole `fetch.wait.max.ms`, even if a record arrives
/// meanwhile. So consumers of it need a short wait, which would burden a real broker with idle requests. Bootstrap
/// servers do not tell which it is; the cluster id in the first metadata answer does, and is remembered here for all
/// clients of the process. A consumer that was opened before builds itself anew (some milliseconds, once).
enum EmbeddedDetection {
    /// Milliseconds between the fetches of a consumer at the end of a partition.
    static let fetchWait = "5"
    private static let maximumKnown = 64
    /// The mock cluster's id is this and an address.
    private static let identifierPrefix = "mockCluster"

    private static let known = Mutex<Set<String>>([])

    static func isKnown(_ bootstrap: String) -> Bool { known.withLock { $0.contains(bootstrap) } }

    static func remember(_ bootstrap: String) {
        known.withLock { known in
            if known.count >= maximumKnown { known.removeAll() }
            known.insert(bootstrap)
        }
    }

    static func isEmbedded(clusterIdentifier: String) -> Bool { clusterIdentifier.hasPrefix(identifierPrefix) }

    /// Looks at the cluster id that the client knows since its latest metadata answer.
    static func note(_ handle: ClientHandle) {
        guard let identifier = clusterIdentifier(handle, timeout: .zero) else { return }
        if isEmbedded(clusterIdentifier: identifier) { remember(handle.settings.bootstrap) }
    }

    static func clusterIdentifier(_ handle: ClientHandle, timeout: Duration) -> String? {
        guard let text = rd_kafka_clusterid(handle.pointer, timeout.wholeMilliseconds) else { return nil }
        defer { rd_kafka_mem_free(handle.pointer, text) }
        return String(cString: text)
    }
}
