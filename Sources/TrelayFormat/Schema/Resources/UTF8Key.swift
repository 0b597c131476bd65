/// A string as a key of a dictionary: equal when the UTF-8 bytes are.
struct UTF8Key: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: UTF8Key, right: UTF8Key) -> Bool {
        UTF8Text.areEqual(left.text, right.text)
    }

    func hash(into hasher: inout Hasher) {
        UTF8Text.hash(text, into: &hasher)
    }
}
