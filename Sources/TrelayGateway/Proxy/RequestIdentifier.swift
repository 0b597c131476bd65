import TrelayHTTP

/// What a request is called in the answer, in logs and in traces.
enum RequestIdentifier {
    static let maximumBytes = 200

    /// The caller's own name for it, if it is one that can be echoed; else a new one.
    static func of(_ headers: HTTPHeaders, random: inout RandomPool) -> String {
        if let given = headers[first: "x-request-id"], isAcceptable(given) { return given }
        return "req_" + random.hexadecimal(16)
    }

    /// Visible ASCII only: it is written into headers and logs.
    private static func isAcceptable(_ text: String) -> Bool {
        !text.utf8.isEmpty && text.utf8.count <= maximumBytes && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
