public import TrelayConvergence
import TrelayCore

/// The size of a terminal in character cells.
public struct DashboardSize: Hashable, Sendable {
    public var rows: Int
    public var columns: Int

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
    }

    /// The smallest one that the dashboard draws into.
    public static let minimum = DashboardSize(rows: 15, columns: 60)

    public var isTooSmall: Bool { rows < Self.minimum.rows || columns < Self.minimum.columns }
}

/// What the person at the dashboard is looking at: a state machine over keys and views, without any drawing.
public struct DashboardModel: Sendable {
    public enum Screen: Hashable, Sendable {
        case fleet
        /// Everything about one worker; the number of lines scrolled down.
        case worker(String, scroll: Int)
        case help
    }

    public enum Effect: Hashable, Sendable {
        case none
        /// Draw again.
        case draw
        /// Draw again on a screen whose contents are not known.
        case drawAll
        case quit
    }

    /// Samples that sparklines show, and workers that have one.
    static let maximumSamples = 60
    static let maximumTrends = 10_000
    /// Milliseconds between samples.
    static let sampleInterval: Int64 = 1_000
    /// A filter is no longer than this.
    static let maximumFilter = 100

    public private(set) var screen = Screen.fleet
    /// The worker under the cursor, by name: rows move when states change, and the cursor stays with its worker.
    public private(set) var selected: String?
    /// The first row that is shown.
    public private(set) var top = 0
    public private(set) var filter = ""
    /// True while the filter is being typed.
    public private(set) var isTypingFilter = false
    /// False while no broker can be reached.
    public private(set) var isConnected = true
    /// True once the person asked to leave.
    public private(set) var isFinished = false
    private(set) var lags: [Int64] = []
    private(set) var trends: [String: [Int64]] = [:]
    private var sampledAt: Timestamp?

    public init() {}

    /// Takes the present view, whenever there is a new one. A sample for the sparklines is taken once a second.
    public mutating func update(_ view: FleetView, isConnected: Bool = true) {
        self.isConnected = isConnected
        if let sampledAt, view.at - sampledAt < Self.sampleInterval { return }
        sampledAt = view.at
        sample(view)
    }

    private mutating func sample(_ view: FleetView) {
        Self.push(view.maximumLagMilliseconds, &lags)
        var kept: [String: [Int64]] = [:]
        for member in view.members.prefix(Self.maximumTrends) {
            var trend = trends[member.worker] ?? []
            Self.push(member.lagMilliseconds, &trend)
            kept[member.worker] = trend
        }
        trends = kept
    }

    /// The workers that pass the filter, in the order of the view. Each word of the filter must occur in the worker's
    /// name, role, state or labels, in upper or lower case.
    public func rows(of view: FleetView) -> [MemberView] {
        let words = filter.lowercased().split(separator: " ")
        guard !words.isEmpty else { return view.members }
        return view.members.filter { member in
            let labels = member.labels.map { $0.key + "=" + $0.value }
            let text = ([member.worker, member.role, member.state.name.rawValue] + labels).joined(separator: " ")
            let lowered = text.lowercased()
            return words.allSatisfy { lowered.contains($0) }
        }
    }

    /// The row of the cursor: that of the selected worker, else the first.
    func selectedIndex(in rows: [MemberView]) -> Int {
        guard let selected else { return 0 }
        return rows.firstIndex { $0.worker == selected } ?? 0
    }

    /// The first row to show, so that the cursor is on the screen.
    func firstRow(in rows: [MemberView], height: Int) -> Int {
        let cursor = selectedIndex(in: rows)
        let height = max(1, height)
        let lowest = max(0, cursor - height + 1)
        return min(max(min(top, cursor), lowest), max(0, rows.count - height))
    }

