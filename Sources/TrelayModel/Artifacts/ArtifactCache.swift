import Synchronization
import TrelayCrypto
import TrelayHTTP
import TrelaySystem

/// Artifacts by what they hash to, on the disk of this machine: `FOLDER/sha256/HEX`.
///
/// What is in the cache was verified when it came and is verified again when it is asked for. A transfer that broke off
/// stays as `HEX.partial`, and the next attempt goes on with it; nothing else is left behind. One process owns the
/// folder. Any thread; `fetch` blocks.
public final class ArtifactCache: Sendable {
    private static let partialSuffix = ".partial"

    private struct State {
        var index: ArtifactIndex
        var flights: [String: ArtifactFlight] = [:]
        var client: HTTPClient?
        var isClosed = false
    }

    private let folder: String
    private let settings: ArtifactCacheSettings
    private let state: Mutex<State>
    private let lock: Mutex<FileLock?>

    /// Opens the cache, or makes it.
    ///
    /// - Throws: `artifactStorageFailed`, also when another process has the folder.
    public init(folder: String, settings: ArtifactCacheSettings = .init()) throws(ModelError) {
        self.folder = folder + "/sha256"
        self.settings = settings
        do throws(SystemError) {
            try DurableFile.createDirectory(self.folder)
            try Folder.makePrivate(folder)
            lock = Mutex(try FileLock(folder + "/lock"))
            state = Mutex(State(index: try Self.index(self.folder, settings.quotaBytes)))
        } catch {
            if error.code == SystemError.isLocked {
                throw ModelError(
                    .artifactStorageFailed,
                    "another process has the artifact cache in \(folder); give each worker a state folder of its own")
            }
            throw PartialArtifact.storage(error)
        }
    }

    /// Lets the folder and the HTTP client go. Leases stay good.
    public func close() {
        let client = state.withLock { state in
            state.isClosed = true
            defer { state.client = nil }
            return state.client
        }
        client?.close()
        lock.withLock { $0 = nil }
    }

    /// Bytes of all that is in the cache or on its way.
    public var usedBytes: Int { state.withLock { $0.index.usedBytes } }

    /// Gives the artifact, from the cache or from where the model says.
    ///
    /// - Throws: why there is none; the code is one of those that begin with `artifact`.
    public func fetch(_ reference: ArtifactReference) throws(ModelError) -> ArtifactLease {
        let name = reference.sha256.hexadecimal
        let (flight, isOurs) = board(name)
        // Whoever is aboard uses the artifact, so that it is there when the flight has landed.
        defer { state.withLock { $0.index.release(name) } }
        guard isOurs else {
            try flight.wait()
            let size = state.withLock { $0.index.bytes(of: name) } ?? 0
            try Self.check(size, reference)
            return lease(name, folder + "/" + name, reference, size)
        }
        do throws(ModelError) {
            let lease = try obtain(reference, name)
            land(name, flight, .success(()))
            return lease
        } catch {
            land(name, flight, .failure(error))
            throw error
        }
    }

    /// Joins the fetch that is under way, or begins one.
    private func board(_ name: String) -> (ArtifactFlight, isOurs: Bool) {
        state.withLock { state in
            state.index.use(name)
            if let flight = state.flights[name] { return (flight, false) }
            let flight = ArtifactFlight()
            state.flights[name] = flight
            return (flight, true)
        }
    }

    private func land(_ name: String, _ flight: ArtifactFlight, _ result: Result<Void, ModelError>) {
        state.withLock { $0.flights[name] = nil }
        flight.finish(result)
    }

    // MARK: - One fetch at a time for each artifact

    private func obtain(_ reference: ArtifactReference, _ name: String) throws(ModelError) -> ArtifactLease {
        let path = folder + "/" + name
        if let size = try cached(path, reference) { return lease(name, path, reference, size) }
        let partial = path + Self.partialSuffix
        do throws(ModelError) {
            try transfer(reference, name, into: partial, path)
        } catch {
            giveUp(name, partial, isResumable: Self.isResumable(error.code))
            throw error
        }
        return lease(name, path, reference, try settle(name, path))
    }

    /// Counts what there really is, which may be less than was reserved.
    private func settle(_ name: String, _ path: String) throws(ModelError) -> Int {
        do throws(SystemError) {
            let file = try RegularFile(path)
            let size = file.size
            state.withLock { $0.index.resize(name, bytes: size) }
            return size
        } catch {
            throw PartialArtifact.storage(error)
        }
    }

    private func lease(_ name: String, _ path: String, _ reference: ArtifactReference, _ size: Int) -> ArtifactLease {
        state.withLock { $0.index.use(name) }
        Folder.touch(path)
        return ArtifactLease(path: path, digest: reference.sha256, byteCount: size) { [self] in
            state.withLock { $0.index.release(name) }
        }
    }

