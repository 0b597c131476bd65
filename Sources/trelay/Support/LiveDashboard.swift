import TrelayClient
import TrelayConvergence
import TrelayDashboard
import TrelaySystem

/// Runs the dashboard on a terminal: reads the log, reads keys, draws a frame when something changed.
struct LiveDashboard {
    let watch: FleetWatch
    let style: Style

    func run() throws {
        guard let raw = Terminal.RawMode(fileDescriptor: 0) else {
            throw CommandError("the terminal cannot be switched to single keys; use: trelay status")
        }
        try StandardStreams.writeOutput(bytes: FrameWriter.enter)
        defer {
            raw.restore()
            try? StandardStreams.writeOutput(bytes: FrameWriter.leave)
        }
        try loop(raw)
    }

    private func loop(_ raw: Terminal.RawMode) throws {
        var model = DashboardModel()
        var previous: [String]?
        var size = DashboardSize(rows: 0, columns: 0)
        var decoder = KeyDecoder()
        while !model.isFinished {
            let current = Terminal.size(1).map { DashboardSize(rows: $0.rows, columns: $0.columns) }
            if let current, current != size {
                size = current
                previous = nil
                try StandardStreams.writeOutput("\u{1B}[2J")
            }
            try watch.refresh(timeout: .milliseconds(100))
            let view = watch.view()
            let typed = raw.readAvailable()
            // A lone Escape looks like the beginning of a longer key until nothing follows it.
            let keys = typed.isEmpty && decoder.isPending ? decoder.flush() : decoder.decode(typed)
            for key in keys where model.handle(key, view: view, size: size) == .drawAll { previous = nil }
            model.update(view, isConnected: watch.isConnected)
            let frame = DashboardFrame.render(model, view: view, size: size, style: style)
            try StandardStreams.writeOutput(bytes: FrameWriter.encode(previous: previous, next: frame))
            previous = frame
        }
    }
}
