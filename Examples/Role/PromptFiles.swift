import Glibc
import Synchronization
import TrelayCore
import TrelayFormat
import TrelaySystem
import TrelayWorker

/// A role of one's own: keeps the file `prompts.json` up to date for a program that can only read files.
///
/// The worker does the rest: it reads the log, decides what is effective, calls the functions below in their order, and
/// tells the fleet the truth about the outcome.
final class PromptFiles: WorkerRole {
    /// What `prepare` makes ready: the next configuration, and the file that holds its prompts.
    struct Prepared {
        var configuration: Configuration
        var file: String?
    }

    /// What the program that reads the file can hold.
    static let maximumTemplateBytes = 4_000

    let name = "prompt-files"
    private let folder: String
    private let current: Mutex<Prepared>

    init(folder: String, namespace: String) throws {
        self.folder = folder
        current = Mutex(
            Prepared(configuration: Configuration(namespace: namespace, revision: 0, resources: ResourceMap())))
        try DurableFile.createDirectory(folder)
    }

    /// 1. May be slow and may refuse. Nothing that serves changes here: the file is written beside the one in use.
    func prepare(_ next: Configuration, changes: [ResourceChange]) throws(RoleRefusal) -> Prepared {
        for (key, entry) in next.resources.of(kind: "prompt") {
            let size = entry.value["template"]?.stringValue?.utf8.count ?? 0
            guard size > Self.maximumTemplateBytes else { continue }
            // A refusal is read by somebody at night: a word for programs, the place, what is wrong and what to do.
            throw RoleRefusal(
                code: "promptTooLong", path: "/\(key)/template",
                message: "\(key) has \(size) bytes, and the reader takes \(Self.maximumTemplateBytes); shorten it")
        }
        let file = "prompts-\(next.revision).json"
        do {
            try DurableFile.replace(folder + "/" + file, with: Self.text(next))
        } catch {
            throw RoleRefusal(code: "cannotWrite", path: "", message: "\(error)")
        }
        return Prepared(configuration: next, file: file)
    }

    /// 2. One step that readers see whole or not at all: the link `prompts.json` is renamed into place.
    ///
    /// It has no way to fail. If the disk refuses, the old configuration stays `live`, and the worker notices that.
    func commit(_ prepared: Prepared) -> Prepared {
        current.withLock { current in
            let previous = current
            if let file = prepared.file {
                unlink(folder + "/next")
                guard symlink(file, folder + "/next") == 0,
                    rename(folder + "/next", folder + "/prompts.json") == 0
                else { return previous }
            } else {
                // Back to the time before the first configuration.
                unlink(folder + "/prompts.json")
            }
            current = prepared
            return previous
        }
    }

    /// 3. Looks at the result as its readers do. Whatever it finds wrong makes the worker swap back and say why.
    func probe() throws(RoleRefusal) {
        let found = try? DurableFile.read(folder + "/prompts.json", maximumBytes: 64_000_000)
        guard found == Self.text(live) else {
            throw RoleRefusal(
                code: "fileDiffers", path: "", message: "prompts.json is not what was written; check the disk")
        }
    }

    /// 4. The old configuration is not read any more: its file goes.
    func retire(_ previous: Prepared) {
        guard let file = previous.file, file != current.withLock({ $0.file }) else { return }
        unlink(folder + "/" + file)
    }

    /// What serves now. The digest in the ack is computed from this.
    var live: Configuration { current.withLock { $0.configuration } }

    /// `{"greeting": {"template": …, "version": …}}`, always the same bytes for the same prompts.
    private static func text(_ configuration: Configuration) -> [UInt8] {
        var prompts = JSONObject()
        for (key, entry) in configuration.resources.of(kind: "prompt") { prompts.set(key.name, entry.value) }
        return Array(JSONValue.object(prompts).prettyString().utf8)
    }
}
