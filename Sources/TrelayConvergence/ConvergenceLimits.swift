/// The named maxima of what a `ConvergenceModel` remembers. What goes over a maximum is dropped and counted, oldest
/// first; the states of the workers do not depend on what was dropped.
public struct ConvergenceLimits: Hashable, Sendable {
    /// Accepted revisions that are kept for the history and for traces.
    public var maximumRevisions: Int
    /// Rejected records that are kept for the screens.
    public var maximumRejections: Int
    /// Revisions at which a role's projection changed, kept per role, to verify the digests of workers that lag.
    public var maximumProjectionSteps: Int
    /// Full acks, of all workers together, that are kept for traces.
    public var maximumAcks: Int
    /// Changes of the effective revision that are kept per worker, to tell how long a revision took.
    public var maximumStepsPerWorker: Int
    /// Workers that are kept; leases and acks of further ones are dropped and counted.
    public var maximumWorkers: Int
    /// Changes that a `FleetView` carries, newest first.
    public var maximumRecentChanges: Int

    public init(
        maximumRevisions: Int = 1_000, maximumRejections: Int = 200, maximumProjectionSteps: Int = 4_096,
        maximumAcks: Int = 20_000, maximumStepsPerWorker: Int = 16, maximumWorkers: Int = 100_000,
        maximumRecentChanges: Int = 20
    ) {
        self.maximumRevisions = maximumRevisions
        self.maximumRejections = maximumRejections
        self.maximumProjectionSteps = maximumProjectionSteps
        self.maximumAcks = maximumAcks
        self.maximumStepsPerWorker = maximumStepsPerWorker
        self.maximumWorkers = maximumWorkers
        self.maximumRecentChanges = maximumRecentChanges
    }
}

/// The times, in milliseconds, by which members are judged.
public enum MembershipRule {
    /// A worker is silent once it has missed this many heartbeats.
    public static let silentAfterHeartbeats: Int64 = 3
    /// Taken when a lease names no usable heartbeat interval.
    public static let defaultHeartbeat: Int64 = 1_000
    /// A lease that promises a longer interval than this is not believed.
    public static let maximumHeartbeat: Int64 = 3_600_000
    /// A record that is stamped later than this after *now* says nothing about the time: its stamp is wrong.
    public static let maximumClockSkew: Int64 = 3_600_000
    /// A retired worker stays visible for so long.
    public static let retiredVisible: Int64 = 3_600_000
}
