public import TrelayCore
public import TrelayTelemetry

/// What a kind of worker does with its configuration: the plug-in protocol of the worker.
///
/// A role prepares, commits, probes and retires; it never sees the log, offsets, acks or rosters. The worker calls
/// `prepare`, `commit`, `probe` and `retire` on one thread, one configuration at a time, in this order:
///
///     prepare -> commit -> probe -> retire(previous)
///                             \-> commit(previous) -> retire(next)      when the probe fails
///
/// `live` may be called from any thread at any time.
public protocol WorkerRole: Sendable {
    /// What `prepare` makes ready and `commit` puts in place: at least the configuration itself.
    associatedtype Prepared: Sendable

    /// The role's name, as it stands in acks and on the dashboard: `gateway`, `model`, or a name of your own.
    var name: String { get }

    /// Makes `next` ready beside what serves now. May be slow. Nothing that serves has changed when it returns or throws.
    ///
    /// - Parameters:
    ///   - next: the whole effective configuration that is to come.
    ///   - changes: what differs from the live configuration, in key order.
    /// - Throws: a refusal (NACK) with a code and the path of the offending key.
    func prepare(_ next: Configuration, changes: [ResourceChange]) throws(RoleRefusal) -> Prepared

    /// As `prepare(_:changes:)`, which it calls unless a role wants to know the span of the apply, to link the work that
    /// the configuration will do to the change that configured it. The worker calls this one.
    ///
    /// - Parameter trace: the apply span, which is a child of the change's; nil at a warm start from a file.
    func prepare(
        _ next: Configuration, changes: [ResourceChange], trace: TraceContext?
    ) throws(RoleRefusal) -> Prepared

    /// Swaps `prepared` in: one pointer swap that cannot fail. Requests in flight keep the snapshot they started with.
    ///
    /// - Returns: what was in place before.
    func commit(_ prepared: Prepared) -> Prepared

    /// Exercises the live state after the swap. A refusal makes the worker swap back.
    func probe() throws(RoleRefusal)

    /// Gives back what `previous` held, after the last request that uses it has ended.
    func retire(_ previous: Prepared)

    /// The configuration that serves requests at this moment, read from where requests read it: the digest in the ack
    /// is computed from this, never from the event.
    var live: Configuration { get }

    /// The role's own metrics in Prometheus' text format, for the worker's `/metrics`. Any thread.
    func metricsExposition() -> String
}

extension WorkerRole {
    public func prepare(
        _ next: Configuration, changes: [ResourceChange], trace: TraceContext?
    ) throws(RoleRefusal) -> Prepared {
        try prepare(next, changes: changes)
    }

    /// No metrics of its own.
    public func metricsExposition() -> String { "" }

    /// Nothing to exercise: a role without a probe of its own.
    public func probe() throws(RoleRefusal) {}

    /// Nothing to give back: a role whose prepared value is plain memory.
    public func retire(_ previous: Prepared) {}
}

/// Why a role does not take a configuration. It becomes the NACK that operators read at night.
public struct RoleRefusal: Error, Hashable, Sendable {
    /// A stable word for programs, camelCase: `credentialMissing`.
    public var code: String
    /// The resource and the key inside it that cause the refusal: `/provider/openai/credential`.
    public var path: String
    /// One line: what is wrong and what to do. Never a secret.
    public var message: String

    public init(code: String, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }
}
