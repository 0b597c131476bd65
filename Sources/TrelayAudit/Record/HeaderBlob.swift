import TrelayCore

/// Headers as one blob: for each its name and value, each with a length in front; -1 is a null value.
enum HeaderBlob {
    static func encode(_ headers: RecordHeaders) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in headers {
            append(Array(name.utf8), to: &bytes)
            append(value, to: &bytes)
        }
        return bytes
    }

    /// - Returns: nil when the bytes are not what `encode` wrote.
    static func decode(_ bytes: [UInt8]) -> RecordHeaders? {
        var headers = RecordHeaders()
        var rest = bytes[...]
        while !rest.isEmpty {
            guard case .some(.some(let name)) = take(&rest), let value = take(&rest),
                let text = String(validating: name, as: UTF8.self)
            else { return nil }
            headers.append(text, value)
        }
        return headers
    }

    private static func append(_ value: [UInt8]?, to bytes: inout [UInt8]) {
        let length = value.map { UInt32(clamping: $0.count) } ?? .max
        withUnsafeBytes(of: length.bigEndian) { bytes.append(contentsOf: $0) }
        if let value { bytes.append(contentsOf: value) }
    }

    /// - Returns: nil when there is no whole value; `.some(nil)` is a null value.
    private static func take(_ rest: inout ArraySlice<UInt8>) -> [UInt8]?? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        rest = rest.dropFirst(4)
        if length == UInt32.max { return .some(nil) }
        guard Int(length) <= rest.count else { return nil }
        defer { rest = rest.dropFirst(Int(length)) }
        return .some(Array(rest.prefix(Int(length))))
    }
}
