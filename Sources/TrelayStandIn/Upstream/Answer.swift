/// How one request is answered: what is played to the client, and what is counted.
struct Answer: Sendable {
    var kind: RequestKind
    var model = ""
    /// 0 when there is no status at all.
    var status: Int
    var steps: [Step]
    var isStream = false
    /// Whether the directives made it anything but good.
    var misbehaves = false
}
