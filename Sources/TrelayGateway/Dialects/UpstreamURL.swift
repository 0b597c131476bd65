/// Puts an endpoint behind a provider's base URL.
enum UpstreamURL {
    /// As the official OpenAI clients do: the base URL has the version in it. Without any path, `/v1` is meant.
    static func openAI(_ baseURL: String, _ path: String) -> String {
        let base = Base(baseURL)
        return base.url(base.hasPath ? path : "/v1" + path)
    }

    /// As the official Anthropic clients do: the base URL has no version in it. One that has it is understood all the
    /// same.
    static func anthropic(_ baseURL: String, _ path: String) -> String {
        let base = Base(baseURL)
        return base.url(base.endsWith("/v1") ? path : "/v1" + path)
    }

    /// The base URL of an Open Inference server has no `/v2` in it; one that has it is understood all the same.
    static func openInference(_ baseURL: String, model: String, version: String?) -> String {
        let base = Base(baseURL)
        let versionPath = version.map { "/versions/" + encoded($0) } ?? ""
        let path = "/models/" + encoded(model) + versionPath + "/infer"
        return base.url(base.endsWith("/v2") ? path : "/v2" + path)
    }

    /// One segment of a path: every byte that is not unreserved (RFC 3986, section 2.3) percent-encoded.
    static func encoded(_ segment: String) -> String {
        var text: [UInt8] = []
        for byte in segment.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.append(byte)
            default:
                text.append(UInt8(ascii: "%"))
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 0xF)])
            }
        }
        // A segment of dots would lead up the path.
        let name = String(decoding: text, as: UTF8.self)
        return name == "." || name == ".." ? name.utf8.map { _ in "%2E" }.joined() : name
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}

/// A base URL taken apart.
private struct Base {
    /// Scheme, authority and path, without a slash at the end.
    private var front: Substring
    /// The query with its question mark, which stays behind the endpoint's path.
    private var query: Substring

    init(_ text: String) {
        let withoutFragment = text[..<(text.firstIndex(of: "#") ?? text.endIndex)]
        let question = withoutFragment.firstIndex(of: "?") ?? withoutFragment.endIndex
        front = withoutFragment[..<question]
        query = withoutFragment[question...]
        while front.last == "/" { front.removeLast() }
    }

    var hasPath: Bool {
        guard let scheme = front.firstIndex(of: ":") else { return false }
        return front[scheme...].dropFirst(3).contains("/")
    }

    func endsWith(_ path: String) -> Bool { front.hasSuffix(path) }

    func url(_ path: String) -> String { "\(front)\(path)\(query)" }
}
