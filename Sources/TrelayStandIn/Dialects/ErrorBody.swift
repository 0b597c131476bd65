/// The bodies that APIs answer errors with.
enum ErrorBody {
    static func make(
        _ dialect: Dialect, status: Int, message: String? = nil, parameter: String? = nil, request: String
    ) -> [UInt8] {
        switch dialect {
        case .openAI: openAI(status: status, message: message, parameter: parameter)
        case .anthropic: anthropic(status: status, message: message, request: request)
        case .openInference: openInference(message ?? "the stand-in was asked for status \(status)")
        }
    }

    static func openAI(status: Int, message: String? = nil, parameter: String? = nil) -> [UInt8] {
        let (type, code) = openAIType(status)
        var text = JSONText(capacity: 256)
        text.raw("{\"error\":{\"message\":")
        text.string(message ?? "the stand-in was asked for status \(status)")
        text.member("type")
        text.string(type)
        text.member("param")
        text.string(orNull: parameter)
        text.member("code")
        text.string(orNull: code)
        text.raw("}}")
        return text.bytes
    }

    private static func openAIType(_ status: Int) -> (type: String, code: String?) {
        switch status {
        case 401: ("invalid_request_error", "invalid_api_key")
        case 404: ("invalid_request_error", "model_not_found")
        case 429: ("requests", "rate_limit_exceeded")
        case 400..<500: ("invalid_request_error", nil)
        default: ("server_error", nil)
        }
    }

    static func anthropic(status: Int, message: String? = nil, request: String) -> [UInt8] {
        var text = JSONText(capacity: 256)
        text.raw("{\"type\":\"error\",\"error\":{\"type\":")
        text.string(anthropicType(status))
        text.member("message")
        text.string(message ?? (status == 529 ? "Overloaded" : "the stand-in was asked for status \(status)"))
        text.raw("},\"request_id\":")
        text.string(request)
        text.raw("}")
        return text.bytes
    }

    private static func anthropicType(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 413: "request_too_large"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        case 400..<500: "invalid_request_error"
        default: "api_error"
        }
    }

    static func openInference(_ message: String) -> [UInt8] {
        var text = JSONText(capacity: 128)
        text.raw("{\"error\":")
        text.string(message)
        text.raw("}")
        return text.bytes
    }

    /// What a proxy in between shows to people.
    static func page(status: Int) -> [UInt8] {
        Array("<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n".utf8)
    }
}
