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
        discussion: "Keys: arrows select, Enter shows one worker, / filters, ? helps, q quits.",
        options: CommonOptions.connection + [CommonOptions.namespace, CommonOptions.expect, CommonOptions.noColor],
        examples: [Example(command: "trelay dashboard", explanation: "until you press q")],
        exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let log = try session.openLog()
        defer { log.close() }
        let watch = try FleetWatch(
            log: log, topics: session.topics, namespace: try session.namespace,
            expected: try session.expectedMembers(), timeout: try session.timeout)
        defer { watch.close() }
        guard Terminal.isTerminal(0), Terminal.isTerminal(1) else {
            try watch.catchUp(timeout: try session.timeout)
            try session.output.lines(
                StatusReport.render(watch.view(), style: session.output.style, width: session.output.width))
            return ExitStatus.done
        }
        try LiveDashboard(watch: watch, style: session.output.style).run()
        return ExitStatus.done
    }
}
