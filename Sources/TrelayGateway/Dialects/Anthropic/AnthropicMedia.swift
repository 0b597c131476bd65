/// Images and files in messages.
enum AnthropicMedia {
    /// A part of type `image_url`: its URL is one of the web, or a `data:` URL with the image in base64.
    static func image(_ part: JSONSlice, _ param: String) throws(GatewayFault) -> [UInt8] {
        // Some clients write the URL in the place of the object that holds it.
        let holder = part.present("image_url")
        guard let string = holder.flatMap({ $0.isString ? $0 : $0.present("url") }), string.isString else {
            throw GatewayFault.missing(param + ".image_url.url")
        }
        if let data = DataURL(string) {
            guard imageTypes.contains(data.mediaType) else {
                throw GatewayFault.unsupportedValue(
                    param + ".image_url.url", "it takes images of the types \(imageTypes.joined(separator: ", "))")
            }
            return block("image", cacheControl: part.present("cache_control")) { $0.writeSource(data) }
        }
        let scheme = JSONEscapes.resolved(string.stringContent?.prefix(10) ?? []).lowercased()
        guard scheme.utf8.starts(with: "http://".utf8) || scheme.utf8.starts(with: "https://".utf8) else {
            throw GatewayFault.unsupportedValue(
                param + ".image_url.url", "an image is an http(s) URL or a data URL in base64")
        }
        return block("image", cacheControl: part.present("cache_control")) { text in
            text.beginObject()
            text.key("type")
            text.string("url")
            text.key("url")
            text.raw(string)
            text.endObject()
        }
    }

    /// A part of type `file`: a PDF file in base64.
    static func file(_ part: JSONSlice, _ param: String) throws(GatewayFault) -> [UInt8] {
        guard let file = part.present("file"), let url = file.present("file_data"), url.isString else {
            throw GatewayFault.unsupportedValue(param + ".file", "a file must be sent as 'file_data'")
        }
        guard let data = DataURL(url), data.mediaType == "application/pdf" else {
            throw GatewayFault.unsupportedValue(
                param + ".file.file_data", "a file is a data URL of type application/pdf in base64")
        }
        return block("document", cacheControl: part.present("cache_control")) { $0.writeSource(data) }
    }

    private static let imageTypes = ["image/jpeg", "image/png", "image/gif", "image/webp"]

    private static func block(
        _ type: String, cacheControl: JSONSlice?, _ writeSource: (inout JSONText) -> Void
    ) -> [UInt8] {
        var text = JSONText()
        text.beginObject()
        text.key("type")
        text.string(type)
        text.key("source")
        writeSource(&text)
        if let cacheControl {
            text.key("cache_control")
            text.raw(cacheControl)
        }
        text.endObject()
        return text.bytes
    }
}

extension JSONText {
    fileprivate mutating func writeSource(_ data: DataURL) {
        beginObject()
        key("type")
        string("base64")
        key("media_type")
        string(data.mediaType)
        key("data")
        string(escaped: data.base64)
        endObject()
    }
}

/// A `data:` URL in base64 (RFC 2397).
private struct DataURL {
    /// Without parameters, in lower case; `image/jpg`, which many write, is `image/jpeg`.
    let mediaType: String
    /// As it stands in the JSON string, so that it is not read once more.
    let base64: ArraySlice<UInt8>

    init?(_ string: JSONSlice) {
        guard let content = string.stringContent, let comma = content.firstIndex(of: UInt8(ascii: ",")) else {
            return nil
        }
        let head = JSONEscapes.resolved(content[..<comma]).lowercased()
        guard head.utf8.starts(with: "data:".utf8), head.hasSuffix(";base64") else { return nil }
        let type = String(head.dropFirst(5).prefix { $0 != ";" })
        mediaType = type == "image/jpg" ? "image/jpeg" : type
        base64 = content[(comma + 1)...]
    }
}
