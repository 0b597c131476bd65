import CRdKafka
import Synchronization

/// What a client has said about its health. Shared by everything that uses the client, so that a timeout can be
/// reported with its reason.
final class ClientDiagnostics: Sendable {
    struct Problem: Sendable {
        var code: KafkaError.Code
        var text: String
    }

    struct Snapshot: Sendable {
        /// A request was answered at least once.
        var hasConnected = false
        /// The latest complaint since the last answer.
        var problem: Problem?
        /// The latest complaint about login or encryption since the last answer.
        var refusedLogin: Problem?
    }

    private let logHandler: KafkaLogHandler?
    private let state = Mutex(Snapshot())

    init(logHandler: KafkaLogHandler?) {
        self.logHandler = logHandler
    }

    var snapshot: Snapshot { state.withLock { $0 } }

    /// Any answer of a broker ends all complaints.
    func noteAnswer() {
        state.withLock { $0 = Snapshot(hasConnected: true) }
    }

    func note(_ code: KafkaError.Code, _ text: String) {
        // "2/2 brokers are down" says less than why, which came before it.
        guard code != .allBrokersDown else { return }
        state.withLock { state in
            let problem = Problem(code: code, text: text)
            state.problem = problem
            if code.isRefusedLogin { state.refusedLogin = problem }
        }
    }

    func log(level: Int32, facility: String, message: @autoclosure () -> String) {
        logHandler?(KafkaLogEntry(level: Int(level), facility: facility, message: message()))
    }
}
