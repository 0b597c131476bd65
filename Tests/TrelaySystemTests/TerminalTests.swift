import Glibc
import Testing

@testable import TrelaySystem

@Suite("Terminals")
struct TerminalTests {
    /// A terminal of which the test holds both sides.
    private final class PseudoTerminal {
        let controller: Int32
        let terminal: Int32

        init?() {
            var controller: Int32 = -1
            var terminal: Int32 = -1
            guard openpty(&controller, &terminal, nil, nil, nil) == 0 else { return nil }
            self.controller = controller
            self.terminal = terminal
        }

        deinit {
            close(terminal)
            close(controller)
        }

        var echoes: Bool {
            var state = termios()
            tcgetattr(terminal, &state)
            return state.c_lflag & tcflag_t(ECHO) != 0
        }
    }

    @Test("A pipe is no terminal: it has no size and no raw mode")
    func pipe() throws {
        let pipe = try Pipe()
        #expect(!Terminal.isTerminal(pipe.readEnd))
        #expect(Terminal.size(pipe.readEnd) == nil)
        #expect(Terminal.RawMode(fileDescriptor: pipe.readEnd) == nil)
    }

    @Test("Raw mode reads keys without waiting, and goes back to what was")
    func rawMode() throws {
        let pair = try #require(PseudoTerminal())
        #expect(Terminal.isTerminal(pair.terminal))
        #expect(pair.echoes)
        let raw = try #require(Terminal.RawMode(fileDescriptor: pair.terminal))
        #expect(!pair.echoes)
        #expect(raw.readAvailable() == [])
        _ = [0x03].withUnsafeBytes { write(pair.controller, $0.baseAddress, 1) }
        var waiting = pollfd(fd: pair.terminal, events: Int16(POLLIN), revents: 0)
        #expect(poll(&waiting, 1, 60_000) == 1)
        #expect(raw.readAvailable() == [0x03])
        raw.restore()
        #expect(pair.echoes)
        raw.restore()
    }

    @Test("The size is what the terminal says, and nil before it says something")
    func size() throws {
        let pair = try #require(PseudoTerminal())
        #expect(Terminal.size(pair.terminal) == nil)
        var size = winsize(ws_row: 40, ws_col: 132, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(pair.terminal, UInt(TIOCSWINSZ), &size) == 0)
        let read = try #require(Terminal.size(pair.terminal))
        #expect(read.rows == 40 && read.columns == 132)
    }

    @Test(
        "Text is as wide as terminals draw it",
        arguments: [
            ("", 0), ("trelay", 6), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("👍", 2), ("👍🏽", 2), ("👨‍👩‍👧", 2), ("❤️", 2),
            ("🇩🇪", 2), ("a\u{200B}b", 2), ("\u{1B}[1m", 3), ("a\tb", 2),
        ])
    func width(text: String, expected: Int) {
        #expect(Terminal.displayWidth(text) == expected)
    }
}

@Suite("The machine")
struct MachineTests {
    @Test("Random bytes are as many as asked for, and differ")
    func random() {
        #expect(SystemRandom.bytes(0) == [])
        #expect(SystemRandom.bytes(-1) == [])
        #expect(SystemRandom.bytes(1_000).count == 1_000)
        #expect(Set(SystemRandom.bytes(1_000).suffix(200)).count > 20)
        #expect(SystemRandom.bytes(32) != SystemRandom.bytes(32))
    }

    @Test("The clocks agree with each other and go on")
    func clocks() {
        let before = SystemClock.wallMilliseconds()
        let nanoseconds = SystemClock.wallNanoseconds()
        let monotonic = SystemClock.monotonicNanoseconds()
        #expect(Int64(nanoseconds / 1_000_000) - before < 60_000)
        #expect(SystemClock.monotonicNanoseconds() >= monotonic)
    }

    @Test("The process knows its machine, its number and its program")
    func host() {
        #expect(!HostInformation.hostName.isEmpty)
        #expect(HostInformation.processIdentifier == getpid())
        #expect(DurableFile.exists(HostInformation.executablePath))
        #expect(HostInformation.environment("TRELAY_SURELY_NOT_SET") == nil)
    }
}
