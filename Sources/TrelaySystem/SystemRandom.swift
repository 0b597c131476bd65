import Glibc

/// The kernel's randomness (getentropy(3)).
public enum SystemRandom {
    public static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // getentropy gives at most 256 bytes a call, and fails only for more or for a bad address.
            while filled < count {
                let part = min(256, count - filled)
                guard let base = buffer.baseAddress, getentropy(base + filled, part) == 0 else { break }
                filled += part
            }
        }
    }
}
