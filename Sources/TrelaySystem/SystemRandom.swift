import Glibc

/// The kernel's randomness (getentropy(3)).
public enum SystemRandom {
    private static let maximumBytesPerCall = 256

    public static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        bytes.withUnsafeMutableBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeMutableRawBufferPointer(rebasing: rest.prefix(maximumBytesPerCall))
                let isFilled = part.baseAddress.map { getentropy($0, part.count) == 0 } ?? false
                precondition(
                    isFilled, "the kernel gives no randomness: it is older than Linux 3.17 or forbids the call")
                rest = rest.dropFirst(part.count)
            }
        }
        return bytes
    }
}
