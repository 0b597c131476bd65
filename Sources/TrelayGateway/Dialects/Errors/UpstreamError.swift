/// What the body of an upstream's error says, in whichever of the usual forms it is written.
struct UpstreamError: Sendable, Hashable {
    var message: String?
    var type: String?
    var code: String?
    var param: String?
    /// `error.details.error_code` of Anthropic.
    var detail: String?
    /// Whether it is OpenAI's form with all four members, and no more to be done to hand it on.
    var isOpenAI = false
    /// Whether it is Open Inference's form.
    var isOpenInference = false

    /// Longer messages are cut: they end in bodies and logs.
    static let maximumMessageBytes = 2_000

    init() {}

    /// - Parameter body: of an answer with an error's status, or the data of an event; nil if it has no known form.
    init?(_ body: JSONSlice) {
        guard body.isObject else { return nil }
        if let error = body.present("error") {
            if error.isObject { read(error) } else { readText(error) }
        } else if body["object"]?.equals("error") == true || body["message"]?.isString == true {
            read(body)
        } else if let detail = body["detail"]?.string {
            message = Self.cut(detail)
        }
        guard message != nil || type != nil || code != nil else { return nil }
    }

    /// Some servers write a message only, and Open Inference asks for nothing else.
    private mutating func readText(_ error: JSONSlice) {
        message = error.string.map(Self.cut)
        isOpenInference = message != nil
    }

    private mutating func read(_ error: JSONSlice) {
        message = error["message"]?.string.map(Self.cut)
        type = error["type"]?.string.map(Self.cut)
        param = error["param"]?.string.map(Self.cut)
        let code = error["code"]
        self.code = code?.string.map(Self.cut) ?? code?.integer.map(String.init)
        detail = error.present("details").flatMap { $0["error_code"]?.string.map(Self.cut) }
        isOpenAI =
            error["message"]?.isString == true && error["type"]?.isString == true
            && Self.isTextOrNull(error["param"]) && Self.isTextOrNull(code)
    }

    private static func isTextOrNull(_ slice: JSONSlice?) -> Bool {
        slice.map { $0.isString || $0.isNull } ?? false
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > maximumMessageBytes else { return text }
        return String(decoding: text.utf8.prefix(maximumMessageBytes), as: UTF8.self) + "…"
    }
}
