import FoundationEssentials
import TrelaySystem

/// A folder of one test, gone with the value.
final class TemporaryFolder {
    let path: String

    init() throws {
        let name = SystemRandom.bytes(8).map { String($0, radix: 16) }.joined()
        path = FileManager.default.temporaryDirectory.path + "/trelay-gateway-tests-" + name
        try DurableFile.createDirectory(path)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
