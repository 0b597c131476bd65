import Testing
import TrelayConvergence
import TrelayCore
import TrelayDashboard

@Suite("The dashboard's state machine")
struct DashboardModelTests {
    private let size = DashboardSize(rows: 24, columns: 80)
    private let view = Fixture.four

    private func model(_ keys: Key..., view: FleetView? = nil, size: DashboardSize? = nil) -> DashboardModel {
        var model = DashboardModel()
        for key in keys { model.handle(key, view: view ?? self.view, size: size ?? self.size) }
        return model
    }

    private func typed(_ text: String) -> [Key] { text.map { .character($0) } }

    @Test("The cursor stays within the rows")
    func cursor() {
        #expect(model(.down).selected == "audit-1")
        #expect(model(.down, .up, .up).selected == "gw-7")
        #expect(model(.end, .down).selected == "model-日本")
        #expect(model(.end, .home).selected == "gw-7")
        #expect(model(.pageDown).selected == "model-日本")
    }

    @Test("The cursor stays with its worker when rows move")
    func identity() {
        var model = model(.down)
        let moved = Fixture.view(view.members.reversed())
        model.handle(.down, view: moved, size: size)
        #expect(model.selected == "gw-7")
    }

    @Test("A filter narrows the rows while it is typed, and Escape clears it")
    func filter() {
        var model = DashboardModel()
        for key in [.character("/")] + typed("GW nack") { model.handle(key, view: view, size: size) }
        #expect(model.isTypingFilter)
        #expect(model.rows(of: view).map(\.worker) == ["gw-7"])
        model.handle(.backspace, view: view, size: size)
        #expect(model.filter == "GW nac")
        model.handle(.enter, view: view, size: size)
        #expect(!model.isTypingFilter)
        #expect(model.rows(of: view).count == 1)
        model.handle(.escape, view: view, size: size)
        #expect(model.rows(of: view).count == 4)
    }

    @Test("While a filter is typed, q is a letter")
    func letters() {
        let model = model(.character("/"), .character("q"))
        #expect(!model.isFinished)
        #expect(model.filter == "q")
    }

    @Test("A filter finds labels")
    func labels() {
        let view = Fixture.view([Fixture.member("a", labels: ["zone": "eu-1"]), Fixture.member("b")])
        var model = DashboardModel()
        for key in [.character("/")] + typed("zone=eu") { model.handle(key, view: view, size: size) }
        #expect(model.rows(of: view).map(\.worker) == ["a"])
    }

    @Test("A filter is bounded")
    func boundedFilter() {
        var model = DashboardModel()
        for key in [.character("/")] + typed(String(repeating: "x", count: 500)) {
            model.handle(key, view: view, size: size)
        }
        #expect(model.filter.utf8.count == 100)
    }

    @Test("Enter opens a worker, arrows scroll it to its end and no further, Escape goes back")
    func drillDown() {
        #expect(model(.enter).screen == .worker("gw-7", scroll: 0))
        #expect(model(.enter, .up).screen == .worker("gw-7", scroll: 0))
        #expect(model(.enter, .escape).screen == .fleet)
        let small = DashboardSize(rows: 15, columns: 60)
        let atEnd = model(.enter, .end, size: small)
        #expect(atEnd.screen != .worker("gw-7", scroll: 0))
        #expect(model(.enter, .end, .down, size: small).screen == atEnd.screen)
    }

    @Test("Help comes with ? and goes with any key; q and Ctrl-C leave")
    func helpAndQuit() {
        #expect(model(.character("?")).screen == .help)
        #expect(model(.character("?"), .character("q")).screen == .fleet)
        #expect(model(.character("q")).isFinished)
        #expect(model(.character("/"), .interrupt).isFinished)
        var model = DashboardModel()
        #expect(model.handle(.redraw, view: view, size: size) == .drawAll)
    }

    @Test("Nothing is selected in an empty fleet, and no key fails")
    func empty() {
        let empty = Fixture.view([])
        let keys: [Key] = [
            .up, .down, .enter, .end, .home, .pageUp, .pageDown, .escape, .backspace, .character("/"), .down,
        ]
        var model = DashboardModel()
        for key in keys { model.handle(key, view: empty, size: size) }
        #expect(model.screen == .fleet)
        #expect(model.selected == nil)
    }
}

@Suite("The dashboard's frames")
struct DashboardFrameTests {
    private static let changes: [ChangeView] = {
        var model = ConvergenceModel(namespace: "shop/eu", partitionCount: 1)
        for offset in 0..<3 {
            let key = Array("shop/eu".utf8)
            let moment = Fixture.ago(Int64(30_000 - offset * 10_000))
            model.observe(
                change: Record(partition: 0, offset: Int64(offset), timestamp: moment, key: key, value: nil))
        }
        return model.view(at: Fixture.now).recentChanges
    }()

