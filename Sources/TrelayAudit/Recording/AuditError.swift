import TrelayLog

/// What ended one recording.
struct AuditError: Error, Hashable {
    /// One line: what, where, what to do.
    var message: String
    /// True when trying again cannot help.
    var isFinal: Bool

    init(_ error: LogError) {
        isFinal = error.code == .truncated
        message = error.message + (isFinal ? "; \(Self.advice)" : "")
    }

    /// While nobody could be reached the log may have become another one: opening it anew proves that it has not.
    init(contactReturned topic: String) {
        message = "\(topic): the brokers were away and are back; the record is compared with the log again"
        isFinal = false
    }

    init(_ error: DatabaseError) {
        message = error.description
        isFinal = error.isFinal
    }

    /// The log is not the one that the record was made from, or not all of it.
    init(diverged topic: String, _ partition: Int32, _ what: String) {
        message = "\(topic)[\(partition)]: \(what); \(Self.advice)"
        isFinal = true
    }

    /// Revisions are counted from the first change on: half a log gives a wrong record.
    init(beheaded topic: String, _ partition: Int32, firstOffset: Int64) {
        message =
            "\(topic)[\(partition)]: the log begins with offset \(firstOffset), and a record has to begin with offset 0; "
            + "restore the removed records, or begin with a new topic"
        isFinal = true
    }

    private static let advice = "move the record's file away to begin a new one"
}
