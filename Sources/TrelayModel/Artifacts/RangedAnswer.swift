import TrelayHTTP

/// One answer of a web server that was asked for a part of an artifact (RFC 9110, section 14). Pure.
enum RangedAnswer: Hashable {
    /// Bytes from where they were asked for, and how many there are in all, if the server says so.
    case part([UInt8], total: Int?)
    /// The server does not serve ranges, or the artifact is another one by now: this is all of it.
    case whole([UInt8])
    /// There is nothing from there on.
    case end(total: Int?)

    /// - Parameter asked: the bytes that were asked for.
    init(_ response: HTTPResponse, asked: Range<Int>) throws(ModelError) {
        switch response.status {
        case 200: self = .whole(response.body)
        case 206: self = try Self.part(response, asked)
        case 416: self = .end(total: Self.range(response)?.total)
        default: throw Self.refusal(response.status)
        }
    }

    private static func part(_ response: HTTPResponse, _ asked: Range<Int>) throws(ModelError) -> RangedAnswer {
        guard let range = range(response), let bytes = range.bytes else {
            throw ModelError(.artifactServerBroken, "the server answers 206 without a Content-Range that can be read")
        }
        guard bytes.lowerBound == asked.lowerBound, bytes.upperBound <= asked.upperBound, !bytes.isEmpty else {
            throw ModelError(
                .artifactServerBroken, "asked for bytes \(asked), the server answers with the bytes \(bytes)")
        }
        guard response.body.count == bytes.count else {
            let code: ModelError.Code = response.body.count > bytes.count ? .artifactServerBroken : .artifactTruncated
            throw ModelError(code, "the server says \(bytes.count) bytes and sends \(response.body.count)")
        }
        if let total = range.total, total < bytes.upperBound {
            throw ModelError(.artifactServerBroken, "the server sends bytes up to \(bytes.upperBound) of \(total)")
        }
        return .part(response.body, total: range.total)
    }

    /// `bytes 0-9/100`, `bytes 0-9/*` or `bytes */100`.
    private static func range(_ response: HTTPResponse) -> (bytes: Range<Int>?, total: Int?)? {
        guard let text = response.headers[first: "content-range"], text.hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let total = Int(parts[1])
        guard total ?? 0 >= 0, total != nil || parts[1] == "*" else { return nil }
        if parts[0] == "*" { return (nil, total) }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, first <= last, last < Int.max else {
            return nil
        }
        return (first..<last + 1, total)
    }

    private static func refusal(_ status: Int) -> ModelError {
        switch status {
        case 300...399:
            ModelError(
                .artifactRedirected, "the server redirects (\(status)), which is not followed; name the other place")
        case 404, 410: ModelError(.artifactMissing, "the server answers \(status)")
        case 408, 429, 500...599: ModelError(.artifactServerFailed, "the server answers \(status)")
        default: ModelError(.artifactServerRefused, "the server answers \(status)")
        }
    }
}
