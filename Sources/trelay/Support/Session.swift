import TrelayCommandLine
import TrelayCore
import TrelayDashboard
import TrelayKafka
import TrelayLog
import TrelaySystem

/// What every command makes of its common options.
struct Session {
    let invocation: Invocation

    var output: Output {
        let isTerminal = Terminal.isTerminal(1)
        let wantsColor =
            isTerminal && !invocation.flag("no-color") && (environment("NO_COLOR") ?? "").isEmpty
            && environment("TERM") != "dumb"
        return Output(
            form: invocation.string("output").flatMap { Output.Form(rawValue: $0) } ?? .table,
            style: Style(isColored: wantsColor),
            width: isTerminal ? Terminal.size(1)?.columns ?? 80 : Int.max)
    }

    var namespace: String {
        get throws {
            let name = invocation.string("namespace") ?? "default"
            guard Names.isValidNamespace(name) else {
                throw invocation.usageError("'\(name)' is not a namespace; use \(Names.namespaceRule)")
            }
            return name
        }
    }

    var topics: TopicNames {
        get throws {
            let prefix = invocation.string("topic-prefix") ?? "trelay."
            let topics = TopicNames(prefix: prefix)
            // Kafka's rule for names of topics: at most 249 characters, for files are named after them.
            let isValid = topics.snapshots.utf8.count <= 249 && prefix.utf8.allSatisfy(Self.isTopicByte)
            guard isValid else {
                throw invocation.usageError("'\(prefix)' cannot begin a topic's name; use a-z, A-Z, 0-9, '.', '_', '-'")
            }
            return topics
        }
    }

    private static func isTopicByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    var timeout: Duration {
        get throws { try invocation.duration("timeout") ?? .seconds(60) }
    }

    /// Who this is, for events without an author: `--author`, `TRELAY_AUTHOR`, else user@host.
    var author: String {
        get throws {
            let author =
                invocation.string("author") ?? environment("TRELAY_AUTHOR")
                ?? "\(environment("USER") ?? "unknown")@\(HostInformation.hostName)"
            guard (1...ChangeSet.maximumAuthorBytes).contains(author.utf8.count) else {
                throw invocation.usageError("an author has 1 to \(ChangeSet.maximumAuthorBytes) bytes")
            }
            return author
        }
    }

    /// The event's id: `--id`, else a new one.
    var eventIdentifier: String {
        get throws {
            guard let id = invocation.string("id") else { return EventIdentifier.new() }
            guard Names.isValidEventID(id) else {
                throw invocation.usageError("'\(id)' is not an event id; use \(Names.eventIDRule)")
            }
            return id
        }
    }

    /// `--reason`, if it was given.
    var reason: String? {
        get throws {
            guard let reason = invocation.string("reason") else { return nil }
            guard reason.utf8.count <= ChangeSet.maximumReasonBytes else {
                throw invocation.usageError("a reason has at most \(ChangeSet.maximumReasonBytes) bytes")
            }
            return reason
        }
    }

    func environment(_ name: String) -> String? {
        HostInformation.environment(name)
    }
}

/// New event ids: randomness and the clock are read here, at the edge.
enum EventIdentifier {
    static func new() -> String {
        UUIDv7.string(milliseconds: SystemClock.wallMilliseconds(), random: SystemRandom.bytes(10))
    }
}
