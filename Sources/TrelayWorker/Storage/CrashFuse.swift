import TrelayCore
import TrelayFormat
import TrelaySystem

/// Remembers over a crash which revision was being applied, so that a poisonous one does not kill the worker for ever.
///
/// The note is written before `prepare` and cleared after the outcome. A start that finds it counts one crash; a
/// second crash on the same revision quarantines it. One crash is not enough: a `kill -9` that happens to hit
/// between the two writes must not keep a good revision away. The note needs no fsync, because a process that dies
/// leaves its written pages to the kernel; a machine that loses power forgets the note, and one more attempt is right.
struct CrashFuse {
    /// How many crashes on one revision blow the fuse.
    static let maximumCrashes = 2

    private let path: String
    private(set) var revision: Int?
    private(set) var crashes = 0

    /// What is being tried: each has a note of its own.
    enum Attempt: String {
        /// A state from the log.
        case applying
        /// The state of the last-known-good file, at the start.
        case restoring
    }

    /// Reads what the process before this one left.
    init(settings: WorkerSettings, _ attempt: Attempt) {
        path = settings.stateDirectory + "/" + settings.fileStem + "." + attempt.rawValue + ".json"
        guard let bytes = try? DurableFile.read(path, maximumBytes: 4096),
            let json = try? JSONParser.parse(bytes), let revision = json["revision"]?.integerValue
        else { return }
        self.revision = revision
        crashes = (json["crashes"]?.integerValue ?? 0) + 1
    }

    /// The revision that may not be tried again, if the fuse has blown.
    var quarantinedRevision: Int? { crashes >= Self.maximumCrashes ? revision : nil }

    /// Before `prepare`.
    mutating func arm(_ next: Int) throws(SystemError) {
        if revision != next { crashes = 0 }
        revision = next
        let note: JSONValue = ["revision": JSONValue(next), "crashes": JSONValue(crashes)]
        try DurableFile.replace(path, with: note.canonicalBytes(), synchronize: false)
    }

    /// After the outcome of an attempt is known, whatever it is. Without a note it does nothing.
    mutating func disarm() throws(SystemError) {
        guard revision != nil else { return }
        revision = nil
        crashes = 0
        try DurableFile.remove(path)
    }
}
