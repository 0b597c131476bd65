import TrelaySystem

/// Reads an artifact that is named by `file:///path`.
struct FileArtifact: ~Copyable {
    private var file: RegularFile

    /// Opens the file, if it lies where artifacts may lie.
    ///
    /// The question is asked of the file that is open, so that no link can lead elsewhere in between.
    init(_ uri: String, allowedFolders: [String]?) throws(ModelError) {
        file = try Self.open(try Self.path(of: uri), allowedFolders)
    }

    private static func open(_ path: String, _ allowedFolders: [String]?) throws(ModelError) -> RegularFile {
        let file: RegularFile
        do throws(SystemError) {
            file = try RegularFile(path)
        } catch {
            throw ModelError(.artifactMissing, error.description)
        }
        let place = file.resolvedPath
        let folders = allowedFolders?.compactMap { RegularFile.resolve($0) }
        if let folders, !folders.contains(where: { lies(place, in: $0) }) {
            throw ModelError(
                .artifactPathRefused, "\(path) does not lie in a folder that this worker takes artifacts from")
        }
        return file
    }

    var total: Int { file.size }

    /// What comes next, empty at the end.
    mutating func next() throws(ModelError) -> [UInt8] {
        do throws(SystemError) {
            return try file.nextChunk()
        } catch {
            throw ModelError(.artifactMissing, error.description)
        }
    }

    /// The path of a `file:` URI without a host (RFC 8089).
    static func path(of uri: String) throws(ModelError) -> String {
        let prefix = "file:///"
        guard uri.utf8.starts(with: prefix.utf8), let path = PercentEncoding.decoded(uri.dropFirst(prefix.count - 1))
        else { throw ModelError(.artifactURIUnsupported, "\(uri) is not of the form file:///path") }
        guard !path.split(separator: "/").contains("..") else {
            throw ModelError(.artifactPathRefused, "\(path): '..' does not belong into the path of an artifact")
        }
        return path
    }

    private static func lies(_ path: String?, in folder: String) -> Bool {
        guard let path else { return false }
        return path.utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
    }
}

/// Percent-encoding (RFC 3986, section 2.1).
enum PercentEncoding {
    /// Nil for a broken escape, one for NUL, or what is not UTF-8.
    static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
