import CHTTP

/// libcurl's handles for single requests, kept for the next ones: making one costs more than a small request needs. Each
/// is reset before it is used again, so that nothing of one request reaches another. Confined to the shard's thread.
final class EasyPool {
    /// More are let go.
    private static let maximumKept = 64
    private var kept: [UnsafeMutableRawPointer] = []

    deinit {
        for easy in kept { curl_easy_cleanup(easy) }
    }

    /// Nil if libcurl has no memory for one.
    func take() -> UnsafeMutableRawPointer? {
        kept.popLast() ?? curl_easy_init()
    }

    /// Takes one back, which is part of no multi handle any more.
    func giveBack(_ easy: UnsafeMutableRawPointer) {
        guard kept.count < Self.maximumKept else { return curl_easy_cleanup(easy) }
        curl_easy_reset(easy)
        kept.append(easy)
    }
}
