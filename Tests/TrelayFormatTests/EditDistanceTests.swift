import Testing
import TrelayFormat

@Suite("Distance of words")
struct EditDistanceTests {
    @Test(
        "It counts insertions, removals, replacements and swaps",
        arguments: [
            ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abcd", "acbd", 1),
            ("route", "route", 0), ("ca", "abc", 3),
        ])
    func distance(left: String, right: String, distance: Int) {
        #expect(EditDistance.between(Array(left.utf8), Array(right.utf8)) == distance)
        #expect(EditDistance.between(Array(right.utf8), Array(left.utf8)) == distance)
    }
}
