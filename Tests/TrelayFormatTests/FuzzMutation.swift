import TrelayFormat

/// Documents to start from, and ways to spoil them.
enum FuzzMutation {
    /// One of every kind: a configuration, numbers at the edges, deep nesting, long texts, strange keys.
    static let corpus: [JSONValue] = [
        [
            "targets": [
                ["provider": "a", "weight": 90, "enabled": true], ["provider": "b", "weight": 10, "enabled": false],
            ],
            "limits": ["requestsPerSecond": 12.5, "burst": nil], "tags": ["x", "y", "z"], "timeout": 1e-3,
        ],
        [
            0, -1, 1.5, 9_007_199_254_740_991, -9_007_199_254_740_991, 1e21, 1.7976931348623157e308, 65504,
            5.960464477539063e-08,
            100000.5, 0.1, 1e-7,
        ],
        [[[[[[[[["deep"]]]]]]], ["a": ["b": ["c": ["d": ["e": [:]]]]]]]],
        ["prompt": "You are a helper.\nAnswer briefly.\n\nNever say:\n- no\n- maybe\n", "name": "p"],
        ["": "", "~": "/", "a/b": ["~1": 1], "\u{0}": "\u{7F}", "é": "e\u{301}", "\u{FFFF}": "😀", "😀": "\u{FFFF}"],
        .array((0..<60).map { ["id": JSONValue($0), "on": .bool($0.isMultiple(of: 2))] }),
        .string(String(repeating: "plain text ", count: 30)), nil, true, [], [:],
    ]

    /// Pieces of JSON and of UTF-8 that mean something.
    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "null", "true", "-", "0", "1e", ".5",
            "e308", " ", "\n",
        ]
        .map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0x00], [0x9F], [0xBF],
            [0x7F],
            [0xFB], [0xF9, 0x7C, 0x00], [0x1B, 0, 0x20, 0, 0, 0, 0, 0, 0],
            [0x9B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ]
}

extension SeededGenerator {
    /// A document of the corpus or a generated one.
    mutating func document() -> JSONValue {
        guard Int.random(in: 0..<4, using: &self) > 0 else {
            return FuzzMutation.corpus.randomElement(using: &self) ?? nil
        }
        // Small ones mostly: a change of one byte then hits something that matters more often.
        return value(depth: Int.random(in: 0...3, using: &self))
    }

    /// Flips, inserts, repeats, swaps and cuts bytes, at up to four places; sometimes at none.
    mutating func spoiled(_ bytes: [UInt8], with other: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...4, using: &self) {
            let index = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, index + Int.random(in: 0...8, using: &self))
            switch Int.random(in: 0..<8, using: &self) {
            case 0 where index < bytes.count: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1 where index < bytes.count: bytes[index] = UInt8.random(in: 0...255, using: &self)
            case 2: bytes.removeSubrange(index..<end)
            case 3: bytes.insert(contentsOf: bytes[index..<end], at: index)
            case 4: bytes.removeSubrange(index...)
            case 5: bytes.insert(contentsOf: FuzzMutation.piece(using: &self), at: index)
            case 6 where !other.isEmpty:
                // A splice: the beginning of one and the end of the other.
                bytes = Array(bytes[..<index] + other[Int.random(in: 0..<other.count, using: &self)...])
            default: bytes.replaceSubrange(index..<end, with: bytes[index..<end].reversed())
            }
        }
        return bytes
    }

    /// A value that has much in common with this one.
    mutating func changed(_ value: JSONValue) -> JSONValue {
        guard Int.random(in: 0..<8, using: &self) > 0 else { return self.value(depth: 2) }
        switch value {
        case .object(let object): return .object(changed(object))
        case .array(let elements): return .array(changed(elements))
        case .number(let number):
            return Bool.random(using: &self) && number.magnitude < 1e15 ? .number((number + 1).rounded()) : .number(0.5)
        case .string(let string):
            return .string(Bool.random(using: &self) ? string + "\nline" : String(string.unicodeScalars.dropFirst()))
        case .bool(let bool): return .bool(!bool)
        case .null: return 1
        }
    }

    private mutating func changed(_ object: JSONObject) -> JSONObject {
        var object = object
        guard let key = object.keys.randomElement(using: &self), let member = object[key] else { return ["new": 1] }
        switch Int.random(in: 0..<6, using: &self) {
        case 0: object[key] = nil
        case 1: object.set(key, nil)
        case 2: object.set(key + "2", member)
        default: object.set(key, changed(member))
        }
        return object
    }

    private mutating func changed(_ elements: [JSONValue]) -> [JSONValue] {
        var elements = elements
        for _ in 0..<Int.random(in: 1...3, using: &self) {
            let index = Int.random(in: 0...elements.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: elements.insert(value(depth: 1), at: index)
            case 1 where index < elements.count: elements.remove(at: index)
            case 2 where index < elements.count: elements.append(elements.remove(at: index))
            case 3 where index < elements.count: elements.insert(elements[index], at: 0)
            case 4: elements.reverse()
            default: if index < elements.count { elements[index] = changed(elements[index]) }
            }
        }
        return elements
    }
}

extension FuzzMutation {
    static func piece(using generator: inout SeededGenerator) -> [UInt8] {
        pieces.randomElement(using: &generator) ?? []
    }
}
