import TrelayHTTP

/// Brings an artifact into a partial file, and that into the cache.
struct ArtifactDownload {
    let reference: ArtifactReference
    let settings: ArtifactCacheSettings
    /// Makes room for that many bytes, or throws.
    let reserve: (Int) throws(ModelError) -> Void

    /// From a file of this machine. It is quick to read again: what an earlier attempt left is not gone on with.
    func copy(into partial: inout PartialArtifact) throws(ModelError) {
        var source = try FileArtifact(reference.uri, allowedFolders: settings.allowedFolders)
        try partial.clear()
        try partial.check(total: source.total)
        try reserve(source.total)
        while true {
            let chunk = try source.next()
            if chunk.isEmpty { break }
            try partial.append(chunk)
        }
    }

    /// From a web server, going on with what an earlier attempt left. If that turns out to be of another artifact, the
    /// transfer begins anew, once.
    func transfer(
        into path: String, maximumBytes: Int, as name: String, client: HTTPClient
    ) throws(ModelError) {
        var partial = try PartialArtifact(path, expectedSize: reference.size, maximumBytes: maximumBytes)
        let isContinued = partial.count > 0
        do throws(ModelError) {
            try fill(&partial, client)
            return try partial.publish(as: name, digest: reference.sha256)
        } catch {
            guard isContinued, error.code == .artifactDigestMismatch else { throw error }
        }
        var again = try PartialArtifact(path, expectedSize: reference.size, maximumBytes: maximumBytes)
        try again.clear()
        try fill(&again, client)
        try again.publish(as: name, digest: reference.sha256)
    }

    private func fill(_ partial: inout PartialArtifact, _ client: HTTPClient) throws(ModelError) {
        var source = WebArtifact(reference, client: client, settings: settings)
        while !partial.isComplete {
            switch try source.next(from: partial.count) {
            case .part(let bytes, let total):
                if let total { try partial.check(total: total) }
                try reserve(total ?? reference.size ?? partial.count + bytes.count)
                try partial.append(bytes)
                if total == partial.count { return }
            case .whole(let bytes):
                try partial.clear()
                try partial.check(total: bytes.count)
                try reserve(bytes.count)
                return try partial.append(bytes)
            case .end(let total):
                // Nothing beyond what is there: it is all, or it is of an artifact that was longer.
                guard total ?? partial.count < partial.count else { return }
                try partial.clear()
            }
        }
    }
}
