/// The formats that can be asserted (JSON Schema validation, section 7.3). Others are annotations: every string fits.
enum StringFormat: UInt8, Sendable, CaseIterable {
    case dateTime
    case date
    case time
    case duration
    case email
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference
    case uuid
    case jsonPointer
    case relativeJSONPointer
    case regex
    case internationalEmail
    case internationalHostname
    case iri
    case iriReference
    case uriTemplate

    /// Nil for a name that is not known.
    init?(name: String) {
        guard let format = Self.allCases.first(where: { UTF8Text.areEqual($0.name, name) }) else { return nil }
        self = format
    }

    var name: String {
        switch self {
        case .dateTime: "date-time"
        case .date: "date"
        case .time: "time"
        case .duration: "duration"
        case .email: "email"
        case .hostname: "hostname"
        case .ipv4: "ipv4"
        case .ipv6: "ipv6"
        case .uri: "uri"
        case .uriReference: "uri-reference"
        case .uuid: "uuid"
        case .jsonPointer: "json-pointer"
        case .relativeJSONPointer: "relative-json-pointer"
        case .regex: "regex"
        case .internationalEmail: "idn-email"
        case .internationalHostname: "idn-hostname"
        case .iri: "iri"
        case .iriReference: "iri-reference"
        case .uriTemplate: "uri-template"
        }
    }

    /// What such a string looks like, for messages.
    var explanation: String {
        switch self {
        case .dateTime: "a date and time such as \"2030-01-31T23:59:59Z\""
        case .date: "a date such as \"2030-01-31\""
        case .time: "a time with an offset such as \"23:59:59Z\""
        case .duration: "a duration such as \"P1DT12H\""
        case .email, .internationalEmail: "an e-mail address"
        case .hostname, .internationalHostname: "a host name"
        case .iri: "an IRI with a scheme such as \"https://example.com/\""
        case .iriReference: "an IRI or a relative reference"
        case .uriTemplate: "a URI template such as \"/items/{id}\""
        case .ipv4: "an IPv4 address such as \"192.0.2.1\""
        case .ipv6: "an IPv6 address such as \"2001:db8::1\""
        case .uri: "a URI with a scheme such as \"https://example.com/\""
        case .uriReference: "a URI or a relative reference"
        case .uuid: "a UUID such as \"123e4567-e89b-12d3-a456-426614174000\""
        case .jsonPointer: "a JSON pointer such as \"/a/0\""
        case .relativeJSONPointer: "a relative JSON pointer such as \"1/a\""
        case .regex: "a regular expression"
        }
    }

    func accepts(_ text: String) -> Bool {
        switch self {
        case .dateTime: TimeFormat.isDateTime(Array(text.utf8))
        case .date: TimeFormat.isDate(Array(text.utf8))
        case .time: TimeFormat.isTime(Array(text.utf8))
        case .duration: TimeFormat.isDuration(Array(text.utf8))
        case .email: MailFormat.isAddress(Array(text.utf8))
        case .hostname: HostFormat.isHostName(Array(text.utf8))
        case .ipv4: HostFormat.isIPv4(Array(text.utf8)[...])
        case .ipv6: HostFormat.isIPv6(Array(text.utf8)[...])
        case .uri: URIFormat.isURI(text)
        case .uriReference: URIFormat.isReference(text)
        case .uuid: Self.isUUID(Array(text.utf8))
        case .jsonPointer: JSONPointer(text) != nil
        case .relativeJSONPointer: Self.isRelativeJSONPointer(Array(text.utf8))
        case .regex: Self.isRegularExpression(text)
        case .internationalEmail: MailFormat.isInternationalAddress(text)
        case .internationalHostname: InternationalHost.isValid(text)
        case .iri: IRIFormat.encode(text).map(URIFormat.isURI) == true
        case .iriReference: IRIFormat.encode(text).map(URIFormat.isReference) == true
        case .uriTemplate: URITemplateFormat.isTemplate(text)
        }
    }

    /// RFC 4122, section 3.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        let hyphens = [8, 13, 18, 23]
        return bytes.count == 36
            && bytes.indices.allSatisfy { index in
                hyphens.contains(index)
                    ? bytes[index] == UInt8(ascii: "-") : ASCIIClass.isHexadecimal(bytes[index])
            }
    }

    /// The draft on relative JSON pointers, section 3.
    private static func isRelativeJSONPointer(_ bytes: [UInt8]) -> Bool {
        let digits = bytes.prefix(while: ASCIIClass.isDigit)
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return false }
        let rest = bytes[digits.endIndex...]
        return rest.elementsEqual("#".utf8) || JSONPointer(String(decoding: rest, as: UTF8.self)) != nil
    }

    /// Also those that are valid, but cannot be used as a `pattern`.
    private static func isRegularExpression(_ text: String) -> Bool {
        do throws(PatternError) {
            _ = try Pattern(text)
            return true
        } catch {
            return error.code != .syntax
        }
    }
}
