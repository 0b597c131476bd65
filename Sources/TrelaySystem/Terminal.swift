import CSystem
import Glibc
import Synchronization

/// The terminal that a standard stream is, if it is one.
public enum Terminal {
    public static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Nil when the descriptor is no terminal or does not tell.
    public static func size(_ descriptor: Int32) -> (rows: Int, columns: Int)? {
        var rows: Int32 = 0
        var columns: Int32 = 0
        guard csystem_terminal_size(descriptor, &rows, &columns) == 0 else { return nil }
        return (Int(rows), Int(columns))
    }

    /// Columns that `text` takes on a terminal.
    ///
    /// By grapheme cluster: the widest of its scalars, two where U+FE0F asks for the emoji or two regional indicators make
    /// a flag. Control characters count for nothing: they are not to be printed.
    public static func displayWidth(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    private static func width(_ character: Character) -> Int {
        var widest = 0
        var regionalIndicators = 0
        for scalar in character.unicodeScalars {
            if scalar.value == 0xFE0F { return 2 }
            if (0x1F1E6...0x1F1FF).contains(scalar.value) { regionalIndicators += 1 }
            widest = max(widest, Int(csystem_scalar_width(scalar.value)))
        }
        return regionalIndicators == 2 ? 2 : widest
    }

    /// Single keys without echo, from the making of this value until `restore`.
    public final class RawMode: Sendable {
        private let descriptor: Int32
        private let saved: Mutex<[UInt8]?>

        /// Nil when the descriptor is no terminal.
        public init?(fileDescriptor: Int32) {
            var state = [UInt8](repeating: 0, count: csystem_terminal_state_size())
            guard csystem_terminal_raw(fileDescriptor, &state) == 0 else { return nil }
            descriptor = fileDescriptor
            saved = Mutex(state)
        }

        deinit { restore() }

        /// Puts the terminal back as it was. A second call does nothing.
        public func restore() {
            saved.withLock { saved in
                if let state = saved { _ = csystem_terminal_restore(descriptor, state) }
                saved = nil
            }
        }

        /// The bytes that were typed since the last call; waits for none.
        public func readAvailable() -> [UInt8] {
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = read(descriptor, &buffer, buffer.count)
            return count > 0 ? Array(buffer[..<count]) : []
        }
    }
}
