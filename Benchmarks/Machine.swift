import Glibc
import TrelayKafka
import TrelaySystem

/// What the figures were taken on.
enum Machine {
    static var description: String {
        "\(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, Linux, librdkafka \(KafkaLibrary.version)"
    }

    private static var processor: String {
        guard let bytes = try? DurableFile.read("/proc/cpuinfo", maximumBytes: 10_000_000) else {
            return "unknown processor"
        }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "unknown processor"
    }
}

/// A stopwatch on the monotonic clock.
struct Stopwatch {
    private let start = SystemClock.monotonicNanoseconds()
    var nanoseconds: UInt64 { SystemClock.monotonicNanoseconds() - start }
    var seconds: Double { Double(nanoseconds) / 1_000_000_000 }
}