    /// - Parameters:
    ///   - view: what is on the screen.
    ///   - size: of the terminal; tells how far a page is.
    @discardableResult
    public mutating func handle(_ key: Key, view: FleetView, size: DashboardSize) -> Effect {
        let effect = effect(of: key, view: view, size: size)
        if effect == .quit { isFinished = true }
        return effect
    }

    private mutating func effect(of key: Key, view: FleetView, size: DashboardSize) -> Effect {
        if key == .interrupt { return .quit }
        if key == .redraw { return .drawAll }
        if isTypingFilter { return type(key, view: view, size: size) }
        switch screen {
        case .help:
            screen = .fleet
            return .draw
        case .worker(let worker, let scroll):
            return browse(key, worker: worker, scroll: scroll, view: view, size: size)
        case .fleet:
            return navigate(key, view: view, size: size)
        }
    }

    private mutating func navigate(_ key: Key, view: FleetView, size: DashboardSize) -> Effect {
        let page = max(1, DashboardLayout(view: view, size: size).workerRows - 1)
        switch key {
        case .up, .character("k"): return move(by: -1, view: view, size: size)
        case .down, .character("j"): return move(by: 1, view: view, size: size)
        case .pageUp: return move(by: -page, view: view, size: size)
        case .pageDown, .character(" "): return move(by: page, view: view, size: size)
        case .home, .character("g"): return move(by: -view.members.count, view: view, size: size)
        case .end, .character("G"): return move(by: view.members.count, view: view, size: size)
        case .enter:
            let rows = rows(of: view)
            guard !rows.isEmpty else { return .none }
            let worker = rows[selectedIndex(in: rows)].worker
            selected = worker
            screen = .worker(worker, scroll: 0)
        case .character("/"): isTypingFilter = true
        case .character("?"): screen = .help
        case .escape where !filter.isEmpty: filter = ""
        case .character("q"): return .quit
        default: return .none
        }
        return .draw
    }

    private mutating func move(by distance: Int, view: FleetView, size: DashboardSize) -> Effect {
        let rows = rows(of: view)
        guard !rows.isEmpty else { return .none }
        let target = min(max(selectedIndex(in: rows) + distance, 0), rows.count - 1)
        selected = rows[target].worker
        top = firstRow(in: rows, height: DashboardLayout(view: view, size: size).workerRows)
        return .draw
    }

    private mutating func type(_ key: Key, view: FleetView, size: DashboardSize) -> Effect {
        switch key {
        case .enter: isTypingFilter = false
        case .escape:
            isTypingFilter = false
            filter = ""
        case .backspace where filter.isEmpty: isTypingFilter = false
        case .backspace: filter.removeLast()
        case .character(let character):
            guard filter.utf8.count < Self.maximumFilter else { return .none }
            filter.append(character)
        case .up, .down, .pageUp, .pageDown, .home, .end: return navigate(key, view: view, size: size)
        default: return .none
        }
        top = 0
        return .draw
    }

    private mutating func browse(
        _ key: Key, worker: String, scroll: Int, view: FleetView, size: DashboardSize
    ) -> Effect {
        let lines = view.member(worker).map { WhyReport.lines($0, at: view.at, width: size.columns).count } ?? 0
        let height = max(1, size.rows - 2)
        let furthest = max(0, lines - height)
        switch key {
        case .character("q"), .escape, .enter, .backspace:
            screen = .fleet
            return .draw
        case .character("?"):
            screen = .help
            return .draw
        default: break
        }
        let distances: [Key: Int] = [
            .up: -1, .character("k"): -1, .down: 1, .character("j"): 1, .pageUp: -height, .pageDown: height,
            .character(" "): height, .home: -lines, .end: lines,
        ]
        guard let distance = distances[key] else { return .none }
        screen = .worker(worker, scroll: min(max(scroll + distance, 0), furthest))
        return .draw
    }

    private static func push(_ sample: Int64, _ samples: inout [Int64]) {
        if samples.count >= maximumSamples { samples.removeFirst() }
        samples.append(sample)
    }
}
