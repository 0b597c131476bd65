/// Who a worker is.
public struct WorkerIdentity: Hashable, Sendable {
    /// Its name, unique in the fleet and the same after a restart.
    public var worker: String
    /// What it does: `gateway`, `model`, `audit`, or a role of one's own.
    public var role: String
    /// Where it is and whatever else tells workers apart.
    public var labels: [String: String]

    public init(worker: String, role: String, labels: [String: String] = [:]) {
        self.worker = worker
        self.role = role
        self.labels = labels
    }
}

/// Why a worker does not run what it ought to.
public struct Refusal: Hashable, Sendable {
    /// A word that programs can rely on.
    public var code: String
    /// JSON Pointer into the configuration; empty when no one place is to blame.
    public var path: String
    /// One line for people.
    public var message: String
    /// One of `Stage`.
    public var stage: String

    public init(code: String, path: String, message: String, stage: String) {
        self.code = code
        self.path = path
        self.message = message
        self.stage = stage
    }
}

/// The names of the stages of the apply pipeline.
public enum Stage {
    public static let received = "received"
    public static let folded = "folded"
    public static let validated = "validated"
    public static let prepared = "prepared"
    public static let committed = "committed"
    public static let probed = "probed"

    /// In the order in which a change goes through them.
    public static let all = [received, folded, validated, prepared, committed, probed]
}

/// How long a stage took, on the worker's monotonic clock.
public struct StageDuration: Hashable, Sendable {
    /// One of `Stage`.
    public var name: String
    public var nanoseconds: UInt64

    public init(name: String, nanoseconds: UInt64) {
        self.name = name
        self.nanoseconds = nanoseconds
    }
}
