import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayDashboard
import TrelayLog
import TrelaySystem

/// `trelay dashboard`: the fleet, live, on the whole screen.
enum DashboardCommand {
    static let command = Command(
        name: "dashboard", summary: "watch the fleet live on the whole screen",
        discussion: """
            Keys: arrows select, Enter shows one worker, / filters, ? helps, q quits. Without a terminal it prints the \
            status once.
            """,
        options: CommonOptions.connection + [CommonOptions.namespace, CommonOptions.expect, CommonOptions.noColor],
        examples: [Example(command: "trelay dashboard", explanation: "until you press q")],
        exitCodes: CommonOptions.exitCodes
    ) { invocation in
        // First of all, so that every thread that is started later has these signals blocked.
        let signals = try SignalDescriptor(
            signals: [SystemSignal.terminate, SystemSignal.interrupt, SystemSignal.hangUp])
        let session = Session(invocation: invocation)
        return try run(session) { signals.wait(timeout: .zero) != nil }
    }

    /// - Parameter isInterrupted: whether a signal asked to end; whoever runs this must have blocked it.
    static func run(_ session: Session, isInterrupted: @escaping () -> Bool) throws -> Int32 {
        let deadline = Deadline(after: try session.timeout)
        let log = try session.openLog()
        defer { log.close() }
        let output = session.output
        guard Terminal.isTerminal(0), Terminal.isTerminal(1) else {
            let watch = try session.watch(log: log, deadline: deadline)
            defer { watch.close() }
            try output.lines(StatusReport.render(watch.view(), style: output.style, width: output.width))
            return ExitStatus.done
        }
        let watch = try FleetWatch(
            log: log, topics: try session.topics, namespace: try session.namespace,
            expected: try session.expectedMembers(), timeout: deadline.remaining)
        defer { watch.close() }
        try LiveDashboard(watch: watch, style: output.style, isInterrupted: isInterrupted).run()
        return ExitStatus.done
    }
}
