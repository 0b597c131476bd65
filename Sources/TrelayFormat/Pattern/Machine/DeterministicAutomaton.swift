/// A table that says for each state and each class of characters which state comes next: one look for each character.
struct DeterministicAutomaton: Sendable {
    /// A row for each state. A state is called by the place where its row begins. The last entry of a row is for the
    /// end of the text.
    let transitions: [UInt16]
    let rowLength: Int
    let initial: Int
    let classes: CodePointClasses

    /// The state that no match can come from; the next row is the state in which there has been one.
    static let refused = 0

    func matches(_ text: borrowing Span<UInt8>) -> Bool {
        let accepted = rowLength
        var state = initial
        var index = 0
        while state > accepted, index < text.count {
            state = Int(transitions[state + classes.next(in: text, at: &index)])
        }
        guard state > accepted else { return state == accepted }
        return Int(transitions[state + rowLength - 1]) == accepted
    }
}
