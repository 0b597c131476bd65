import Synchronization
import TrelayClient
import TrelayConvergence
import TrelayDashboard
import TrelaySystem

/// Runs the dashboard on a terminal: reads the log, reads keys, draws a frame when something changed.
struct LiveDashboard {
    let watch: FleetWatch
    let style: Style
    /// Asked between frames: true ends the dashboard, as a key would.
    let isInterrupted: () -> Bool

    /// The terminal while it is in the dashboard's hands, for whoever ends the process from another thread.
    private static let terminal = Mutex<Terminal.RawMode?>(nil)

    /// Puts the terminal back as it was, if a dashboard has it. Any thread; a second call does nothing.
    static func restoreTerminal() {
        terminal.withLock { held in
            guard let raw = held else { return }
            raw.restore()
            try? StandardStreams.writeOutput(bytes: FrameWriter.leave)
            held = nil
        }
    }

    func run() throws {
        guard let raw = Terminal.RawMode(fileDescriptor: 0) else {
            throw CommandError("the terminal cannot be switched to single keys; use: trelay status")
        }
        Self.terminal.withLock { $0 = raw }
        defer { Self.restoreTerminal() }
        try Self.draw(FrameWriter.enter)
        try loop(raw)
    }

    /// - Returns: false once the terminal was given back: nothing may be drawn then.
    @discardableResult
    private static func draw(_ bytes: [UInt8]) throws -> Bool {
        try terminal.withLock { held in
            guard held != nil else { return false }
            try StandardStreams.writeOutput(bytes: bytes)
            return true
        }
    }

    private func loop(_ raw: Terminal.RawMode) throws {
        var model = DashboardModel()
        var view = watch.view()
        var previous: [String]?
        var size = DashboardSize(rows: 0, columns: 0)
        var decoder = KeyDecoder()
        while !model.isFinished, !isInterrupted() {
            let current = Terminal.size(1).map { DashboardSize(rows: $0.rows, columns: $0.columns) }
            if let current, current != size {
                size = current
                previous = nil
            }
            try watch.refresh(timeout: .milliseconds(100))
            // Who cannot hear the workers must not say that they are silent: without a broker, time stands still.
            if watch.isConnected { view = watch.view() }
            let typed = raw.readAvailable()
            // A lone Escape looks like the beginning of a longer key until nothing follows it.
            let keys = typed.isEmpty && decoder.isPending ? decoder.flush() : decoder.decode(typed)
            for key in keys where model.handle(key, view: view, size: size) == .drawAll { previous = nil }
            model.update(view, isConnected: watch.isConnected)
            let frame = DashboardFrame.render(model, view: view, size: size, style: style)
            guard try Self.draw(FrameWriter.encode(previous: previous, next: frame)) else { return }
            previous = frame
        }
    }
}