    private static let view = Fixture.view(Fixture.four.members, changes: changes)

    private func frame(_ size: DashboardSize, _ keys: [Key] = [], view: FleetView = Self.view, style: Style = .plain)
        -> [String]
    {
        var model = DashboardModel()
        for step in 0..<5 {
            var sample = view
            sample.at = view.at.adding(milliseconds: Int64(step - 5) * 1_000)
            sample.maximumLagMilliseconds = Int64(step) * 3_000
            model.update(sample)
        }
        for key in keys { model.handle(key, view: view, size: size) }
        return DashboardFrame.render(model, view: view, size: size, style: style)
    }

    @Test("The fleet at 80 by 18")
    func golden() {
        #expect(
            frame(DashboardSize(rows: 18, columns: 80)) == [
                "trelay shop/eu (open) · revision 12 · sha256:4ba69735ca53 · 22:15:00Z",
                "3 of 4 workers CURRENT (75 %)      █████████████████████████████████░░░░░░░░░░░",
                "lag 12 s · debt 12.0 worker-seconds ·▂▄▆█",
                "gw-7: it refused revision 12: schemaInvalid at /targets/0/provider: no provider…",
                "  WORKER      ROLE     STATE                 REV  TREND     SINCE",
                "› gw-7        gateway  NACKED schemaInvalid   11     █████  12 s ago",
                "  audit-1     audit    CURRENT                12     ·····  12 s ago",
                "  gw-1        gateway  CURRENT                12     ·····  12 s ago",
                "  model-日本  model    CURRENT                12     ·····  12 s ago",
                "", "", "", "",
                "  CHANGE  WHEN      OUTCOME             SPREAD  AUTHOR   RESOURCES  REASON",
                "       –  10 s ago  rejected malformed  –       unknown  –          header ce_s…",
                "       –  20 s ago  rejected malformed  –       unknown  –          header ce_s…",
                "       –  30 s ago  rejected malformed  –       unknown  –          header ce_s…",
                "↑↓ select · Enter details · / filter · ? help · q quit",
            ])
    }

    @Test("The worker under the cursor says why; the others let the fleet speak")
    func notice() {
        let size = DashboardSize(rows: 20, columns: 80)
        #expect(frame(size)[3].hasPrefix("gw-7: it refused revision 12"))
        #expect(frame(size, [.down])[3].hasPrefix("open namespace"))
    }

    @Test("Every screen fits every terminal, down to nothing")
    func fits() {
        for rows in [0, 1, 10, 15, 16, 24, 60] {
            for columns in [1, 20, 60, 61, 80, 100, 200] {
                let size = DashboardSize(rows: rows, columns: columns)
                for keys in [[], [.enter], [.character("?")], [.character("/"), .character("x")]] as [[Key]] {
                    let lines = frame(size, keys)
                    #expect(lines.count == rows)
                    for line in lines { #expect(TerminalText.width(line) <= columns) }
                }
            }
        }
    }

    @Test("A terminal that is too small is told so")
    func tooSmall() {
        #expect(frame(DashboardSize(rows: 10, columns: 50)).first == "trelay needs 60x15")
    }

    @Test("The row under the cursor is on the screen, in a fleet of any size")
    func scrolling() {
        let many = Fixture.view((0..<200).map { Fixture.member("worker-\(1_000 + $0)") })
        let size = DashboardSize(rows: 20, columns: 80)
        for keys in [[], [.end], [.pageDown, .pageDown, .pageDown], [.end, .pageUp]] as [[Key]] {
            let cursors = frame(size, keys, view: many).filter { $0.hasPrefix("› ") }
            #expect(cursors.count == 1)
        }
        #expect(frame(size, [.end], view: many).contains { $0.hasPrefix("› worker-1199") })
    }

    @Test("Names from the log cannot draw outside of their cell")
    func hostileNames() {
        let view = Fixture.view([Fixture.member("evil\u{1B}[2J\u{1B}[1;1Hname\n\n")])
        let lines = frame(DashboardSize(rows: 20, columns: 80), view: view)
        #expect(lines.contains { $0.contains("evilname") })
        #expect(!lines.contains { $0.unicodeScalars.contains { $0.value < 0x20 } })
    }

    @Test("A broker out of reach is said")
    func disconnected() {
        var model = DashboardModel()
        model.update(Self.view, isConnected: false)
        let lines = DashboardFrame.render(
            model, view: Self.view, size: DashboardSize(rows: 20, columns: 80), style: .plain)
        #expect(lines.contains { $0.hasPrefix("the broker is out of reach") })
    }
}