    /// The size of what is in the cache, if it is there and is still what its name says. If not, it goes.
    private func cached(_ path: String, _ reference: ArtifactReference) throws(ModelError) -> Int? {
        guard DurableFile.exists(path) else { return nil }
        let size: Int
        do throws(SystemError) {
            var hasher = SHA256Hasher()
            var file = try RegularFile(path)
            size = file.size
            var hashed = 0
            // A file that grows meanwhile must not keep this thread.
            while hashed <= size {
                let chunk = try file.nextChunk()
                if chunk.isEmpty { break }
                hasher.update(chunk)
                hashed += chunk.count
            }
            guard hasher.finalize() == reference.sha256 else {
                try DurableFile.remove(path)
                state.withLock { $0.index.resize(reference.sha256.hexadecimal, bytes: 0) }
                return nil
            }
        } catch {
            throw PartialArtifact.storage(error)
        }
        try Self.check(size, reference)
        state.withLock { $0.index.resize(reference.sha256.hexadecimal, bytes: size) }
        return size
    }

    private static func check(_ size: Int, _ reference: ArtifactReference) throws(ModelError) {
        guard let expected = reference.size, expected != size else { return }
        throw ModelError(.artifactSizeMismatch, "the artifact has \(size) bytes, the model says \(expected)")
    }

    private func transfer(
        _ reference: ArtifactReference, _ name: String, into partial: String, _ path: String
    ) throws(ModelError) {
        let limit = min(settings.maximumArtifactBytes, settings.quotaBytes)
        let download = ArtifactDownload(reference: reference, settings: settings) {
            [self] bytes throws(ModelError) in try reserve(name, bytes)
        }
        let scheme = reference.uri.prefix { $0 != ":" }.lowercased()
        switch scheme {
        case "file":
            var file = try PartialArtifact(partial, expectedSize: reference.size, maximumBytes: limit)
            try download.copy(into: &file)
            try file.publish(as: path, digest: reference.sha256)
        case "http", "https":
            try download.transfer(into: partial, maximumBytes: limit, as: path, client: try client())
        default:
            throw ModelError(
                .artifactURIUnsupported, "\(reference.shownURI): artifacts are fetched by file:, http: and https:")
        }
    }

    /// Room for an artifact of that many bytes; what was not used for the longest time goes.
    private func reserve(_ name: String, _ bytes: Int) throws(ModelError) {
        let victims = state.withLock { $0.index.reserve(name, bytes: bytes) }
        guard let victims else {
            throw ModelError(
                .artifactQuotaExceeded,
                "\(bytes) bytes do not fit into the cache of \(settings.quotaBytes), of which the rest is in use")
        }
        for victim in victims { remove(victim) }
    }

    private func remove(_ name: String) {
        let path = folder + "/" + name
        for path in [path, path + Self.partialSuffix] { try? DurableFile.remove(path) }
    }

    /// After a failure: only what can be gone on with stays.
    private func giveUp(_ name: String, _ partial: String, isResumable: Bool) {
        var size = 0
        if isResumable, let file = try? RegularFile(partial) { size = file.size }
        if size == 0 { try? DurableFile.remove(partial) }
        state.withLock { $0.index.resize(name, bytes: size) }
    }

    private static func isResumable(_ code: ModelError.Code) -> Bool {
        [.artifactTruncated, .artifactTimedOut, .artifactServerFailed, .artifactStorageFailed].contains(code)
    }

    private func client() throws(ModelError) -> HTTPClient {
        let made = state.withLock { state -> Result<HTTPClient, ModelError> in
            if let client = state.client { return .success(client) }
            guard !state.isClosed else {
                return .failure(ModelError(.artifactStorageFailed, "the artifact cache is closed"))
            }
            var configuration = HTTPClientConfiguration()
            configuration.threadName = "model-artifacts"
            configuration.certificateAuthorityFile = settings.certificateAuthorityFile
            do throws(HTTPError) {
                let client = try HTTPClient(configuration)
                state.client = client
                return .success(client)
            } catch {
                return .failure(ModelError(.artifactServerFailed, "no HTTP client: \(error)"))
            }
        }
        return try made.get()
    }

    /// What a life before left. Files of other names are not ours and stay.
    private static func index(_ folder: String, _ quotaBytes: Int) throws(SystemError) -> ArtifactIndex {
        var index = ArtifactIndex(quotaBytes: quotaBytes)
        let entries = try Folder.entries(folder).sorted { $0.modifiedNanoseconds < $1.modifiedNanoseconds }
        for entry in entries where entry.isRegularFile {
            let name = entry.name.hasSuffix(partialSuffix) ? entry.name.dropLast(partialSuffix.count) : entry.name[...]
            if Digest(hexadecimal: String(name)) != nil { index.found(String(name), bytes: entry.size) }
        }
        return index
    }
}
