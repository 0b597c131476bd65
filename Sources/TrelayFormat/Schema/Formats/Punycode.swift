/// The encoding of Unicode in ASCII (RFC 3492).
enum Punycode {
    private static let base = 36
    private static let threshold = (least: 1, greatest: 26)

    /// RFC 3492, section 6.2. Nil for what no text is encoded as.
    static func decode(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
        var characters: [Unicode.Scalar] = []
        var rest = bytes
        if let hyphen = bytes.lastIndex(of: UInt8(ascii: "-")) {
            characters = bytes[..<hyphen].map { Unicode.Scalar($0) }
            rest = bytes[(hyphen + 1)...]
        }
        var code = 0x80
        var position = 0
        var bias = 72
        while !rest.isEmpty {
            guard let delta = takeNumber(&rest, bias: bias) else { return nil }
            let isFirst = position == 0 && code == 0x80
            position += delta
            let count = characters.count + 1
            code += position / count
            position %= count
            guard let value = UInt32(exactly: code), let character = Unicode.Scalar(value) else { return nil }
            characters.insert(character, at: position)
            bias = adaptedBias(delta, count: count, isFirst: isFirst)
            position += 1
        }
        return characters
    }

    /// A number of variable length. A label is short, and a number beyond all code points ends it.
    private static func takeNumber(_ rest: inout ArraySlice<UInt8>, bias: Int) -> Int? {
        var number = 0
        var weight = 1
        var step = base
        while let byte = rest.popFirst() {
            guard let digit = digit(byte) else { return nil }
            number += digit * weight
            guard number <= maximumNumber else { return nil }
            let limit = min(max(step - bias, threshold.least), threshold.greatest)
            if digit < limit { return number }
            weight *= base - limit
            guard weight <= maximumNumber else { return nil }
            step += base
        }
        return nil
    }

    /// All code points at every position of a label.
    private static let maximumNumber = 0x11_0000 * 64

    private static func digit(_ byte: UInt8) -> Int? {
        if ASCIIClass.isLetter(byte) { return Int((byte | 0x20) - UInt8(ascii: "a")) }
        return ASCIIClass.isDigit(byte) ? Int(byte - UInt8(ascii: "0")) + 26 : nil
    }

    /// RFC 3492, section 6.1.
    private static func adaptedBias(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var steps = 0
        while delta > (base - threshold.least) * threshold.greatest / 2 {
            delta /= base - threshold.least
            steps += base
        }
        return steps + (base - threshold.least + 1) * delta / (delta + 38)
    }

    /// RFC 3492, section 6.3. Nil for a text that is longer than any label.
    static func encode(_ characters: [Unicode.Scalar]) -> [UInt8]? {
        guard characters.count <= maximumCharacters else { return nil }
        var bytes = characters.filter(\.isASCII).map { UInt8(truncatingIfNeeded: $0.value) }
        let basicCount = bytes.count
        if basicCount > 0 { bytes.append(UInt8(ascii: "-")) }
        var handled = basicCount
        var delta = 0
        var bias = 72
        var code: UInt32 = 0x80
        while handled < characters.count, let next = characters.map(\.value).filter({ $0 >= code }).min() {
            delta += Int(next - code) * (handled + 1)
            code = next
            for character in characters {
                if character.value < code { delta += 1 }
                guard character.value == code else { continue }
                append(delta, to: &bytes, bias: bias)
                bias = adaptedBias(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            code += 1
        }
        return bytes
    }

    private static let maximumCharacters = 64

    private static func append(_ number: Int, to bytes: inout [UInt8], bias: Int) {
        var rest = number
        var step = base
        while true {
            let limit = min(max(step - bias, threshold.least), threshold.greatest)
            guard rest >= limit else { break }
            bytes.append(character(limit + (rest - limit) % (base - limit)))
            rest = (rest - limit) / (base - limit)
            step += base
        }
        bytes.append(character(rest))
    }

    private static func character(_ digit: Int) -> UInt8 {
        let first = digit < 26 ? UInt8(ascii: "a") : UInt8(ascii: "0") - 26
        return first + UInt8(truncatingIfNeeded: digit)
    }
}
