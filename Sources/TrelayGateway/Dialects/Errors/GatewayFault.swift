/// The form in which a caller expects an error.
enum ErrorForm: Sendable, Hashable {
    /// `{"error":{"message","type","param","code"}}`
    case openAI
    /// `{"error":"…"}` (Open Inference Protocol)
    case openInference

    /// - Parameter path: also of an endpoint that does not exist.
    static func of(path: String) -> ErrorForm {
        path.utf8.starts(with: "/v2".utf8) ? .openInference : .openAI
    }
}

/// Why the gateway itself answers a request with an error: the caller's fault, or its own state.
struct GatewayFault: Error, Sendable, Hashable {
    /// The `code` of the error's body.
    struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        let rawValue: String

        init(rawValue: String) {
            self.rawValue = rawValue
        }

        var description: String { rawValue }

        /// The body is not JSON that can be passed on without doubt about what it says.
        static let invalidJSON = Code(rawValue: "invalid_json")
        static let missingParameter = Code(rawValue: "missing_required_parameter")
        static let invalidType = Code(rawValue: "invalid_type")
        static let invalidValue = Code(rawValue: "invalid_value")
        /// The target cannot do what this parameter asks for.
        static let unsupportedParameter = Code(rawValue: "unsupported_parameter")
        /// The target cannot do what this value asks for.
        static let unsupportedValue = Code(rawValue: "unsupported_value")
        /// The target does not have such an endpoint.
        static let unsupportedEndpoint = Code(rawValue: "unsupported_endpoint")
        static let bodyTooLarge = Code(rawValue: "body_too_large")
        static let unknownPath = Code(rawValue: "unknown_path")
        static let methodNotAllowed = Code(rawValue: "method_not_allowed")
        /// No route leads from this model to anywhere.
        static let modelNotFound = Code(rawValue: "model_not_found")
        /// The gateway has more to do than it may.
        static let overloaded = Code(rawValue: "gateway_overloaded")
        /// The gateway has no configuration yet, or none that serves this.
        static let notReady = Code(rawValue: "gateway_not_ready")
        /// No target is healthy.
        static let noTarget = Code(rawValue: "no_target_available")
        /// The gateway's configuration names something that cannot be used, such as a credential that is gone.
        static let configuration = Code(rawValue: "gateway_configuration")
    }

    var code: Code
    /// The HTTP status of the answer.
    var status: Int
    /// One line: what is wrong and what to do.
    var message: String
    /// Which part of the request is at fault, as OpenAI writes it: `messages[2].content`.
    var param: String?
    /// When to come again.
    var retryAfter: Duration?
    /// The methods that the path takes, for `Allow`.
    var allowedMethods: String?

    init(_ code: Code, status: Int = 400, _ message: String, param: String? = nil, retryAfter: Duration? = nil) {
        self.code = code
        self.status = status
        self.message = message
        self.param = param
        self.retryAfter = retryAfter
    }

    /// Whether only this target cannot do it: a fallback of another dialect may.
    var isTargetSpecific: Bool {
        code == .unsupportedParameter || code == .unsupportedValue || code == .unsupportedEndpoint
    }

    /// The `type` of the error's body.
    var type: String {
        status >= 500 ? "server_error" : "invalid_request_error"
    }
}

extension GatewayFault: CustomStringConvertible {
    var description: String { "\(code): \(message)" + (param.map { " (\($0))" } ?? "") }
}

extension GatewayFault {
    static func modelNotFound(_ model: String) -> GatewayFault {
        GatewayFault(
            .modelNotFound, status: 404,
            "The model '\(model.prefix(100))' does not exist here or no route leads to it: see /v1/models.",
            param: "model")
    }

    static func unknownPath(_ method: String, _ path: String) -> GatewayFault {
        GatewayFault(.unknownPath, status: 404, "Unknown request URL: \(method.prefix(20)) \(path.prefix(200)).")
    }

    static func methodNotAllowed(_ method: String, allowed: String) -> GatewayFault {
        var fault = GatewayFault(
            .methodNotAllowed, status: 405, "The method \(method.prefix(20)) is not allowed here: use \(allowed).")
        fault.allowedMethods = allowed
        return fault
    }

    static func bodyTooLarge(maximumBytes: Int) -> GatewayFault {
        GatewayFault(
            .bodyTooLarge, status: 413, "The request's body has more than \(maximumBytes) bytes: send less.")
    }

    static func missing(_ param: String) -> GatewayFault {
        GatewayFault(.missingParameter, "Missing required parameter: '\(param)'.", param: param)
    }

    static func invalidType(_ param: String, expected: String, found: String) -> GatewayFault {
        GatewayFault(
            .invalidType, "Invalid type for '\(param)': expected \(expected), but got \(found) instead.", param: param)
    }

    static func unsupported(_ param: String, _ reason: String) -> GatewayFault {
        GatewayFault(
            .unsupportedParameter, "'\(param)' cannot be carried to this model's provider: \(reason).", param: param)
    }

    static func unsupportedValue(_ param: String, _ reason: String) -> GatewayFault {
        GatewayFault(
            .unsupportedValue, "The value of '\(param)' cannot be carried to this model's provider: \(reason).",
            param: param)
    }
}
