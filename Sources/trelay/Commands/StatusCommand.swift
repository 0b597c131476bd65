import TrelayClient
import TrelayCommandLine
import TrelayConvergence
import TrelayCore
import TrelayDashboard
import TrelayLog
import TrelaySystem

/// `trelay status`: who has it, who lags, who refused and why, once.
enum StatusCommand {
    static let command = Command(
        name: "status", summary: "show who has converged, who lags, who refused, and why",
        options: CommonOptions.connection + [
            CommonOptions.namespace,
            Option(long: "why", valueName: "WORKER", help: "everything that the state of one worker was decided from"),
            CommonOptions.expect,
        ] + CommonOptions.printing,
        examples: [
            Example(command: "trelay status", explanation: "one line per worker"),
            Example(command: "trelay status --why gw-7", explanation: "why gw-7 is in its state"),
            Example(command: "trelay status -o json | jq .ratio", explanation: "for programs"),
        ], exitCodes: CommonOptions.exitCodes
    ) { invocation in
        let session = Session(invocation: invocation)
        let deadline = Deadline(after: try session.timeout)
        let log = try session.openLog()
        defer { log.close() }
        let watch = try session.watch(log: log, deadline: deadline)
        defer { watch.close() }
        return try show(watch, invocation.string("why"), session.output)
    }

    private static func show(_ watch: FleetWatch, _ worker: String?, _ output: Output) throws -> Int32 {
        let view = watch.view()
        if let worker {
            guard let member = view.member(worker) else {
                throw CommandError("no worker '\(worker)' in namespace '\(view.namespace)'; see: trelay status")
            }
            if output.isJSON {
                try output.json(member.json())
            } else {
                let width = min(output.width, StatusReport.defaultWidth)
                try output.lines(StatusReport.explain(member, at: view.at, style: output.style, width: width))
            }
            return ExitStatus.done
        }
        if output.isJSON {
            try output.json(view.json())
        } else {
            try output.lines(StatusReport.render(view, style: output.style, width: output.width))
        }
        return ExitStatus.done
    }
}
